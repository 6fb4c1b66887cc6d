"""The peers: how they are called, and where they are installed."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

from .tools import Call, Tool, recap_changes

PACKAGES = ["ansible-core==2.18.*", "ansible==11.*", "mitogen", "pyinfra"]  # ansible: the collections


def ansible(call: Call) -> list[str]:
    inventory, play = ["-i", str(call.inventory)], [f"{call.peers}/ansible-playbook", str(call.play)]
    return {
        "command": [f"{call.peers}/ansible", *inventory, "all", "-m", "command", "-a", "true"],
        "play": [*play, *inventory],
        "prediction": [*play, *inventory, "--check", "--diff"],
    }[call.workload.mode]


def pyinfra(call: Call) -> list[str]:
    program, inventory = f"{call.peers}/pyinfra", str(call.inventory.with_suffix(".py"))
    return {
        "command": [program, "-y", inventory, "exec", "--", "true"],
        "play": [program, "-y", inventory, str(call.deploy)],
        "prediction": [program, "--dry", "--diff", inventory, str(call.deploy)],  # with -y it would predict nothing
    }[call.workload.mode]


def pyinfra_changes(output: str) -> int | None:
    """The successes in the grand total of a run, or what a dry run foresees for certain, as in `2 (h001, h002)  -`."""
    if total := re.search(r"Grand total\s+\S+\s+(\S+)\s+\S+\s+\S+", output):
        return 0 if total[1] == "-" else int(total[1])
    if "Detected changes:" in output:
        return sum(map(int, re.findall(r"\s(\d+) \([^)]*\)\s+-\s*$", output, re.MULTILINE)))
    return None


PLAIN = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_DEPRECATION_WARNINGS": "0", "ANSIBLE_TIMEOUT": "60", "TMPDIR": "{home}/tmp",
         "ANSIBLE_LOCAL_TEMP": "{home}/tmp", "ANSIBLE_SSH_CONTROL_PATH_DIR": "{home}/cp"}
TUNED = {"ANSIBLE_PIPELINING": "1", "ANSIBLE_FORKS": "50", "ANSIBLE_GATHERING": "smart",
         "ANSIBLE_CACHE_PLUGIN": "jsonfile", "ANSIBLE_CACHE_PLUGIN_CONNECTION": "{home}/facts"}
MITOGEN = {"ANSIBLE_FORKS": "50", "ANSIBLE_STRATEGY": "mitogen_linear",
           "ANSIBLE_STRATEGY_PLUGINS": "{packages}/ansible_mitogen/plugins/strategy"}

PEERS = [
    Tool("ansible", "peer", ansible, recap_changes, PLAIN),
    Tool("ansible-tuned", "peer", ansible, recap_changes, {**PLAIN, **TUNED}),
    Tool("mitogen", "peer", ansible, recap_changes, {**PLAIN, **MITOGEN}),
    Tool("pyinfra", "peer", pyinfra, pyinfra_changes, {"PYINFRA_PROGRESS": "off"}, reads_playbooks=False),
]
NAMES = [peer.name for peer in PEERS]


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
