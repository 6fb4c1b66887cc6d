"""Which workloads run on how many hosts, and how often."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from . import workloads
from .workloads import Workload

EVERY = ("ansible", "ansible-tuned", "mitogen", "pyinfra")
FASTER = ("ansible-tuned", "mitogen", "pyinfra")  # of those, where plain ansible would take most of an hour


@dataclass(frozen=True)
class Cell:
    """One workload on so many hosts. `peers_memory`: also the peers' memory is watched, in a run more."""

    workload: Workload
    hosts: int
    runs: int
    peer_runs: int
    peers: tuple[str, ...] = EVERY
    peers_memory: bool = False


# The table of the project. Peers run less often the longer they take.
WHOLE = [
    ("w2", 1, 9, 3, EVERY, False), ("w2", 10, 7, 2, EVERY, False), ("w2", 50, 5, 1, FASTER, True),
    ("w2", 100, 3, 0, (), False),
    ("w1", 1, 7, 3, EVERY, False), ("w1", 10, 5, 1, EVERY, False), ("w1", 50, 3, 1, ("mitogen", "pyinfra"), False),
    ("w3", 1, 7, 3, EVERY, False),
    ("w4", 1, 9, 3, EVERY, False), ("w4", 10, 7, 3, EVERY, False), ("w4", 50, 5, 1, EVERY, False),
    ("w4", 100, 5, 1, EVERY, False),
    ("w5", 1, 9, 3, EVERY, False), ("w5", 20, 7, 1, EVERY, False),
    ("w6-file", 1, 7, 3, EVERY, False), ("w6-tree", 1, 7, 2, FASTER, False), ("w6-again", 1, 7, 2, FASTER, False),
    ("w7", 1, 5, 2, EVERY, False),
]


def cells(chosen: argparse.Namespace) -> list[Cell]:
    """What the options ask for: the whole table, or parts of it with numbers of one's own."""
    names = [workload.name for workload in workloads.selected(chosen.workload)] or list(workloads.ALL)
    known = [Cell(workloads.ALL[name], *numbers) for name, *numbers in WHOLE if name in names]
    if chosen.hosts:
        numbers = [int(word) for word in chosen.hosts.split(",")]
        known = [nearest(known, workloads.ALL[name], number) for name in names for number in numbers]
    return [Cell(cell.workload, cell.hosts, chosen.runs or cell.runs,
                 chosen.peer_runs or (cell.peer_runs and chosen.runs and min(cell.peer_runs, chosen.runs)) or cell.peer_runs,
                 cell.peers, cell.peers_memory) for cell in known]


def nearest(known: list[Cell], workload: Workload, hosts: int) -> Cell:
    """The plan for a number of hosts is that of the nearest number in the table."""
    cell = min((cell for cell in known if cell.workload is workload), key=lambda cell: abs(cell.hosts - hosts))
    return Cell(workload, hosts, cell.runs, cell.peer_runs, cell.peers, cell.peers_memory)
