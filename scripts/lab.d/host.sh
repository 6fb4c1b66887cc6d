# shellcheck shell=bash
# Hosts and their lives. Each has a directory: kind, sudo, address, port, user, hostkeys, process, console.log.

all_hosts() {
    local directory
    for directory in "$lab_hosts"/*/; do
        [[ ! -d $directory ]] || basename "$directory"
    done
}

running_hosts() {
    local name
    for name in $(all_hosts); do
        ! is_running "$name" || echo "$name"
    done
}

is_running() { living_process "$lab_hosts/$1/process" >/dev/null; }

# Prints one of the things written down about a host.
recall() { cat "$lab_hosts/$1/$2"; }

need_host() {
    [[ -n ${1:-} ]] || fail "which host? The lab has: $(all_hosts | tr '\n' ' ')"
    [[ -d $lab_hosts/$1 ]] || fail "there is no host $1; the lab has: $(all_hosts | tr '\n' ' ')"
}

lab_up() {
    local kind=plain sudo=open user_data=$lab_sources/cloud-init/user-data
    local -a names=()
    open_lab
    while (($# > 0)); do
        case $1 in
            --no-python) kind=plain ;;
            --python) kind=python ;;
            --cloud-init) kind=cloud-init ;;
            --busybox) kind=busybox ;;
            --sudo-password) sudo=password ;;
            --user-data)
                user_data=${2:-}
                [[ -r $user_data ]] || fail "--user-data: cannot read '$user_data'"
                shift
                ;;
            -*) fail "up has no option $1" ;;
            *)
                bring_up "$1" "$kind" "$sudo" "$user_data"
                names+=("$1")
                ;;
        esac
        shift
    done
    ((${#names[@]} > 0)) || fail "up needs the names of hosts, as in: scripts/lab up prod dev"
    await_hosts "${names[@]}"
}

# What every command that starts hosts does first.
open_lab() {
    take_lock "$LAB_STATE/lock" "lab in $LAB_STATE"
    need_programs ssh-keygen openssh-client
    [[ -e $lab_key.pub ]] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$lab_key" <<<y >/dev/null
    lab_obstacle=$(why_no_containers)
    if [[ -z $lab_obstacle ]]; then
        need_programs systemd-nspawn systemd-container
        settle_debian
        settle_busybox
        provide_network
    else
        say "no containers here: $lab_obstacle"
        say "each host is an sshd of user $(id -un) on a loopback port, with a home of its own;"
        say "systemd, packages, users and all other files are this machine's, whatever kind was asked for"
    fi
}

bring_up() {
    local name=$1 kind=$2 sudo=$3 user_data=$4 directory=$lab_hosts/$1
    [[ $name =~ ^[a-z0-9]([a-z0-9-]{0,29}[a-z0-9])?$ ]] || fail "'$name' cannot be a host's name"
    [[ -z $lab_obstacle ]] || kind=account sudo=open
    if [[ ! -e $directory/whole ]]; then
        make_host "$name" "$kind" "$sudo" "$user_data"
    elif [[ "$(recall "$name" kind) $(recall "$name" sudo)" != "$kind $sudo" ]]; then
        fail "$name exists with other options ($(recall "$name" kind)); first run: scripts/lab down $name"
    fi
    if is_running "$name"; then
        say "$name runs already"
    else
        stop_host "$name"
        start_host "$name"
    fi
}

make_host() {
    local name=$1 kind=$2 sudo=$3 user_data=$4 draft=$lab_hosts/.draft
    provide_for_kind "$kind"
    forget_host "$name"
    rm -rf "$draft"
    mkdir "$draft"
    echo "$kind" >"$draft/kind"
    echo "$sudo" >"$draft/sudo"
    cp "$user_data" "$draft/user-data"
    if [[ $kind == account ]]; then write_account "$draft"; else write_machine "$draft" "$kind"; fi
    mv "$draft" "$lab_hosts/$name"
    prepare_host "$name"
}

prepare_host() {
    local name=$1 kind
    kind=$(recall "$name" kind)
    if [[ $kind == account ]]; then prepare_account "$name"; else prepare_machine "$name" "$kind"; fi
    : >"$lab_hosts/$name/whole"
}

start_host() {
    local name=$1 kind
    kind=$(recall "$name" kind)
    say "starting $name ($kind) at $(recall "$name" address):$(recall "$name" port)"
    if [[ $kind == account ]]; then start_account "$name"; else start_machine "$name" "$kind"; fi
}

# A shell command that succeeds on a host that has finished starting.
readiness_probe() {
    case $1 in
        plain | python) echo 'systemctl is-system-running --wait >/dev/null || test $? = 1' ;;
        cloud-init) echo 'test -e /var/lib/cloud/instance/boot-finished' ;;
        busybox | account) echo true ;;
    esac
}

# Returns when every host takes a login and has finished starting.
await_hosts() {
    local name waiter failed=0
    local -a waiters=()
    write_access_files
    for name in "$@"; do
        { release_locks && await_host "$name"; } &
        waiters+=($!)
    done
    for waiter in "${waiters[@]}"; do
        wait "$waiter" || failed=1
    done
    ((failed == 0)) || exit 1
    say "ready: $*; inventory: $LAB_STATE/inventory.ini"
}

await_host() {
    local name=$1 probe deadline=$((SECONDS + LAB_WAIT)) directory=$lab_hosts/$1
    probe=$(readiness_probe "$(recall "$name" kind)")
    while ((SECONDS < deadline)); do
        ! login -o ConnectTimeout=2 "$name" "$probe" 2>"$directory/login.log" || return 0
        if ! is_running "$name"; then
            tail -n 20 "$directory/console.log" >&2
            say "$name stopped while it started; the lines above are its last"
            return 1
        fi
        sleep 0.1
    done
    cat "$directory/login.log" >&2
    say "$name takes no login within $LAB_WAIT s; see: scripts/lab console $name"
    return 1
}

login() {
    ssh -F "$LAB_STATE/ssh_config" "$@"
}

lab_reset() {
    local name
    (($# > 0)) || need_host
    open_lab
    for name in "$@"; do
        need_host "$name"
    done
    for name in "$@"; do
        provide_for_kind "$(recall "$name" kind)"
        stop_host "$name"
        rm -f "$lab_hosts/$name/whole"
        prepare_host "$name"
        start_host "$name"
    done
    await_hosts "$@"
}

stop_host() {
    stop_process "$lab_hosts/$1/process"
    rm -f "$lab_hosts/$1/process"
    end_inhabitants "$1"
    unmount_root "$1"
}

# Stops and removes a host, whatever state it is in.
forget_host() {
    [[ -d $lab_hosts/$1 ]] || return 0
    rm -f "$lab_hosts/$1/whole"
    stop_host "$1"
    rm -rf --one-file-system "${lab_hosts:?}/$1"
}

lab_down() {
    take_lock "$LAB_STATE/lock" "lab in $LAB_STATE"
    take_down "$@"
}

take_down() {
    local name stopper
    local -a names=("$@") stoppers=()
    (($# > 0)) || mapfile -t names < <(all_hosts)
    for name in "${names[@]}"; do
        need_host "$name"
    done
    for name in "${names[@]}"; do
        forget_host "$name" &
        stoppers+=($!)
    done
    for stopper in "${stoppers[@]}"; do
        wait "$stopper"
    done
    [[ -n $(all_hosts) ]] || remove_network
    write_access_files
    say "down: ${names[*]:-nothing was up}"
}

lab_clean() {
    [[ -z ${1:-} || $1 == --cache ]] || fail "clean has no option $1"
    take_lock "$LAB_STATE/lock" "lab in $LAB_STATE"
    take_down
    remove_access_files
    rm -rf --one-file-system "$lab_hosts" "$lab_key" "$lab_key.pub" "$LAB_STATE/lock"
    rmdir "$LAB_STATE" 2>/dev/null || say "left $LAB_STATE: it has other things in it"
    [[ ${1:-} != --cache ]] || remove_cache
}

lab_list() { running_hosts; }

lab_status() {
    local name state
    for name in $(all_hosts); do
        state=stopped
        ! is_running "$name" || state=running
        [[ -e $lab_hosts/$name/whole ]] || state=unfinished
        printf '%-16s %-10s %-10s sudo %-8s %s@%s:%s\n' "$name" "$state" "$(recall "$name" kind)" \
            "$(recall "$name" sudo)" "$(recall "$name" user)" "$(recall "$name" address)" "$(recall "$name" port)"
    done
}

lab_ssh() {
    need_host "${1:-}"
    is_running "$1" || fail "$1 does not run; run: scripts/lab up $1"
    login "$@"
}

lab_path() {
    need_host "${1:-}"
    echo "$lab_hosts/$1/root"
}

lab_console() {
    need_host "${1:-}"
    cat "$lab_hosts/$1/console.log"
}
