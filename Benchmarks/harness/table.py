"""What the measurements say, in tables."""

from __future__ import annotations

import re
from statistics import median

from .bench import Result
from .meter import Measurement


def progress(name: str, measurement: Measurement) -> str:
    """One line for a run that has just ended."""
    parts = [f"  {name:16} {measurement.wall:8.3f} s", f"cpu {measurement.controller_cpu:7.3f}"]
    if measurement.host_cpu is not None:
        parts.append(f"hosts {measurement.host_cpu:7.3f}")
    if measurement.round_trips is not None:
        parts.append(f"round trips {measurement.round_trips}")
    if measurement.changed is not None:
        parts.append(f"changed {measurement.changed}")
    if measurement.complaint:
        parts.append(f"WRONG: {measurement.complaint}\n{excerpt(measurement.output)}")
    return "  ".join(parts)


def excerpt(output: str) -> str:
    """Where a tool says what went wrong, or else its last words."""
    lines = output.splitlines()
    reasons = [line for line in lines if re.match(r"fatal:|failed:|error", line, re.IGNORECASE)]
    return "\n".join("    " + line[:400] for line in reasons[:6] or lines[-12:])


def result_table(result: Result, peers: list[str]) -> str:
    """Medians of one workload, the fastest first, with ratios to its floor and to its best peer."""
    floor, best = middle(result, result.workload.floor), best_peer(result, peers)
    rows = [["tool", "runs", "right", "median s", "fastest s", "x floor", "x best peer", "cpu s", "hosts' cpu s", "MiB",
             "round trips"]]
    for tool in sorted(result.runs, key=lambda tool: median(walls(result, tool))):
        runs, wall = result.runs[tool], middle(result, tool)
        rows.append([
            tool, str(len(runs)), str(sum(run.complaint is None for run in runs)), f"{wall:.3f}",
            f"{min(walls(result, tool)):.3f}", ratio(wall, floor), ratio(wall, middle(result, best)) if best else "",
            number(figure(runs, "controller_cpu")), number(figure(runs, "host_cpu")), number(peak_memory(runs), 1),
            number(figure(runs, "round_trips"), 0),
        ])
    plural = "" if result.hosts == 1 else "s"
    work = result.workload
    return f"{work.name}, {work.title}, {result.hosts} host{plural}; floor: {work.floor}\n\n{aligned(rows)}"


def overview(results: list[Result], peers: list[str]) -> str:
    """The median seconds of all workloads side by side."""
    tools = ["swiftplay", *[peer for peer in peers if any(peer in result.runs for result in results)]]
    rows = [["workload", "hosts", "floor", *tools, "x floor", "x faster than the best peer"]]
    for result in results:
        floor, ours, best = middle(result, result.workload.floor), middle(result, "swiftplay"), best_peer(result, peers)
        rows.append([
            result.workload.name, str(result.hosts), number(floor), *[number(middle(result, tool)) for tool in tools],
            ratio(ours, floor), ratio(middle(result, best), ours) if best else "",
        ])
    return aligned(rows)


def middle(result: Result, tool: str) -> float | None:
    """The median wall time of a tool, or None if it did not run."""
    runs = walls(result, tool)
    return median(runs) if runs else None


def walls(result: Result, tool: str) -> list[float]:
    return [run.wall for run in result.runs.get(tool, [])]


def best_peer(result: Result, peers: list[str]) -> str | None:
    """The fastest of the peers that did the work."""
    able = [peer for peer in peers if any(run.complaint is None for run in result.runs.get(peer, []))]
    return min(able, key=lambda peer: median(walls(result, peer)), default=None)


def figure(runs: list[Measurement], field: str) -> float | None:
    """The median of a field, or None where it was not read."""
    values = [value for run in runs if (value := getattr(run, field)) is not None]
    return median(values) if values else None


def peak_memory(runs: list[Measurement]) -> float | None:
    """MiB; the most that any of the runs had."""
    return max((run.memory for run in runs if run.memory is not None), default=None)


def ratio(value: float | None, base: float | None) -> str:
    return f"{value / base:.2f}" if value and base else ""


def number(value: float | None, digits: int = 3) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def aligned(rows: list[list[str]]) -> str:
    """A Markdown table, its columns aligned to be read as they are: words to the left, figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    figures = [all(row[column][:1].isdigit() or not row[column] for row in rows[1:]) for column in range(len(rows[0]))]

    columns = list(zip(widths, figures, strict=True))

    def line(cells: list[str]) -> str:
        padded = [cell.rjust(width) if right else cell.ljust(width)
                  for cell, (width, right) in zip(cells, columns, strict=True)]
        return f"| {' | '.join(padded)} |"

    rule = [f"{'-' * (width + 1)}{':' if right else '-'}" for width, right in columns]
    return "\n".join([line(rows[0]), f"|{'|'.join(rule)}|", *map(line, rows[1:])])
