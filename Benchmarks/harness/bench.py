"""Runs a workload with several tools in turn and checks what each of them did."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from . import floors, hosts, tools, workloads
from .access import LINE_PORT, Access
from .hosts import Hosts
from .line import MILLISECONDS, SlowLine
from .meter import Measurement, Meter
from .state import States
from .tools import Call, Tool
from .workloads import Workload

GATHERS_ANEW = ("w1", "w5")  # facts that a tool has cached help with a rerun, not here
CONVERGE_TRIES = 3  # a failure is told, but need not end an hour of measuring
OTHER_STATE = 100  # tools that do not read playbooks have hosts of their own, from this number on


@dataclass
class Result:
    """The measurements of one workload on so many hosts, by tool."""

    workload: Workload
    hosts: int
    runs: dict[str, list[Measurement]] = field(default_factory=dict)


@dataclass
class Bench:
    """Hosts, tools and a meter. `report` is told each measurement as it is made."""

    directory: Path
    machines: Hosts
    access: Access
    meter: Meter
    material: Path
    data: Path
    natives: Path
    peers: Path
    swiftplay: Tool
    report: Callable[[str, Measurement], None]

    def measure(self, workload: Workload, count: int, plan: dict[Tool, int]) -> Result:
        """Every tool in turn, as often as the plan says, beginning with another one each time."""
        result, states = Result(workload, count), States()
        able = [tool for tool in plan if self._command(tool, workload, self._numbers(tool, count))]
        self._prepare_all(workload, count, able)
        for turn in range(max(plan.values())):
            first = turn % len(able)
            for tool in able[first:] + able[:first]:
                if turn < plan[tool]:
                    measurement = self._checked_run(tool, workload, count, states)
                    result.runs.setdefault(tool.name, []).append(measurement)
                    self.report(tool.name, measurement)
        return result

    def prepare(self, workload: Workload, count: int) -> list[str]:
        """Makes the hosts ready and returns swiftplay's command for the workload."""
        numbers = self._numbers(self.swiftplay, count)
        self._prepare_all(workload, count, [self.swiftplay])
        self._prepare(workload, numbers)
        return self._command(self.swiftplay, workload, numbers)

    def _numbers(self, tool: Tool, count: int) -> list[int]:
        first = 1 if tool.reads_playbooks else 1 + OTHER_STATE
        return list(range(first, first + count))

    def _command(self, tool: Tool, workload: Workload, numbers: list[int]) -> list[str]:
        """The words, or none if the tool cannot do the workload."""
        return tool.command(Call(workload, numbers, self.access, self.material, self.data, self.natives, self.peers,
                                 self.access.inventory(numbers, on_line=workload.on_line))) or []

    def _checked_run(self, tool: Tool, workload: Workload, count: int, states: States) -> Measurement:
        numbers = self._numbers(tool, count)
        self._prepare(workload, numbers)
        if workload.on_line:
            with self._line(numbers[0]) as line:
                measurement = self._run(tool, workload, numbers)
            measurement.round_trips, measurement.connections = line.traffic["round_trips"], line.traffic["connections"]
        else:
            measurement = self._run(tool, workload, numbers)
        measurement.changed = tool.changes(measurement.output)
        measurement.complaint = (self._report_complaint(tool, workload, numbers, measurement)
                                 or self._host_complaint(tool, workload, numbers, states))
        return measurement

    def _line(self, number: int) -> SlowLine:
        return SlowLine(self.natives / "slow_line", LINE_PORT, MILLISECONDS, hosts.address(number), hosts.PORT)

    def _run(self, tool: Tool, workload: Workload, numbers: list[int]) -> Measurement:
        home = self._fresh_home()
        environment = tools.environment(tool, home, self.data, self.peers)
        measurement = self.meter.run(self._command(tool, workload, numbers), home, environment)
        self._end_shared_connections(home)
        return measurement

    # Only facts that a tool has cached in its home outlive the run.
    def _fresh_home(self) -> Path:
        home = self.directory / "home"
        for entry in home.glob("*"):
            if entry.name != "facts":
                shutil.rmtree(entry)
        for part in ("cp", "tmp"):
            (home / part).mkdir(parents=True)
        return home

    # Ansible leaves connections open behind its back; the next run has to open its own.
    def _end_shared_connections(self, home: Path) -> None:
        for path in (home / "cp").iterdir():
            subprocess.run(["ssh", "-o", f"ControlPath={path}", "-O", "exit", "any"], capture_output=True, check=False)

    def _report_complaint(self, tool: Tool, workload: Workload, numbers: list[int], run: Measurement) -> str | None:
        changed = run.changed if tool.reads_playbooks or workload.name != "w1" else None
        answers = run.output.count("rc=0") if tool.reads_playbooks and tool.kind != "floor" else None
        return workloads.complaint(workload, len(numbers), run.exit_code, changed, answers)

    def _host_complaint(self, tool: Tool, workload: Workload, numbers: list[int], states: States) -> str | None:
        if workload.name == "w1" and tool.kind != "floor" and tool.reads_playbooks:
            probe = self.access.run(numbers[0], "sudo -n sh -s", self.material / "floor/w2_probe.sh")
            return states.complaint(tool.name, probe)
        homes = [self.machines.changed_files(number) / "home/deploy" for number in numbers]
        return next((wrong for home in homes if (wrong := workloads.copy_complaint(workload, self.data, home))), None)

    # What holds for all runs of a workload is made once, by the tool whose state it is.
    def _prepare_all(self, workload: Workload, count: int, able: list[Tool]) -> None:
        for owner in self._owners(able):
            numbers = self._numbers(owner, count)
            self.machines.start(numbers)
            if workload.start in ("converged", "drifted"):
                self._converge(owner, numbers)
            if workload.start == "drifted":
                for number in numbers:
                    self.access.run(number, "sudo -n sh -s", self.material / "drift.sh")
            if workload.start == "copied":
                self._run(floors.RSYNC, workload, numbers)

    def _owners(self, able: list[Tool]) -> list[Tool]:
        others = [tool for tool in able if not tool.reads_playbooks]
        return ([self.swiftplay] if len(others) < len(able) else []) + others

    def _converge(self, owner: Tool, numbers: list[int]) -> None:
        for _ in range(CONVERGE_TRIES):
            converged = self._run(owner, workloads.ALL["w1"], numbers)
            if converged.exit_code == 0:
                return
            converged.complaint = f"exit code {converged.exit_code} while converging"
            self.report(owner.name, converged)
        raise SystemExit(f"{owner.name} cannot converge the hosts")

    def _prepare(self, workload: Workload, numbers: list[int]) -> None:
        if workload.start == "fresh":
            self.machines.reset(numbers)
        if workload.name in GATHERS_ANEW:
            shutil.rmtree(self.directory / "home/facts", ignore_errors=True)
        if workload.start == "empty":
            for number in numbers:
                self.access.run(number, "rm -rf big.bin tree")
