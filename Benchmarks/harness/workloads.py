"""W1 to W8: what is asked of a tool, from which state of the hosts, and how the result is checked."""

from __future__ import annotations

import filecmp
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Workload:
    """`start` is the state of the hosts that every run begins with:

    any, fresh (a new disk), converged (by w1), drifted (converged, then drift.sh), empty (nothing is copied) or copied.
    `changed` is how many changes every host has to report, if that is known.
    """

    name: str
    title: str
    mode: str  # "play", "prediction" or "command"
    start: str
    floor: str
    play: str = ""
    changed: int | None = None
    on_line: bool = False
    of_collections: bool = False  # the play names modules that swiftplay only runs with the peers' Ansible beside it


ALL = {workload.name: workload for workload in [
    Workload("w1", "first converge", "play", "fresh", "floor-ssh", "w1", changed=23),
    Workload("w2", "rerun, nothing to do", "play", "converged", "floor-libssh2", "w1", changed=0),
    Workload("w3", "--check --diff, three drifted files", "prediction", "drifted", "floor-libssh2", "w1", changed=3),
    Workload("w4", "one command", "command", "any", "floor-libssh2"),
    Workload("w5", "facts", "play", "any", "floor-ssh", "w5", changed=0),
    Workload("w6-file", "a file of 100 MB", "play", "empty", "floor-rsync", "w6big", changed=1),
    Workload("w6-tree", "a tree of 1,000 files", "play", "empty", "floor-rsync", "w6tree", changed=1),
    Workload("w6-again", "the tree again", "play", "copied", "floor-rsync", "w6tree", changed=0),
    Workload("w7", "w2 on a line of 50 ms", "play", "converged", "floor-libssh2", "w1", changed=0, on_line=True),
    Workload("w8", "20 tasks of community.general", "play", "any", "floor-ssh", "w8", changed=0, of_collections=True),
]}


def selected(words: list[str]) -> list[Workload]:
    """The workloads of the given names; `w6` stands for its three parts."""
    chosen: list[Workload] = []
    for word in words:
        found = [workload for workload in ALL.values() if word in (workload.name, workload.name.split("-")[0])]
        if not found:
            raise SystemExit(f"there is no workload {word}; there are: {', '.join(ALL)}")
        chosen += found
    return chosen


def complaint(workload: Workload, hosts: int, exit_code: int, changed: int | None, answers: int | None) -> str | None:
    """What is wrong with a run by its own account, or None. Changes and answers count only where a tool tells them."""
    if exit_code != 0:
        return f"exit code {exit_code}"
    if workload.mode == "command" and answers is not None and answers != hosts:
        return f"{answers} of {hosts} hosts answered"
    if workload.changed is not None and changed is not None and changed != workload.changed * hosts:
        return f"{changed} changes reported instead of {workload.changed * hosts}"
    return None


def copy_complaint(workload: Workload, data: Path, home: Path) -> str | None:
    """What is wrong with the copies in a host's home directory, all bytes compared."""
    if workload.play == "w6big" and not filecmp.cmp(data / "big.bin", home / "big.bin", shallow=False):
        return "the copy differs"
    if workload.play == "w6tree" and (differing := differing_files(data / "tree", home / "tree")):
        return f"{differing} of the copies differ"
    return None


def differing_files(ours: Path, theirs: Path) -> int:
    names = [str(file.relative_to(ours)) for file in ours.rglob("*") if file.is_file()]
    _, different, missing = filecmp.cmpfiles(ours, theirs, names, shallow=False)
    return len(different) + len(missing)
