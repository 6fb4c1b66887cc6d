# What facts are made of, read by one shell. Run as: ssh HOST sh -s < facts.sh
LC_ALL=C
export LC_ALL
uname -a
cat /etc/os-release /proc/cpuinfo /proc/meminfo /proc/mounts /proc/uptime /proc/loadavg /proc/cmdline \
    /proc/sys/kernel/hostname /proc/net/route /proc/net/if_inet6 /etc/resolv.conf /sys/class/dmi/id/product_name \
    /sys/class/dmi/id/sys_vendor /sys/class/net/*/address 2>/dev/null
ls /sys/block
df -Pk
id
env
date +%s
getent passwd "$(id -u)"
command -v apt dnf yum apk pacman zypper systemctl python3
