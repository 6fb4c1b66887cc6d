"""What the project has set itself, and whether the measurements reach it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from .bench import Result
from .peers import NAMES
from .table import aligned, best_peer, figure, peak_memory, walls

US = "swiftplay"
TUNED = "ansible-tuned"


@dataclass(frozen=True)
class Target:
    """A figure of one workload on so many hosts. `at_least` tells gains from costs, which must be at most so much."""

    workload: str
    hosts: int
    what: str
    read: Callable[[Result], float | None]
    must: float
    goal: float | None = None
    at_least: bool = False

    def reached(self, value: float, bound: float) -> bool:
        return value >= bound if self.at_least else value <= bound


def times_floor(result: Result) -> float | None:
    return quotient(walls(result, US), walls(result, result.workload.floor))


def times_faster(result: Result) -> float | None:
    best = best_peer(result, NAMES)
    return quotient(walls(result, best), walls(result, US)) if best else None


def times_faster_than_tuned(result: Result) -> float | None:
    return quotient(walls(result, TUNED), walls(result, US))


def controller_cpu(result: Result) -> float | None:
    return figure(result.runs[US], "controller_cpu")


def host_cpu_each(result: Result) -> float | None:
    together = figure(result.runs[US], "host_cpu")
    return together / result.hosts if together is not None else None


def memory(result: Result) -> float | None:
    return peak_memory(result.runs[US])


def round_trips(result: Result) -> float | None:
    return figure(result.runs[US], "round_trips")


def quotient(above: list[float], below: list[float]) -> float | None:
    return median(above) / median(below) if above and below else None


def costs(workload: str, hosts: int, must: float, goal: float) -> Target:
    return Target(workload, hosts, "× floor", times_floor, must, goal)


def gains(workload: str, hosts: int, must: float, goal: float | None) -> Target:
    return Target(workload, hosts, "× faster than the best peer", times_faster, must, goal, at_least=True)


TARGETS = [
    costs("w2", 1, 3.0, 1.8), gains("w2", 1, 12, 20),
    Target("w2", 1, "× faster than tuned ansible", times_faster_than_tuned, 50, at_least=True),
    costs("w2", 10, 2.4, 1.5), gains("w2", 10, 12, 19),
    costs("w2", 50, 2.0, 1.3), gains("w2", 50, 14, 22),
    costs("w1", 1, 3.4, 1.8), gains("w1", 1, 5, 9),
    costs("w1", 10, 2.9, 1.7), gains("w1", 50, 6, 10),
    costs("w3", 1, 3.9, 2.1), gains("w3", 1, 11, 20),
    costs("w4", 1, 1.5, 1.15), costs("w4", 10, 1.4, 1.1), costs("w4", 50, 1.2, 1.05), costs("w4", 100, 1.2, 1.05),
    costs("w5", 1, 1.3, 0.8), costs("w5", 20, 1.0, 0.6),
    costs("w6-file", 1, 1.6, 1.2), costs("w6-tree", 1, 4, 1.8), costs("w6-again", 1, 3, 1.5),
    costs("w7", 1, 2.0, 1.3), Target("w7", 1, "round trips", round_trips, 20, 11),
    gains("w8", 1, 1 / 1.3, None),
    Target("w8", 1, "× faster than tuned ansible", times_faster_than_tuned, 5, at_least=True),
    Target("w2", 1, "s of CPU on the controller", controller_cpu, 0.15, 0.05),
    Target("w2", 50, "s of CPU on the controller", controller_cpu, 3, 1.2),
    Target("w2", 1, "s of CPU on each host", host_cpu_each, 0.25, 0.13),
    Target("w2", 50, "s of CPU on each host", host_cpu_each, 0.25, 0.13),
    Target("w2", 50, "MiB on the controller", memory, 60, 32),
    Target("w2", 100, "MiB on the controller", memory, 80, 40),
]


def table(results: list[Result]) -> str:
    """Every target that something was measured for."""
    found = {(result.workload.name, result.hosts): result for result in results}
    rows = [["workload", "hosts", "measured", "unit", "must", "met", "goal", "reached"]]
    for target in TARGETS:
        result = found.get((target.workload, target.hosts))
        value = target.read(result) if result and US in result.runs else None
        if result and value is not None:
            rows.append(row(target, value, right=all(run.complaint is None for run in result.runs[US])))
    return aligned(rows) if len(rows) > 1 else ""


def row(target: Target, value: float, right: bool) -> list[str]:
    met = "WRONG" if not right else "yes" if target.reached(value, target.must) else "NO"
    goal = "" if target.goal is None else bound(target, target.goal)
    reached = "" if target.goal is None else "yes" if target.reached(value, target.goal) else "no"
    return [target.workload, str(target.hosts), f"{value:.3g}", target.what, bound(target, target.must), met, goal,
            reached]


def bound(target: Target, value: float) -> str:
    return f"{'≥' if target.at_least else '≤'} {value:g}"
