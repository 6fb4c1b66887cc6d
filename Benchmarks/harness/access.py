"""Keys, addresses and inventories: how the tools reach the hosts."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from . import hosts

USER = "deploy"
LINE_PORT = 2299  # where the slow line is entered, on 127.0.0.1
HIGHEST = 250


class Access:
    """The files that open the hosts, in a directory of their own.

    `layer` is a further, uppermost layer for the hosts; it holds what depends on the key.
    """

    def __init__(self, directory: Path, layers: str):
        self.directory = directory
        self.key = directory / "id_ed25519"
        self.known_hosts = directory / "known_hosts"
        self.ssh_config = directory / "ssh_config"
        self.layer = directory / "layer"
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", self.key], check=True)
        self._write_layer()
        self._write_known_hosts(Path(layers.split(":", 1)[0]) / "etc/ssh/ssh_host_ed25519_key.pub")
        self._write_ssh_config()

    def inventory(self, numbers: list[int], on_line: bool = False) -> Path:
        """An inventory in Ansible's format, and beside it, as `.py`, one in pyinfra's. Returns the former."""
        places = {hosts.name(number): ("127.0.0.1", LINE_PORT) if on_line else (hosts.address(number), hosts.PORT)
                  for number in numbers}
        folder = self.directory / f"inventory-{numbers[0]}-{numbers[-1]}{'-line' if on_line else ''}"
        folder.mkdir(exist_ok=True)
        (folder / "hosts.ini").write_text(self._ansible(places))
        (folder / "hosts.py").write_text(self._pyinfra(places))
        return folder / "hosts.ini"

    def run(self, number: int, command: str, script: Path | None = None) -> str:
        """Runs a command on a host, with a script as its input, and returns what it prints."""
        with open(script or "/dev/null", "rb") as standard_input:
            return subprocess.run(["ssh", "-F", self.ssh_config, hosts.name(number), command], stdin=standard_input,
                                  stdout=subprocess.PIPE, text=True, check=True).stdout

    def _ansible(self, places: dict[str, tuple[str, int]]) -> str:
        lines = [f"{name} ansible_host={host} ansible_port={port}" for name, (host, port) in places.items()]
        settings = [
            f"ansible_user={USER}",
            f"ansible_ssh_private_key_file={self.key}",
            f"ansible_ssh_common_args=-o UserKnownHostsFile={self.known_hosts} -o IdentitiesOnly=yes",
            "ansible_python_interpreter=/usr/bin/python3",
        ]
        return "\n".join(["[targets]", *lines, "", "[targets:vars]", *settings, ""])

    def _pyinfra(self, places: dict[str, tuple[str, int]]) -> str:
        shared = {"ssh_user": USER, "ssh_key": str(self.key), "ssh_known_hosts_file": str(self.known_hosts),
                  "ssh_strict_host_key_checking": "yes"}
        entries = [(name, {"ssh_hostname": host, "ssh_port": port, **shared}) for name, (host, port) in places.items()]
        return "targets = [\n" + "".join(f"    {entry!r},\n" for entry in entries) + "]\n"

    def _write_layer(self) -> None:
        keys = self.layer / "home/deploy/.ssh/authorized_keys"
        keys.parent.mkdir(parents=True)
        shutil.copyfile(f"{self.key}.pub", keys)
        for path, mode in ((keys.parent.parent, 0o755), (keys.parent, 0o700), (keys, 0o600)):
            os.chown(path, 1000, 1000)
            path.chmod(mode)
        (self.layer / "etc").mkdir()
        names = [f"{hosts.address(number)} {hosts.name(number)}" for number in range(1, HIGHEST + 1)]
        (self.layer / "etc/hosts").write_text("\n".join(["127.0.0.1 localhost", *names, ""]))

    def _write_known_hosts(self, host_key: Path) -> None:
        kind, key, *_ = host_key.read_text().split()
        places = [f"[{hosts.address(number)}]:{hosts.PORT}" for number in range(1, HIGHEST + 1)]
        places.append(f"[127.0.0.1]:{LINE_PORT}")
        self.known_hosts.write_text("".join(f"{place} {kind} {key}\n" for place in places))

    def _write_ssh_config(self) -> None:
        names = "".join(f"Host {hosts.name(number)}\n  HostName {hosts.address(number)}\n  Port {hosts.PORT}\n"
                        for number in range(1, HIGHEST + 1))
        self.ssh_config.write_text(
            f"Host line\n  HostName 127.0.0.1\n  Port {LINE_PORT}\n{names}"
            f"Host *\n  User {USER}\n  IdentityFile {self.key}\n  IdentitiesOnly yes\n"
            f"  UserKnownHostsFile {self.known_hosts}\n  BatchMode yes\n  GSSAPIAuthentication no\n")
