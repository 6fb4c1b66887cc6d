"""The programs in C: the floor on libssh2 and the slow line."""

from __future__ import annotations

import subprocess
from pathlib import Path

LIBRARIES = {"libssh2_floor": ["-lssh2"], "slow_line": []}


def build(sources: Path, directory: Path) -> Path:
    """Compiles them, which takes no time, and returns where they are."""
    programs = directory / "native"
    programs.mkdir(exist_ok=True)
    for name, libraries in LIBRARIES.items():
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", programs / name, sources / f"{name}.c",
                        *libraries], check=True)
    return programs
