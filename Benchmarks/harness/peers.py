"""The peers, installed beside the build."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

PACKAGES = ["ansible-core==2.18.*", "mitogen", "pyinfra"]


def provide(directory: Path) -> Path:
    """The directory with the peers' programs. Installs them the first time."""
    place, stamp = directory / "peers", directory / "peers/installed"
    if not stamp.exists() or stamp.read_text().split() != PACKAGES:
        print(f"installing {', '.join(PACKAGES)} in {place}", file=sys.stderr, flush=True)
        venv.create(place, clear=True, with_pip=True)
        subprocess.run([place / "bin/pip", "--quiet", "--disable-pip-version-check", "install", *PACKAGES], check=True)
        stamp.write_text("\n".join(PACKAGES))
    return place / "bin"


def versions(programs: Path) -> str:
    """The peers' names and versions, for the record."""
    freeze = subprocess.run([programs / "pip", "freeze"], capture_output=True, text=True, check=True).stdout.split()
    names = [package.split("=")[0] for package in PACKAGES]
    return ", ".join(line.replace("==", " ") for line in freeze if line.split("=")[0] in names)
