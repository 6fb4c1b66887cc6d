# shellcheck shell=bash
# What can be set from outside, and where things are.

readonly lab_user=appuser
readonly lab_sudo_password=lab
lab_checkout=$(cd "$lab_sources/../.." && pwd)
readonly lab_checkout

# What the hosts can install with apt; dependencies are added.
readonly default_packages="
    acl apache2 bzip2 ca-certificates createrepo-c cron curl dirmngr dnf dosfstools expect file firewalld git gnupg htop
    iptables jq less locales logrotate lsof lvm2 make mariadb-server nano netbase nginx-light openssh-client openssl
    pacman-package-manager parted patch postgresql procps python3-apt python3-debian python3-minimal python3-passlib
    python3-pip python3-venv redis-server rpm rsync rsyslog ruby sqlite3 subversion supervisor tree ufw unzip vim-tiny wget
    xfsprogs xz-utils zip zypper"

# Fills in the defaults and makes the two directories that everything lives in.
settle_settings() {
    LAB_SUITE=${LAB_SUITE:-bookworm}
    LAB_MODE=${LAB_MODE:-auto}
    LAB_WAIT=${LAB_WAIT:-180}
    LAB_PACKAGES=${LAB_PACKAGES:-$default_packages}
    LAB_STATE=$(settle_directory LAB_STATE "${LAB_STATE:-$lab_checkout/.lab}")
    LAB_CACHE=$(settle_directory LAB_CACHE "${LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/swiftplay-lab}")
    readonly LAB_SUITE LAB_MODE LAB_WAIT LAB_PACKAGES LAB_STATE LAB_CACHE
    readonly lab_hosts=$LAB_STATE/hosts lab_key=$LAB_STATE/id_ed25519
    mkdir -p "$lab_hosts"
}

# Mount options and ssh options cannot quote every character, so only plain paths are taken.
settle_directory() {
    local setting=$1 directory
    mkdir -p "$2" || fail "$setting: cannot make $2"
    directory=$(cd "$2" && pwd -P)
    [[ $directory =~ ^[A-Za-z0-9._/+@-]+$ ]] ||
        fail "$setting: $directory has a space or another character that mount and ssh options cannot hold"
    echo "$directory"
}
