"""Whether tools that were given the same play left the same host behind."""

from __future__ import annotations

import difflib


class States:
    """Compares what a probe of the host says after each tool with what it said after the first."""

    def __init__(self) -> None:
        self._first: tuple[str, list[str]] | None = None

    def complaint(self, tool: str, probe: str) -> str | None:
        lines = probe.splitlines()
        if self._first is None:
            self._first = tool, lines
        if lines == self._first[1]:
            return None
        differences = list(difflib.unified_diff(self._first[1], lines, lineterm="", n=0))[2:]
        return f"another state than after {self._first[0]}: {'; '.join(differences[:8])}"
