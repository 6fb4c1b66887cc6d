"""What is measured, and how it is called."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .access import Access
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


def recap_changes(output: str) -> int | None:
    """The changes of all hosts in a recap as Ansible's."""
    counts = re.findall(r"\bchanged=(\d+)", output)
    return sum(map(int, counts)) if counts else None


def no_changes(_: str) -> None:
    """What tools report that do not report changes."""


@dataclass(frozen=True, eq=False)
class Tool:
    """`command` gives the words for a call, or None if the tool cannot do the workload; `changes` finds in the output
    how many changes the tool reports for all hosts together. In the environment, `{home}` is a directory of the run's
    own and `{packages}` where the peers' Python packages are."""

    name: str
    kind: str  # "swiftplay", "peer" or "floor"
    command: Callable[[Call], list[str] | None]
    changes: Callable[[str], int | None]
    environment: dict[str, str] = field(default_factory=dict)
    reads_playbooks: bool = True  # others keep hosts of their own, for they leave another state


def swiftplay(name: str, program: Path) -> Tool:
    """A build of swiftplay."""
    def command(call: Call) -> list[str]:
        allowed = ["--allow-python"] if call.workload.of_collections else []
        inventory, play = ["-i", str(call.inventory)], [str(program), "run", *allowed, str(call.play)]
        return {
            "command": [str(program), "exec", "all", *inventory, "--", "true"],
            "play": [*play, *inventory],
            "prediction": [*play, *inventory, "--check", "--diff"],
        }[call.workload.mode]

    return Tool(name, "swiftplay", command, recap_changes)


def environment(tool: Tool, home: Path, data: Path, peers: Path) -> dict[str, str]:
    """An environment of the run's own: no settings and no keys of whoever measures."""
    packages = next(peers.parent.glob("lib/python3*/site-packages"), peers)
    own = {name: value.format(home=home, packages=packages) for name, value in tool.environment.items()}
    path = f"{peers}:{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "BENCH_DATA": str(data), **own}
