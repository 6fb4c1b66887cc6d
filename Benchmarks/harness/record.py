"""The record of a measurement: on what it was made, and all its figures."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from .bench import Result
from .meter import Measurement


def circumstances(peer_versions: str | None) -> str:
    """When and on what it was measured, and beside which peers."""
    cores = os.cpu_count()
    parts = [f"{datetime.now(UTC):%Y-%m-%d}", f"{cores} cores of {processor()}", f"Linux {os.uname().release}"]
    return "; ".join(parts + ([peer_versions] if peer_versions else []))


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "an unknown kind")


def write(file: Path, about: str, results: list[Result]) -> None:
    """All measurements as JSON, without the tools' output."""
    file.write_text(json.dumps({"about": about, "results": [plain(result) for result in results]}, indent=1) + "\n")


def plain(result: Result) -> dict[str, object]:
    runs = {tool: [measurement_fields(run) for run in runs] for tool, runs in result.runs.items()}
    return {"workload": result.workload.name, "hosts": result.hosts, "runs": runs}


def measurement_fields(run: Measurement) -> dict[str, object]:
    return {field: value for field, value in asdict(run).items() if field != "output"}
