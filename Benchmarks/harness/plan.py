"""Which workloads run on how many hosts, and how often."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import workloads
from .workloads import Workload

EVERY = ("ansible", "ansible-tuned", "mitogen", "pyinfra")
FASTER = ("mitogen", "pyinfra")  # where the others take many minutes, as pyinfra does with many files


@dataclass(frozen=True)
class Cell:
    """One workload on so many hosts: how often swiftplay and the floors run, and how often which peers."""

    workload: Workload
    hosts: int
    runs: int
    peer_runs: int
    peers: tuple[str, ...]


def planned(name: str, hosts: int, runs: int, peer_runs: int = 0, peers: tuple[str, ...] = EVERY) -> Cell:
    return Cell(workloads.ALL[name], hosts, runs, peer_runs, peers)


# The table of the project. What takes long runs less often.
TABLE = [
    planned("w1", 1, 7, 2), planned("w1", 10, 5, 1, FASTER), planned("w1", 50, 3, 1, FASTER),
    planned("w2", 1, 9, 3), planned("w2", 10, 7, 1), planned("w2", 50, 5, 1, FASTER), planned("w2", 100, 3),
    planned("w3", 1, 7, 2),
    planned("w4", 1, 9, 3), planned("w4", 10, 9, 3), planned("w4", 50, 7, 1), planned("w4", 100, 5, 1),
    planned("w5", 1, 9, 3), planned("w5", 20, 7, 1),
    planned("w6-file", 1, 7, 2), planned("w6-tree", 1, 7, 1, ("mitogen",)), planned("w6-again", 1, 7, 1, ("mitogen",)),
    planned("w7", 1, 7, 2),
    planned("w8", 1, 7, 3, ("ansible-tuned", "mitogen")),
]


def cells(wanted: list[Workload], hosts: list[int], runs: int | None, peer_runs: int | None) -> list[Cell]:
    """The table, or the part of it that is wanted, with numbers of one's own where they are given."""
    names = wanted or list(workloads.ALL.values())
    chosen = [cell for cell in TABLE if cell.workload in names]
    if hosts:
        chosen = [nearest(workload, count) for workload in names for count in hosts]
    return [replace(cell, runs=runs or cell.runs, peer_runs=peer_runs or min(cell.peer_runs, runs or cell.peer_runs))
            for cell in chosen]


def nearest(workload: Workload, hosts: int) -> Cell:
    """On a number of hosts that is not in the table, a workload runs as often as on the nearest that is."""
    known = [cell for cell in TABLE if cell.workload is workload]
    return replace(min(known, key=lambda cell: abs(cell.hosts - hosts)), hosts=hosts)
