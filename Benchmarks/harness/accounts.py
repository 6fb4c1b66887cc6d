"""CPU time of groups of processes, kept by the kernel's control groups."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")


class Account:
    """A control group that is charged for whatever joins it and for all that those start.

    Works with both versions of control groups. Where there are none that can be made, `available` is false and every
    reading is None.
    """

    def __init__(self, name: str):
        parent = ROOT / "cpuacct" if (ROOT / "cpuacct").is_dir() else ROOT
        self._directory = parent / f"swiftplay-bench-{name}"
        try:
            self._directory.mkdir(exist_ok=True)
            self.available = os.access(self.members_file, os.W_OK)
        except OSError:
            self.available = False

    @property
    def members_file(self) -> Path:
        """Takes the number of a process that joins; 0 is the writer itself."""
        return self._directory / "cgroup.procs"

    def members(self) -> list[int]:
        """The processes that are in the group now."""
        try:
            return [int(line) for line in self.members_file.read_text().split()]
        except OSError:
            return []

    def seconds(self) -> float | None:
        """CPU time used until now by all that have ever been members."""
        try:
            if (usage := self._directory / "cpuacct.usage").exists():
                return int(usage.read_text()) / 1e9
            words = (self._directory / "cpu.stat").read_text().split()
            return int(words[words.index("usage_usec") + 1]) / 1e6
        except OSError:
            return None

    def remove(self) -> None:
        """Closes the account; that of living processes stays."""
        with contextlib.suppress(OSError):
            self._directory.rmdir()
