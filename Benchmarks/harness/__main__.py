"""The command behind scripts/bench, which prepares the machine and starts it in namespaces of its own."""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Never

from . import data, floors, natives, options, peers, plan, record, table, targets, tools, workloads
from .access import Access
from .accounts import Account
from .bench import Bench, Result
from .hosts import Hosts
from .meter import Meter
from .tools import Tool


def main() -> int:
    """Measures what is asked for. Exit code 1 if any run was wrong."""
    chosen = options.parse()
    cells = plan.cells(workloads.selected(chosen.workload), chosen.hosts, chosen.runs, chosen.peer_runs)
    directory = Path(os.environ["BENCH_STATE"])
    takes_peers = chosen.peers or any(cell.workload.of_collections for cell in cells)
    programs = peers.provide(directory) if takes_peers else None
    about = record.circumstances(peers.versions(programs) if programs else None)
    results: list[Result] = []
    with prepared(chosen, directory, programs or directory) as bench:
        if chosen.hold:
            hold(bench, cells[0])
        for cell in cells:
            results.append(measure(bench, cell, [bench.swiftplay, *chosen.beside], chosen.peers))
            if chosen.json:
                record.write(chosen.json, about, results)
    print(f"\n{about}\n\n{table.overview(results, peers.NAMES)}\n\n{targets.table(results)}")
    return int(any(run.complaint for result in results for runs in result.runs.values() for run in runs))


@contextlib.contextmanager
def prepared(chosen: argparse.Namespace, directory: Path, programs: Path) -> Iterator[Bench]:
    """Everything that measuring takes, and its end."""
    layers = os.environ["BENCH_LAYERS"]
    controller, hosted = Account("controller"), Account("hosts")
    access = Access(directory / "access", layers)
    machines = Hosts(directory / "hosts", f"{access.layer}:{layers}", hosted)
    try:
        yield Bench(
            directory, machines, access, Meter(directory, controller, hosted, chosen.limit),
            material=data.provide_material(chosen.workloads, directory), data=data.provide_copies(directory),
            natives=natives.build(options.BENCHMARKS / "native", directory), peers=programs,
            swiftplay=tools.swiftplay("swiftplay", chosen.program.resolve()),
            report=lambda name, run: print(table.progress(name, run), flush=True))
    finally:
        machines.stop()
        controller.remove()
        hosted.remove()


def hold(bench: Bench, cell: plan.Cell) -> Never:
    """Prepares the hosts of a workload and waits for the end of the process."""
    command = bench.prepare(cell.workload, cell.hosts)
    print(f"{cell.workload.name} on {cell.hosts} is ready:\n  BENCH_DATA={bench.data} {shlex.join(command)}\n"
          f"  ssh -F {bench.access.ssh_config} h001", flush=True)
    while True:
        signal.pause()


def measure(bench: Bench, cell: plan.Cell, ours: list[Tool], wanted_peers: list[Tool]) -> Result:
    """Measures a workload and prints what came about."""
    runs = dict.fromkeys(ours + floors.FLOORS, cell.runs)
    runs |= {peer: cell.peer_runs for peer in wanted_peers if cell.peer_runs and peer.name in cell.peers}
    print(f"\n{cell.workload.name} on {cell.hosts}:", flush=True)
    result = bench.measure(cell.workload, cell.hosts, runs)
    print(f"\n{table.result_table(result, peers.NAMES)}", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
