# shellcheck shell=bash
# A host as a container: an overlay over a cached layer, its own namespaces, its own address.

provide_for_kind() {
    case $1 in
        plain) provide_packages ;;
        python) provide_python ;;
        cloud-init) provide_cloud ;;
        busybox) provide_busybox ;;
    esac
}

lower_layers() {
    case $1 in
        plain) echo "$base_layer" ;;
        python) echo "$python_layer:$base_layer" ;;
        cloud-init) echo "$cloud_layer:$python_layer:$base_layer" ;;
        busybox) echo "$busybox_layer" ;;
    esac
}

write_machine() {
    local draft=$1 kind=$2
    free_address >"$draft/address"
    echo 22 >"$draft/port"
    if [[ $kind == busybox ]]; then echo root; else echo "$lab_user"; fi >"$draft/user"
}

mount_root() {
    local directory=$lab_hosts/$1
    ! mountpoint -q "$directory/root" || return 0
    mkdir -p "$directory"/{upper,work,root}
    mount -t overlay "lab-$1" "$directory/root" \
        -o "lowerdir=$(<"$directory/lower"),upperdir=$directory/upper,workdir=$directory/work" ||
        fail "cannot mount the root of $1; for a fresh one run: scripts/lab reset $1"
}

# Ends what lives on in a host's root after its container was killed the hard way, and waits until the
# kernel has taken the network interface away, whose name the next container needs.
end_inhabitants() {
    local root=$lab_hosts/$1/root process tenths=50 ended=
    mountpoint -q "$root" || return 0
    for process in /proc/[0-9]*; do
        [[ $process/root -ef $root ]] || continue
        kill -KILL "${process#/proc/}" 2>/dev/null || true
        ended=yes
    done
    while [[ -n $ended ]] && ((tenths-- > 0 && $(count_ports) > $(running_hosts | wc -l))); do
        sleep 0.1
    done
}

count_ports() {
    ip -brief link show master "$(bridge_name)" | wc -l
}

unmount_root() {
    local directory=$lab_hosts/$1
    while mountpoint -q "$directory/root"; do
        umount "$directory/root" 2>/dev/null || { sleep 0.2; umount --lazy "$directory/root"; }
    done
}

# Fills a fresh root with what makes it this host.
prepare_machine() {
    local name=$1 kind=$2
    local directory=$lab_hosts/$name root=$lab_hosts/$name/root
    rm -rf --one-file-system "$directory"/{upper,work}
    lower_layers "$kind" >"$directory/lower"
    mount_root "$name"
    echo "$name" >"$root/etc/hostname"
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$name" >"$root/etc/hosts"
    if [[ $kind == busybox ]]; then prepare_busybox "$name"; else prepare_debian "$name" "$kind"; fi
}

prepare_busybox() {
    local directory=$lab_hosts/$1 root=$lab_hosts/$1/root key=etc/dropbear/dropbear_ed25519_host_key
    cp "$directory/address" "$root/etc/lab-address"
    install -m 600 "$lab_key.pub" "$root/root/.ssh/authorized_keys"
    if [[ ! -e $directory/hostkeys/ed25519.pub ]]; then
        mkdir -p "$directory/hostkeys"
        chroot "$root" /usr/bin/dropbearkey -t ed25519 -f "/$key" >"$directory/hostkeys/made" 2>&1 ||
            fail "dropbearkey: $(cat "$directory/hostkeys/made")"
        cp "$root/$key" "$directory/hostkeys/private"
        grep '^ssh-ed25519 ' "$directory/hostkeys/made" >"$directory/hostkeys/ed25519.pub"
    fi
    install -m 600 "$directory/hostkeys/private" "$root/$key"
}

