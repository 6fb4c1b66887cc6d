# shellcheck shell=bash
# A bridge of the lab's own, and addresses on it. Nothing is forwarded to the outside.

# The bridge's name tells whose it is: it comes from the place of the lab's state.
bridge_name() {
    local digest
    digest=$(sha256sum <<<"$LAB_STATE")
    echo "${LAB_BRIDGE:-lab-${digest:0:8}}"
}

bridge_exists() { ip link show dev "$(bridge_name)" >/dev/null 2>&1; }

# Makes the bridge unless it is there and sets lab_net, the first three numbers of all addresses.
provide_network() {
    local bridge
    bridge=$(bridge_name)
    need_programs ip iproute2
    if ! bridge_exists; then
        echo "$bridge" >"$LAB_STATE/bridge"
        ip link add dev "$bridge" type bridge || fail "cannot make the bridge $bridge"
    fi
    with_lock "${TMPDIR:-/tmp}/.swiftplay-lab-network-$EUID" "machine's networks" provide_address "$bridge"
    lab_net=$(<"$LAB_STATE/net")
    ip link set dev "$bridge" up
}

provide_address() {
    local bridge=$1 net=
    [[ ! -e $LAB_STATE/net ]] || net=$(<"$LAB_STATE/net")
    [[ -z $net ]] || ! net_is_on "$net" "$bridge" || return 0
    if [[ -z $net ]] || net_is_elsewhere "$net" "$bridge"; then
        [[ -z $(all_hosts) ]] || [[ -z $net ]] ||
            fail "$net.0/24 is now used by something else on this machine; run: scripts/lab down"
        net=${LAB_NET:-$(free_net "$bridge")}
        [[ $net =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "LAB_NET is the first three numbers of a /24 net, as in 10.77.0"
        ! net_is_elsewhere "$net" "$bridge" || fail "$net.0/24 is used by something else on this machine"
    fi
    echo "$net" >"$LAB_STATE/net"
    ip address replace "$net.1/24" dev "$bridge"
}

net_is_on() {
    ip -4 -oneline address show dev "$2" | grep -qF " $1.1/24 "
}

net_is_elsewhere() {
    { ip -4 -oneline address show; ip -4 route show; } | grep -vw -- "$2" | grep -qwF -- "$1" 
}

free_net() {
    local third
    for third in {0..250}; do
        net_is_elsewhere "10.77.$third" "$1" || { echo "10.77.$third"; return; }
    done
    fail "no free net from 10.77.0 to 10.77.250; set LAB_NET"
}

free_address() {
    local last
    for last in {11..250}; do
        grep -qsxF "$lab_net.$last" "$lab_hosts"/*/address || { echo "$lab_net.$last"; return; }
    done
    fail "no address is left in $lab_net.0/24"
}

# Removes the bridge if this lab made it.
remove_network() {
    [[ -e $LAB_STATE/bridge ]] || return 0
    ip link delete dev "$(<"$LAB_STATE/bridge")" 2>/dev/null || true
    rm -f "$LAB_STATE/bridge" "$LAB_STATE/net"
}
