# shellcheck shell=bash
# A host without containers: an sshd of the user who runs the lab, on a loopback port, with a home of its own.

# Prints what stands in the way of containers; nothing if nothing does.
why_no_containers() {
    case $LAB_MODE in
        containers) return ;;
        accounts) echo "LAB_MODE asks for accounts"; return ;;
        auto) ;;
        *) fail "LAB_MODE is auto, containers or accounts" ;;
    esac
    if ((EUID != 0)); then
        echo "not root"
    elif ! unshare --mount --net --pid --uts --ipc --fork true 2>/dev/null; then
        echo "the kernel gives no namespaces"
    elif ! overlay_works; then
        echo "no overlay file system in $LAB_STATE"
    elif [[ ! -w /sys/fs/cgroup ]]; then
        echo "control groups are read-only"
    elif ! command -v apt-get >/dev/null; then
        echo "no apt"
    fi
}

overlay_works() (
    trial=$LAB_STATE/overlay-trial
    mkdir -p "$trial"/{lower,upper,work,root}
    trap 'rm -rf --one-file-system "$trial"' EXIT
    with_private_mounts mount -t overlay overlay "$trial/root" \
        -o "lowerdir=$trial/lower,upperdir=$trial/upper,workdir=$trial/work" 2>/dev/null
)

write_account() {
    local draft=$1
    need_programs sshd openssh-server
    echo 127.0.0.1 >"$draft/address"
    free_port >"$draft/port"
    id -un >"$draft/user"
}

free_port() {
    local port
    for port in {22011..22250}; do
        ! grep -qsxF "$port" "$lab_hosts"/*/port || continue
        (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
    fail "no free port from 22011 to 22250"
}

prepare_account() {
    local directory=$lab_hosts/$1 root=$lab_hosts/$1/root
    rm -rf "$root"
    mkdir -p "$root/home" "$root/tmp"
    make_host_keys "$directory/hostkeys"
    cp "$lab_key.pub" "$directory/authorized_keys"
    print_account_session "$root" >"$directory/session"
    chmod 755 "$directory/session"
    print_sshd_config "$directory" >"$directory/sshd_config"
}

# What a login runs: what was asked for, at home in the host's own directory.
print_account_session() {
    cat <<END
#!/bin/sh
export HOME=$1/home TMPDIR=$1/tmp PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd "\$HOME" || exit
case \${SSH_ORIGINAL_COMMAND-} in
    '') exec "\${SHELL:-/bin/sh}" ;;
    *) exec /bin/sh -c "\$SSH_ORIGINAL_COMMAND" ;;
esac
END
}

print_sshd_config() {
    local directory=$1 key
    printf '%s\n' "ListenAddress 127.0.0.1:$(<"$directory/port")" "PidFile none" "UsePAM no" "StrictModes no" \
        "AuthorizedKeysFile $directory/authorized_keys" "PasswordAuthentication no" \
        "KbdInteractiveAuthentication no" "ForceCommand $directory/session" \
        "Subsystem sftp /usr/lib/openssh/sftp-server" "AllowUsers $(<"$directory/user")" "PermitRootLogin yes"
    for key in "$directory"/hostkeys/ssh_host_*_key; do
        echo "HostKey $key"
    done
}

start_account() {
    local directory=$lab_hosts/$1 sshd
    sshd=$(PATH=$PATH:/usr/sbin command -v sshd)
    ((EUID != 0)) || mkdir -p /run/sshd
    launch "$directory/process" "$directory/console.log" "$sshd" -D -e -f "$directory/sshd_config"
}
