"""Runs one command and measures it: wall time, CPU time of both sides, memory."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from .accounts import Account

SETTLE = 0.1  # seconds that hosts take to end their sessions, which belong to the run


@dataclass
class Measurement:
    """What one run took. Seconds and MiB; None where nothing could be read."""

    wall: float
    controller_cpu: float
    host_cpu: float | None
    exit_code: int
    output: str
    memory: float | None = None
    round_trips: int | None = None
    connections: int | None = None
    changed: int | None = None
    complaint: str | None = None


class Meter:
    """Charges commands to one account and hosts to another."""

    def __init__(self, scratch: Path, controller: Account, hosts: Account, limit: float):
        self._log = scratch / "output"
        self._controller = controller
        self._hosts = hosts
        self._limit = limit

    def run(self, command: list[str], directory: Path, environment: dict[str, str]) -> Measurement:
        """Runs a command to its end, or kills it after the limit."""
        before = self._controller.seconds(), self._hosts.seconds()
        began = time.perf_counter()
        with open(self._log, "wb") as log:
            process = subprocess.Popen(self._charged(command), cwd=directory, env=environment, stdout=log,
                                       stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        watcher = MemoryWatcher(self._controller)
        timer = threading.Timer(self._limit, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        timer.cancel()
        time.sleep(SETTLE)
        controller_cpu = spent(before[0], self._controller.seconds())
        return Measurement(
            wall=wall, exit_code=process.returncode, output=self._log.read_text(errors="replace"),
            controller_cpu=usage.ru_utime + usage.ru_stime if controller_cpu is None else controller_cpu,
            host_cpu=spent(before[1], self._hosts.seconds()), memory=watcher.peak())

    # A process is charged from before it becomes the command.
    def _charged(self, command: list[str]) -> list[str]:
        if not self._controller.available:
            return command
        return ["sh", "-c", 'echo 0 >"$1"; shift; exec "$@"', "sh", str(self._controller.members_file), *command]


def spent(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


class MemoryWatcher(threading.Thread):
    """Follows the memory of an account's processes together.

    Pages that several processes share are counted once (the proportional set size). Of each process also the peak that
    the kernel keeps is read, so that of a tool with one process nothing between two looks is missed.
    """

    INTERVAL = 0.02  # seconds between two looks, at least
    SHARE = 0.02  # of one core, at most, goes into looking

    def __init__(self, account: Account):
        super().__init__(daemon=True)
        self._account = account
        self._peak = 0
        self._ended = threading.Event()
        self.start()

    def peak(self) -> float | None:
        """Ends watching. MiB, or None where the processes cannot be known."""
        self._ended.set()
        self.join()
        return self._peak / 1024 if self._account.available else None

    def run(self) -> None:
        pause = self.INTERVAL
        while not self._ended.wait(pause):
            began = time.perf_counter()
            self._look()
            pause = max(self.INTERVAL, (time.perf_counter() - began) / self.SHARE)

    def _look(self) -> None:
        members = self._account.members()
        together = sum(kibibytes(member, "smaps_rollup", "Pss") for member in members)
        alone = max((kibibytes(member, "status", "VmHWM") for member in members), default=0)
        self._peak = max(self._peak, together, alone)


def kibibytes(process: int, file: str, field: str) -> int:
    try:
        found = re.search(rf"^{field}:\s+(\d+) kB", Path(f"/proc/{process}/{file}").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0
