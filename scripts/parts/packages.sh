# shellcheck shell=bash
# Debian packages for this machine. Needs output.sh.

# Installs what a command needs: pairs of a program and the package that has it.
need_programs() {
    local -a missing=()
    while (($# > 0)); do
        PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null || missing+=("$2")
        shift 2
    done
    install_packages "${missing[@]}"
}

# Installs the packages that are not installed.
need_packages() {
    local package
    local -a missing=()
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    install_packages "${missing[@]}"
}

# What building takes.
need_build_tools() {
    command -v swift >/dev/null || fail "there is no swift here; install Swift 6.2 or later (https://swift.org/install)"
    need_packages libyaml-dev libssl-dev zlib1g-dev libsqlite3-dev binutils pkg-config git ca-certificates
}

is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

install_packages() {
    (($# > 0)) || return 0
    ((EUID == 0)) || fail "missing here; install as root: apt-get install $*"
    say "installing $*"
    local log
    log=$(mktemp)
    logged "$log" install_now "$@"
    rm -f "$log"
}

# The lists of packages are fetched only if they turn out to be missing or old.
install_now() {
    local -a install=(apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "$@")
    export DEBIAN_FRONTEND=noninteractive
    "${install[@]}" || { apt-get -qq update && "${install[@]}"; }
}
