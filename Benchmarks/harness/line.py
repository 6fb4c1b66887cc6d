"""A long line to one host: `native/slow_line.c`, for as long as one run takes."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

MILLISECONDS = 25  # one way


class SlowLine:
    """A line that is there inside a `with` block. Afterwards `traffic` says what it carried."""

    def __init__(self, program: Path, port: int, milliseconds: int, address: str, address_port: int):
        self._port = port
        self._command = [str(word) for word in (program, port, milliseconds, address, address_port)]
        self.traffic: dict[str, int] = {}

    def __enter__(self) -> SlowLine:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        while not self._listens():
            if self._process.poll() is not None:
                raise SystemExit(f"the slow line ended with exit code {self._process.returncode}")
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self.traffic = json.loads(self._process.communicate()[0])

    # Asked of the kernel, because a connection would be counted.
    def _listens(self) -> bool:
        wanted = f":{self._port:04X} 00000000:0000 0A"
        return any(wanted in entry for entry in Path("/proc/net/tcp").read_text().splitlines())
