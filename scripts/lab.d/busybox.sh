# shellcheck shell=bash
# A host with next to nothing: busybox for sh and the tools, dropbear for ssh, and the libraries dropbear needs.

readonly busybox_packages="busybox-static dropbear-bin libc6 libcrypt1 libgmp10 libtomcrypt1 libtommath1 zlib1g"

settle_busybox() {
    busybox_layer=$(layer_path busybox "$busybox_packages" "$(cat "$lab_sources"/busybox/*/*)")
}

provide_busybox() {
    settle_busybox
    provide_layer busybox "$busybox_layer" "busybox system"
}

build_busybox() {
    local root=$1 scratch=$1.apt package
    rm -rf "$scratch"
    mkdir "$scratch"
    logged "$LAB_CACHE/busybox.log" fetch_busybox "$scratch"
    for package in "$scratch"/*.deb; do
        dpkg-deb --extract "$package" "$root"
    done
    rm -rf "$scratch" "${root:?}"/{etc,usr/share} "$root"/usr/lib/*/gconv
    mkdir -p "$root"/{dev,proc,run,sys,root/.ssh,etc/dropbear,home,srv,var/log,tmp,usr/lib}
    cp -R "$lab_sources"/busybox/. "$root"
    cp "$root/etc/os-release" "$root/usr/lib/"
    chmod 755 "$root/sbin/lab-init"
    chmod 700 "$root/root" "$root/root/.ssh"
    chmod 600 "$root/etc/shadow"
    chmod 1777 "$root/tmp"
    chroot "$root" /bin/busybox --install -s
}

fetch_busybox() (
    scratch=$1
    apt_for_status /dev/null "$scratch/apt" update && cd "$scratch" || return
    # shellcheck disable=SC2086
    apt_for_status /dev/null "$scratch/apt" download $busybox_packages
)
