"""Floors: no tools, but the least that one could do. What they do is told beforehand; they decide nothing.

Paths need no quotes here: the lab takes only plain ones.
"""

from __future__ import annotations

from . import hosts
from .access import LINE_PORT, USER
from .tools import Call, Tool, no_changes

PROBED = ("w2", "w3", "w7")  # workloads whose least is to ask for everything that matters


def libssh2(call: Call) -> list[str] | None:
    """The C program: one connection, one channel, one command."""
    if call.workload.name in PROBED:
        task = ["sudo -n sh -s", str(call.floor("w2_probe.sh"))]
    elif call.workload.mode == "command":
        task = ["true"]
    else:
        return None
    place = ["127.0.0.1", str(LINE_PORT)] if call.workload.on_line else ["@", str(hosts.PORT)]
    return on_each(call, [hosts.address(number) for number in call.numbers],
                   [str(call.natives / "libssh2_floor"), *place, USER, str(call.access.key), *task])


def ssh(call: Call) -> list[str] | None:
    """OpenSSH's client, told to do it all in one go."""
    program, host = f"ssh -F {call.access.ssh_config}", "line" if call.workload.on_line else '"$1"'
    probe = f"exec {program} {host} sudo -n sh -s <{call.floor('w2_probe.sh')}"
    line = {
        "w1": f"exec {call.floor('w1_apply.sh')} {call.access.ssh_config} {host}",
        "w4": f"exec {program} {host} true",
        "w8": f"exec {program} {host} sudo -n python3 -c pass",
        "w5": f"exec {program} {host} sh -s <{call.floor('facts.sh')}",
        "w6-file": f"exec scp -q -F {call.access.ssh_config} {call.data}/big.bin {host}:big.bin",
        "w6-tree": f"tar -c -C {call.data} -f - tree | {program} {host} tar -x -f -",
    }.get(call.workload.name, probe if call.workload.name in PROBED else None)
    if line is None:
        return None
    return on_each(call, [hosts.name(number) for number in call.numbers], ["sh", "-c", line, "sh", "@"])


def rsync(call: Call) -> list[str] | None:
    """rsync over ssh, which knows best what of a tree is there already."""
    options = {"w6-file": ["--whole-file"], "w6-tree": ["--archive"], "w6-again": ["--archive"]}
    if call.workload.name not in options:
        return None
    source = call.data / ("big.bin" if call.workload.name == "w6-file" else "tree")
    return on_each(call, [hosts.name(number) for number in call.numbers],
                   ["rsync", *options[call.workload.name], "-e", f"ssh -F {call.access.ssh_config}", str(source), "@:"])


def on_each(call: Call, places: list[str], command: list[str]) -> list[str]:
    """One process for each host, all at once; `@` in the words is the host."""
    listing = call.access.directory / "places"
    listing.write_text("\n".join(places) + "\n")
    return ["xargs", "-a", str(listing), "-P", str(len(places)), "-I", "@", *command]


LIBSSH2 = Tool("floor-libssh2", "floor", libssh2, no_changes)
SSH = Tool("floor-ssh", "floor", ssh, no_changes)
RSYNC = Tool("floor-rsync", "floor", rsync, no_changes)
FLOORS = [LIBSSH2, SSH, RSYNC]
