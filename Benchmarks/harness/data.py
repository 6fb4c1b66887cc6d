"""The files that the workloads copy: the same bytes every time, and no two alike."""

from __future__ import annotations

import random
import shutil
from pathlib import Path


def provide_material(source: Path, directory: Path) -> Path:
    """A working copy of a set of workloads, with the files that its plays copy."""
    material = directory / "workloads"
    shutil.rmtree(material, ignore_errors=True)
    shutil.copytree(source, material)
    for path in [material, *material.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)
    app = material / "playbooks/files/app"
    app.mkdir(parents=True, exist_ok=True)
    for number in range(1, 9):
        (app / f"f{number}.txt").write_text(text(f"table {number}", number * 400))
    (app / "blob.bin").write_bytes(random.Random("index").randbytes(5 * 1024 * 1024))
    return material


def provide_copies(directory: Path) -> Path:
    """A file of 100 MB and a tree of 1,000 files of 0.1 to 2.6 kB in 20 directories. Made once."""
    data = directory / "data"
    if data.is_dir():
        return data
    partial = directory / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "tree").mkdir(parents=True)
    (partial / "big.bin").write_bytes(random.Random("big").randbytes(100 * 1024 * 1024))
    for number in range(1000):
        file = partial / "tree" / f"d{number // 50:02d}" / f"f{number % 50:02d}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text(f"file {number}", 100 + number % 50 * 50))
    partial.rename(data)
    return data


def text(title: str, size: int) -> str:
    return f"{title}\n{random.Random(title).randbytes(size // 2).hex()}\n"
