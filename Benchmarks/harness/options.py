"""What the user of scripts/bench wrote."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from . import tools, workloads
from .peers import NAMES, PEERS
from .tools import Tool

BENCHMARKS = Path(__file__).resolve().parent.parent


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Measures swiftplay beside its peers and floors, on hosts made for it.",
        epilog="Without WORKLOAD: the whole table, which takes about an hour. Workloads: "
        + "; ".join(f"{workload.name}: {workload.title}" for workload in workloads.ALL.values()) + ".")
    parser.add_argument("workload", nargs="*", help="w1 to w8; w6 is w6-file, w6-tree and w6-again")
    parser.add_argument("--hosts", type=numbers, default=[], metavar="N[,N]...",
                        help="on so many hosts, one number after the other")
    parser.add_argument("--runs", type=int, metavar="N", help="so many runs of swiftplay and of the floors")
    parser.add_argument("--peers", type=peers, default=PEERS, metavar="LIST",
                        help="all (default), none, or some of: " + ",".join(NAMES))
    parser.add_argument("--peer-runs", type=int, metavar="N", help="so many runs of each peer")
    parser.add_argument("--program", type=Path, default=BENCHMARKS.parent / "dist/swiftplay", metavar="FILE",
                        help="the swiftplay to measure")
    parser.add_argument("--beside", type=named_program, action="append", default=[], metavar="NAME=FILE",
                        help="another swiftplay to measure in turn with it, such as that of before a change")
    parser.add_argument("--workloads", type=Path, default=os.environ.get("BENCH_WORKLOADS", BENCHMARKS / "workloads"),
                        metavar="DIRECTORY", help="other playbooks, deploys and floors (also: BENCH_WORKLOADS)")
    parser.add_argument("--limit", type=float, default=1800, metavar="SECONDS", help="after which a run is ended")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all measurements there")
    parser.add_argument("--hold", action="store_true",
                        help="prepare the hosts of one workload, say how to run it, and wait to be interrupted")
    parser.add_argument("--no-build", action="store_true", help="take dist/swiftplay as it is")
    return parser.parse_args()


def numbers(words: str) -> list[int]:
    return [int(word) for word in words.split(",")]


def peers(words: str) -> list[Tool]:
    if words in ("all", "none"):
        return PEERS if words == "all" else []
    if unknown := [word for word in words.split(",") if word not in NAMES]:
        raise argparse.ArgumentTypeError(f"there is no peer {unknown[0]}")
    return [peer for peer in PEERS if peer.name in words.split(",")]


def named_program(words: str) -> Tool:
    name, separator, file = words.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError("it takes a name and a file: NAME=FILE")
    return tools.swiftplay(name, Path(file).resolve())
