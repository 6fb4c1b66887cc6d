"""The command behind scripts/bench, which prepares the machine and starts it in namespaces of its own."""

from __future__ import annotations

import os
from pathlib import Path

from . import data, natives, options, peers, plan, record, table, targets, tools, workloads
from .access import Access
from .accounts import Account
from .bench import Bench, Result
from .hosts import Hosts
from .meter import Meter
from .tools import Tool


def main() -> None:
    chosen = options.parse()
    cells = plan.cells(workloads.selected(chosen.workload), chosen.hosts, chosen.runs, chosen.peer_runs)
    directory, layers = Path(os.environ["BENCH_STATE"]), os.environ["BENCH_LAYERS"]
    programs = peers.provide(directory) if chosen.peers else None
    controller, hosted = Account("controller"), Account("hosts")
    access = Access(directory / "access", layers)
    machines = Hosts(directory / "hosts", f"{access.layer}:{layers}", hosted)
    swiftplay = tools.swiftplay("swiftplay", chosen.program.resolve())
    bench = Bench(
        directory, machines, access, Meter(directory, controller, hosted, chosen.limit),
        material=data.provide_material(chosen.workloads, directory), data=data.provide_copies(directory),
        natives=natives.build(options.BENCHMARKS / "native", directory), peers=programs or directory,
        swiftplay=swiftplay, report=lambda name, run: print(table.progress(name, run), flush=True))
    try:
        results = [measure(bench, cell, [swiftplay, *chosen.beside], chosen.peers) for cell in cells]
    finally:
        machines.stop()
        controller.remove()
        hosted.remove()
    about = record.circumstances(peers.versions(programs) if programs else None)
    print(f"\n{about}\n\n{table.overview(results, targets.PEERS)}\n\n{targets.table(results)}")
    if chosen.json:
        record.write(chosen.json, about, results)


def measure(bench: Bench, cell: plan.Cell, ours: list[Tool], wanted_peers: list[Tool]) -> Result:
    runs = {tool: cell.runs for tool in ours + tools.FLOORS}
    runs |= {peer: cell.peer_runs for peer in wanted_peers if cell.peer_runs and peer.name in cell.peers}
    print(f"\n{cell.workload.name} on {cell.hosts}:", flush=True)
    result = bench.measure(cell.workload, cell.hosts, runs)
    print(f"\n{table.result_table(result, targets.PEERS)}", flush=True)
    return result


if __name__ == "__main__":
    main()
