# shellcheck shell=bash
# A bridge of the lab's own, and addresses on it. Nothing is forwarded to the outside.

# The bridge's name tells whose it is: it comes from the place of the lab's state, unless asked otherwise.
bridge_name() {
    local digest
    if [[ -e $LAB_STATE/bridge ]]; then
        cat "$LAB_STATE/bridge"
        return
    fi
    digest=$(sha256sum <<<"$LAB_STATE")
    echo "${LAB_BRIDGE:-lab-${digest:0:8}}"
}

# Makes the bridge unless it is there and sets lab_net, the first three numbers of all addresses.
provide_network() {
    local bridge
    bridge=$(bridge_name)
    need_programs ip iproute2
    if ! ip link show dev "$bridge" >/dev/null 2>&1; then
        echo "$bridge" >"$LAB_STATE/bridge"
        ip link add dev "$bridge" type bridge || fail "cannot make the bridge $bridge"
    fi
    with_lock /run/swiftplay-lab.lock "networks of this machine" provide_address "$bridge"
    lab_net=$(<"$LAB_STATE/net")
    ip link set dev "$bridge" up
}

provide_address() {
    local bridge=$1 net
    net=$(bridge_net "$bridge")
    if [[ -z $net ]]; then
        net=$(choose_net)
        ip address add "$net.1/24" dev "$bridge"
    fi
    [[ -z ${LAB_NET:-} || $LAB_NET == "$net" ]] || fail "this lab has the net $net.0/24; to change it, first run: scripts/lab down"
    echo "$net" >"$LAB_STATE/net"
}

# Prints the net the bridge is in, if any.
bridge_net() {
    ip -4 -oneline address show dev "$1" | sed -n 's|.* inet \([0-9.]*\)\.1/24 .*|\1|p' | head -n 1
}

# Hosts that exist keep their addresses, so their net is taken again when the bridge was lost.
choose_net() {
    local net=${LAB_NET:-}
    [[ -z $(all_hosts) || ! -e $LAB_STATE/net ]] || net=$(<"$LAB_STATE/net")
    [[ -n $net ]] || net=$(free_net)
    [[ $net =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "LAB_NET is the first three numbers of a /24 net, as in 10.77.0"
    ! net_is_used "$net" || fail "the net $net.0/24 is used by something else on this machine"
    echo "$net"
}

net_is_used() {
    grep -qwF -- "$1" <<<"$(ip -4 -oneline address show)$(ip -4 route show)"
}

free_net() {
    local third
    for third in {0..250}; do
        net_is_used "10.77.$third" || { echo "10.77.$third"; return; }
    done
    fail "no net from 10.77.0 to 10.77.250 is free; set LAB_NET"
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
