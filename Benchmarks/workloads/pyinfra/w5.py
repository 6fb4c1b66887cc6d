# About the facts that playbooks/w5.yml looks at, as those of pyinfra.
from pyinfra import host
from pyinfra.facts.hardware import Cpus, Memory, NetworkDevices
from pyinfra.facts.server import (
    Arch, Date, Hostname, Kernel, KernelVersion, LinuxDistribution, LinuxName, Mounts, Path, User, Users, Which,
)

for fact in (Arch, Cpus, Date, Hostname, Kernel, KernelVersion, LinuxDistribution, LinuxName, Memory, Mounts,
             NetworkDevices, Path, User, Users):
    host.get_fact(fact)
assert host.get_fact(LinuxDistribution)["name"] == "Debian"
assert host.get_fact(Which, command="apt")
