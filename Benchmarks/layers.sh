#!/usr/bin/env bash
# Makes, once, what all hosts of the benchmarks share, and prints its layers as overlay mounts take them (upper first).
#
# usage: Benchmarks/layers.sh
#
# The lab's Debian base, and upon it cron, rsync, Python for those who need it on a host, an account `deploy` that may
# become root, and host keys. Kept in the lab's cache.
set -euo pipefail
umask 022

lab_sources=$(cd "$(dirname "${BASH_SOURCE[0]}")/../scripts/lab.d" && pwd)
# shellcheck source=scripts/lab.d/settings.sh
source "$lab_sources/settings.sh"
# shellcheck source=scripts/parts/output.sh
source "$lab_sources/../parts/output.sh"
# shellcheck source=scripts/parts/packages.sh
source "$lab_sources/../parts/packages.sh"
# shellcheck source=scripts/lab.d/lock.sh
source "$lab_sources/lock.sh"
# shellcheck source=scripts/lab.d/apt.sh
source "$lab_sources/apt.sh"
# shellcheck source=scripts/lab.d/limits.sh
source "$lab_sources/limits.sh"
# shellcheck source=scripts/lab.d/layers.sh
source "$lab_sources/layers.sh"
# shellcheck source=scripts/lab.d/debian.sh
source "$lab_sources/debian.sh"

# No host runs systemd: a hundred of them have to fit on one machine.
readonly prepare_host='
    useradd --create-home --uid 1000 --shell /bin/bash deploy
    echo "deploy ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/deploy
    chmod 0440 /etc/sudoers.d/deploy
    install --directory --mode 0700 --owner deploy --group deploy /home/deploy/.ssh
    printf "%s\n" "UseDNS no" "MaxStartups 1000" "MaxSessions 100" "LogLevel ERROR" >/etc/ssh/sshd_config.d/bench.conf
    ssh-keygen -q -t ed25519 -N "" -C bench -f /etc/ssh/ssh_host_ed25519_key'

build_bench() {
    logged "$LAB_CACHE/bench.log" in_overlay "$1" "$base_layer" "$package_repository" \
        "packages='cron rsync python3-minimal python3-apt'; $quiet_apt_install; $prepare_host"
}

settle_settings
provide_packages
bench_layer=$(layer_path bench "$package_repository" "$quiet_apt_install" "$prepare_host")
provide_layer bench "$bench_layer" "layer of the benchmarks"
echo "$bench_layer:$base_layer"
