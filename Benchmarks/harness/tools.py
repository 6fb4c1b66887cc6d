"""What is measured: swiftplay, its peers, and floors, which are no tools but the least that one could do."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from . import hosts
from .access import LINE_PORT, USER, Access
from .workloads import Workload


@dataclass
class Call:
    """All that a command line is made of."""

    workload: Workload
    numbers: list[int]
    access: Access
    material: Path  # the directory with playbooks, deploys and floors
    data: Path
    natives: Path
    peers: Path  # the directory with the peers' programs
    inventory: Path

    @property
    def play(self) -> Path:
        return self.material / "playbooks" / f"{self.workload.play}.yml"

    @property
    def deploy(self) -> Path:
        return self.material / "pyinfra" / f"{self.workload.play}.py"

    def floor(self, script: str) -> Path:
        return self.material / "floor" / script


@dataclass(frozen=True, eq=False)
class Tool:
    """`command` gives the words for a call, or None if the tool cannot do the workload."""

    name: str
    kind: str  # "swiftplay", "peer" or "floor"
    command: Callable[[Call], list[str] | None]
    environment: dict[str, str] = field(default_factory=dict)
    reads_playbooks: bool = True  # others keep hosts of their own, for they leave another state

    def changed(self, output: str) -> int | None:
        """How many changes the tool reports for all hosts together, if it does."""
        if self.kind == "floor":
            return None
        if not self.reads_playbooks:
            return pyinfra_changes(output)
        counts = re.findall(r"\bchanged=(\d+)", output)
        return sum(map(int, counts)) if counts else None


def swiftplay(name: str, program: Path) -> Tool:
    def command(call: Call) -> list[str]:
        inventory, play = ["-i", str(call.inventory)], [str(program), "run", str(call.play)]
        return {
            "command": [str(program), "exec", "all", *inventory, "--", "true"],
            "play": [*play, *inventory],
            "prediction": [*play, *inventory, "--check", "--diff"],
        }[call.workload.mode]

    return Tool(name, "swiftplay", command)


def ansible(call: Call) -> list[str]:
    inventory, play = ["-i", str(call.inventory)], [f"{call.peers}/ansible-playbook", str(call.play)]
    return {
        "command": [f"{call.peers}/ansible", *inventory, "all", "-m", "command", "-a", "true"],
        "play": [*play, *inventory],
        "prediction": [*play, *inventory, "--check", "--diff"],
    }[call.workload.mode]


def pyinfra(call: Call) -> list[str]:
    program, inventory = f"{call.peers}/pyinfra", str(call.inventory.with_suffix(".py"))
    return {
        "command": [program, "-y", inventory, "exec", "--", "true"],
        "play": [program, "-y", inventory, str(call.deploy)],
        "prediction": [program, "--dry", "--diff", inventory, str(call.deploy)],  # with -y it would predict nothing
    }[call.workload.mode]


def pyinfra_changes(output: str) -> int | None:
    """The successes in the grand total of a run, or what a dry run foresees for certain, as in `2 (h001, h002)  -`."""
    if total := re.search(r"Grand total\s+\S+\s+(\S+)\s+\S+\s+\S+", output):
        return 0 if total[1] == "-" else int(total[1])
    if "Detected changes:" in output:
        return sum(map(int, re.findall(r"\s(\d+) \([^)]*\)\s+-\s*$", output, re.MULTILINE)))
    return None


PLAIN = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_DEPRECATION_WARNINGS": "0"}
TUNED = {"ANSIBLE_PIPELINING": "1", "ANSIBLE_FORKS": "50", "ANSIBLE_GATHERING": "smart",
         "ANSIBLE_CACHE_PLUGIN": "jsonfile", "ANSIBLE_CACHE_PLUGIN_CONNECTION": "{facts}"}
MITOGEN = {"ANSIBLE_STRATEGY": "mitogen_linear", "ANSIBLE_STRATEGY_PLUGINS": "{mitogen}", "ANSIBLE_FORKS": "50"}

PEERS = [
    Tool("ansible", "peer", ansible, PLAIN),
    Tool("ansible-tuned", "peer", ansible, {**PLAIN, **TUNED}),
    Tool("mitogen", "peer", ansible, {**PLAIN, **MITOGEN}),
    Tool("pyinfra", "peer", pyinfra, {"PYINFRA_PROGRESS": "off"}, reads_playbooks=False),
]


def libssh2_floor(call: Call) -> list[str] | None:
    script = {"w2": "w2_probe.sh", "w3": "w2_probe.sh", "w7": "w2_probe.sh"}.get(call.workload.name)
    if script is None and call.workload.mode != "command":
        return None
    task = ["sudo -n sh -s", str(call.floor(script))] if script else ["true"]
    program = str(call.natives / "libssh2_floor")
    place = [program, "127.0.0.1", str(LINE_PORT)] if call.workload.on_line else [program, "@", str(hosts.PORT)]
    return on_each(call, [hosts.address(number) for number in call.numbers],
                   [*place, USER, str(call.access.key), *task])


def ssh_floor(call: Call) -> list[str] | None:
    ssh = f"ssh -F {shlex.quote(str(call.access.ssh_config))}"
    host = "line" if call.workload.on_line else '"$1"'

    def fed(remote: str, script: str) -> str:
        return f"exec {ssh} {host} {remote} <{shlex.quote(str(call.floor(script)))}"

    line = {
        "w1": f"exec {call.floor('w1_apply.sh')} {shlex.quote(str(call.access.ssh_config))} {host}",
        "w2": fed("sudo -n sh -s", "w2_probe.sh"),
        "w3": fed("sudo -n sh -s", "w2_probe.sh"),
        "w4": f"exec {ssh} {host} true",
        "w5": fed("sh -s", "facts.sh"),
        "w6-file": f"exec scp -q -F {call.access.ssh_config} {call.data}/big.bin {host}:big.bin",
        "w6-tree": f"tar -c -C {call.data} -f - tree | {ssh} {host} tar -x -f -",
        "w7": fed("sudo -n sh -s", "w2_probe.sh"),
    }.get(call.workload.name)
    if line is None:
        return None
    return on_each(call, [hosts.name(number) for number in call.numbers], ["sh", "-c", line, "sh", "@"])


def rsync_floor(call: Call) -> list[str] | None:
    options = {"w6-file": ["--whole-file"], "w6-tree": ["--archive"], "w6-again": ["--archive"]}
    if call.workload.name not in options:
        return None
    source = call.data / ("big.bin" if call.workload.name == "w6-file" else "tree")
    return on_each(call, [hosts.name(number) for number in call.numbers],
                   ["rsync", *options[call.workload.name], "-e", f"ssh -F {call.access.ssh_config}", str(source), "@:"])


def on_each(call: Call, places: list[str], command: list[str]) -> list[str]:
    """One process for each host, all at once; `@` in the words is the host."""
    listing = call.access.directory / "places"
    listing.write_text("\n".join(places) + "\n")
    return ["xargs", "-a", str(listing), "-P", str(len(places)), "-I", "@", *command]


RSYNC = Tool("floor-rsync", "floor", rsync_floor)
FLOORS = [Tool("floor-libssh2", "floor", libssh2_floor), Tool("floor-ssh", "floor", ssh_floor), RSYNC]


def environment(tool: Tool, home: Path, data: Path, peers: Path) -> dict[str, str]:
    """An environment of the run's own: no settings and no keys of whoever measures."""
    places = {"facts": str(home / "facts"), "mitogen": str(mitogen_strategies(peers))}
    return {
        "PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "BENCH_DATA": str(data),
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(home / "cp"), "ANSIBLE_LOCAL_TEMP": str(home / "tmp"),
        **{name: value.format(**places) for name, value in tool.environment.items()},
    }


def mitogen_strategies(peers: Path) -> Path:
    return next(peers.parent.glob("lib/python3*/site-packages/ansible_mitogen/plugins/strategy"), peers)