prepare_debian() {
    local name=$1 kind=$2 directory=$lab_hosts/$1 root=$lab_hosts/$1/root
    cp -R "$lab_sources"/debian/. "$root"
    mkdir -p "$root"/srv/packages "$root"/etc/systemd/network
    tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
    printf '[Match]\nName=host0\n[Network]\nAddress=%s/24\nLinkLocalAddressing=no\nLLDP=no\nIPv6AcceptRA=no\n' \
        "$(<"$directory/address")" >"$root/etc/systemd/network/10-lab.network"
    # As in an image of some age: without lists there is nothing that a play could take for fresh.
    touch -d @0 "$root/var/lib/apt/lists"
    make_host_keys "$directory/hostkeys"
    cp -p "$directory"/hostkeys/ssh_host_* "$root/etc/ssh/"
    # The user's service manager stays, so that a login does not start one and stop it again.
    mkdir -p "$root/var/lib/systemd/linger"
    : >"$root/var/lib/systemd/linger/$lab_user"
    if [[ $kind == cloud-init ]]; then write_cloud_seed "$name"; else make_login "$root" "$(<"$directory/sudo")"; fi
}

# The host keys are made out here, so that they are known before the first login; a reset keeps them.
make_host_keys() {
    local kind key
    mkdir -p "$1"
    for kind in ed25519:256 ecdsa:256 rsa:2048; do
        key=$1/ssh_host_${kind%:*}_key
        [[ -e $key.pub ]] || ssh-keygen -q -t "${kind%:*}" -b "${kind#*:}" -N '' -C '' -f "$key" <<<y >/dev/null
    done
}

make_login() {
    local root=$1 sudo=$2 rule="$lab_user ALL=(ALL) NOPASSWD:ALL"
    chroot "$root" useradd --create-home --shell /bin/bash "$lab_user"
    install -d -m 700 "$root/home/$lab_user/.ssh"
    install -m 600 "$lab_key.pub" "$root/home/$lab_user/.ssh/authorized_keys"
    chroot "$root" chown -R "$lab_user:$lab_user" "/home/$lab_user/.ssh"
    if [[ $sudo == password ]]; then
        rule="$lab_user ALL=(ALL) ALL"
        chroot "$root" chpasswd <<<"$lab_user:$lab_sudo_password"
    fi
    echo "$rule" >"$root/etc/sudoers.d/lab"
    chmod 440 "$root/etc/sudoers.d/lab"
}

# A NoCloud seed, which cloud-init finds and applies in the first boot.
write_cloud_seed() {
    local name=$1 directory=$lab_hosts/$1 root=$lab_hosts/$1/root
    local seed=$root/var/lib/cloud/seed/nocloud
    mkdir -p "$seed"
    cp "$lab_sources/cloud-init/lab.cfg" "$root/etc/cloud/cloud.cfg.d/99-lab.cfg"
    printf 'instance-id: %s\nlocal-hostname: %s\n' "$(<"$root/etc/machine-id")" "$name" >"$seed/meta-data"
    sed "s|@PUBKEY@|$(<"$lab_key.pub")|" "$directory/user-data" >"$seed/user-data"
}

start_machine() {
    local name=$1 kind=$2 directory=$lab_hosts/$1
    local -a arguments=(
        --directory="$directory/root" --machine="$(bridge_name)-$name" --hostname="$name"
        --register=no --network-bridge="$(bridge_name)" --resolv-conf=off --timezone=off
        --link-journal=no --kill-signal=SIGRTMIN+14)
    # A systemd out here gives each machine a scope of its own; without one there is none to be had.
    [[ -d /run/systemd/system ]] || arguments+=(--keep-unit)
    mount_root "$name"
    need_inotify_instances
    if [[ $kind == busybox ]]; then
        arguments+=(--as-pid2 /sbin/lab-init)
    else
        arguments+=(--bind-ro="$package_repository:/srv/packages" --boot)
    fi
    # /tmp stays on the host's disk, as on an ordinary host, so that tests can see it from outside.
    SYSTEMD_NSPAWN_TMPFS_TMP=0 launch "$directory/process" "$directory/console.log" \
        "$lab_sources/supervise" systemd-nspawn "${arguments[@]}"
}
