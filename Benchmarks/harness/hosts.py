"""Throwaway hosts on the loopback network: an overlay, namespaces and an sshd each."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from .accounts import Account

PORT = 2222
START_LIMIT = 30  # seconds until a host has to answer

# Runs as the first process of a host's namespaces. Its disk is in memory, so that the machine's does not blur ratios.
BOOT = r"""
set -e
layers=$1 home=$2 address=$3 name=$4 account=$5
[ -z "$account" ] || echo 0 >"$account"
mount -t overlay bench -o "lowerdir=$layers,upperdir=$home/upper,workdir=$home/work" "$home/root"
mount -t proc proc "$home/root/proc"
mount --rbind /dev "$home/root/dev"
mount --rbind -o ro /sys "$home/root/sys"
mount -t tmpfs -o mode=755 tmpfs "$home/root/run"
mkdir -p "$home/root/run/sshd"
hostname "$name"
exec chroot "$home/root" /usr/sbin/sshd -D -p "$6" -o "ListenAddress=$address" -o PidFile=none
"""


def name(number: int) -> str:
    return f"h{number:03d}"


def address(number: int) -> str:
    return f"127.0.2.{number}"


class Hosts:
    """Hosts 1 to 250, of which only those run that were started."""

    def __init__(self, directory: Path, layers: str, account: Account):
        self.directory = directory
        self._layers = layers
        self._account = account
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        directory.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", directory], check=True)

    def start(self, numbers: list[int]) -> None:
        """Starts those that do not run, with fresh disks, and waits until they answer."""
        fresh = [number for number in numbers if number not in self._processes]
        for number in fresh:
            self._processes[number] = self._boot(number)
        for number in fresh:
            self._await(number)

    def reset(self, numbers: list[int]) -> None:
        """Gives hosts fresh disks."""
        self.stop(numbers)
        self.start(numbers)

    def stop(self, numbers: list[int] | None = None) -> None:
        """Ends hosts (all, if none are named) and forgets their disks."""
        ended = {number: self._processes.pop(number) for number in numbers or list(self._processes)
                 if number in self._processes}
        for process in ended.values():
            process.send_signal(signal.SIGKILL)
        for number, process in ended.items():
            process.wait()
            self._await_silence(number)
            self._remove(number)

    def running(self) -> list[int]:
        return sorted(self._processes)

    def changed_files(self, number: int) -> Path:
        """Where this machine sees what has been written on a host since it started."""
        return self._home(number) / "upper"

    def _home(self, number: int) -> Path:
        return self.directory / str(number)

    def _boot(self, number: int) -> subprocess.Popen[bytes]:
        home = self._home(number)
        for part in ("upper", "work", "root"):
            (home / part).mkdir(parents=True)
        account = str(self._account.members_file) if self._account.available else ""
        namespaces = ["unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--propagation", "private"]
        boot = ["sh", "-c", BOOT, "boot", self._layers, str(home), address(number), name(number), account, str(PORT)]
        with open(home / "log", "wb") as log:
            return subprocess.Popen(namespaces + boot, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                    start_new_session=True)

    def _await(self, number: int) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            try:
                socket.create_connection((address(number), PORT), timeout=1).close()
                return
            except OSError:
                if self._processes[number].poll() is not None:
                    break
                time.sleep(0.02)
        raise SystemExit(f"{name(number)} does not start: {(self._home(number) / 'log').read_text().strip()}")

    # What lived in the namespaces dies a moment after the process that held them.
    def _await_silence(self, number: int) -> None:
        with contextlib.suppress(OSError):
            for _ in range(200):
                socket.create_connection((address(number), PORT), timeout=1).close()
                time.sleep(0.02)
            raise SystemExit(f"{name(number)} cannot be stopped")

    # The last mounts go away a moment after the last process.
    def _remove(self, number: int) -> None:
        for _ in range(50):
            shutil.rmtree(self._home(number), ignore_errors=True)
            if not self._home(number).exists():
                return
            time.sleep(0.05)
        raise SystemExit(f"{self._home(number)} cannot be removed")
