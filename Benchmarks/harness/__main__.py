"""The command behind scripts/bench, which prepares the machine and calls it in namespaces of its own."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from . import data, peers, plan, table, targets, tools, workloads
from .access import Access
from .accounts import Account
from .bench import Bench, Result
from .hosts import Hosts
from .meter import Meter
from .tools import Tool

HERE = Path(__file__).resolve().parent.parent
CHECKOUT = HERE.parent


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Measures swiftplay beside its peers and floors, on hosts made for it.",
        epilog="Without WORKLOAD: the whole table, which takes about an hour. Workloads: "
        + "; ".join(f"{w.name} {w.title}" for w in workloads.ALL.values()) + ".")
    parser.add_argument("workload", nargs="*", metavar="WORKLOAD", help="w1 to w7; w6 is w6-file, w6-tree and w6-again")
    parser.add_argument("--hosts", metavar="N,…", help="on how many hosts; several numbers one after the other")
    parser.add_argument("--runs", type=int, metavar="R", help="of swiftplay and the floors")
    parser.add_argument("--peers", default="all", metavar="LIST",
                        help="all, none, or some of " + ",".join(peer.name for peer in tools.PEERS))
    parser.add_argument("--peer-runs", type=int, metavar="R", help="of each peer")
    parser.add_argument("--program", default=str(CHECKOUT / "dist/swiftplay"), metavar="FILE", help="the swiftplay to measure")
    parser.add_argument("--beside", action="append", default=[], metavar="NAME=FILE",
                        help="another swiftplay to be measured in turn with it, such as the one before a change")
    parser.add_argument("--workloads", default=os.environ.get("BENCH_WORKLOADS", str(HERE / "workloads")), metavar="DIRECTORY",
                        help="playbooks, deploys and floors to use (also: BENCH_WORKLOADS)")
    parser.add_argument("--json", metavar="FILE", help="write all measurements there")
    parser.add_argument("--limit", type=float, default=1800, metavar="SECONDS", help="after which a run is ended")
    parser.add_argument("--no-build", action="store_true", help="take dist/swiftplay as it is")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    directory = Path(os.environ["BENCH_STATE"])
    layers = os.environ["BENCH_LAYERS"]
    controller, hosted = Account("controller"), Account("hosts")
    access = Access(directory / "access", layers)
    machines = Hosts(directory / "hosts", f"{access.layer}:{layers}", hosted)
    wanted_peers = wanted(chosen.peers)
    swiftplay = tools.swiftplay("swiftplay", Path(chosen.program).resolve())
    others = [tools.swiftplay(name, Path(file).resolve()) for name, file in (word.split("=", 1) for word in chosen.beside)]
    bench = Bench(
        directory, machines, access, Meter(directory, controller, hosted, chosen.limit),
        material=data.provide_material(Path(chosen.workloads), directory), data=data.provide_copies(directory),
        natives=build_natives(directory), peers=peers.provide(directory) if wanted_peers else directory,
        swiftplay=swiftplay, report=lambda name, run: print(table.progress(name, run), flush=True))
    try:
        results = measure(bench, plan.cells(chosen), [swiftplay, *others], wanted_peers)
    finally:
        machines.stop()
        controller.remove()
        hosted.remove()
    print(f"\n{about(wanted_peers, bench.peers)}\n\n{targets.table(results)}")
    if chosen.json:
        write(Path(chosen.json), results)


def measure(bench: Bench, cells: list[plan.Cell], ours: list[Tool], wanted_peers: list[Tool]) -> list[Result]:
    results = []
    for cell in cells:
        runs = {tool: cell.runs for tool in ours + tools.FLOORS}
        runs |= {peer: cell.peer_runs for peer in wanted_peers if cell.peer_runs and peer.name in cell.peers}
        print(f"\n{cell.workload.name}, {cell.hosts} host(s):", flush=True)
        watched = set(ours) | {peer for peer in wanted_peers if cell.peers_memory}
        results.append(bench.measure(cell.workload, cell.hosts, runs, watched))
        print(f"\n{table.result_table(results[-1], [peer.name for peer in tools.PEERS])}", flush=True)
    return results


def wanted(words: str) -> list[Tool]:
    names = [] if words == "none" else [peer.name for peer in tools.PEERS] if words == "all" else words.split(",")
    if unknown := set(names) - {peer.name for peer in tools.PEERS}:
        raise SystemExit(f"there is no peer {unknown.pop()}")
    return [peer for peer in tools.PEERS if peer.name in names]


def build_natives(directory: Path) -> Path:
    natives = directory / "native"
    natives.mkdir(exist_ok=True)
    for source, libraries in (("libssh2_floor.c", ["-lssh2"]), ("slow_line.c", [])):
        output = natives / source.removesuffix(".c")
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", output, HERE / "native" / source, *libraries], check=True)
    return natives


def about(wanted_peers: list[Tool], programs: Path) -> str:
    """When and on what it was measured."""
    processor = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                      if line.startswith("model name")), "unknown processor")
    parts = [f"{datetime.now(timezone.utc):%Y-%m-%d}", f"{os.cpu_count()} cores of {processor}", f"Linux {os.uname().release}"]
    return "; ".join(parts + ([peers.versions(programs)] if wanted_peers else []))


def write(file: Path, results: list[Result]) -> None:
    def plain(result: Result) -> dict[str, object]:
        runs = {tool: [{**asdict(run), "output": None} for run in runs] for tool, runs in result.runs.items()}
        return {"workload": result.workload.name, "hosts": result.hosts, "runs": runs, "memory": result.memory}

    file.write_text(json.dumps({"at": f"{datetime.now(timezone.utc):%FT%TZ}", "results": [plain(r) for r in results]}, indent=1))


if __name__ == "__main__":
    sys.exit(main())
