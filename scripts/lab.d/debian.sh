# shellcheck shell=bash
# What Debian hosts are made of: a base, a repository of packages, and layers with Python and cloud-init.

readonly base_packages=systemd,systemd-sysv,libpam-systemd,dbus,openssh-server,sudo,iproute2,iputils-ping

# Units that a throwaway host has no use for: they cost start-up time or write behind a test's back.
readonly masked_units="
    apt-daily.timer apt-daily-upgrade.timer console-getty.service dpkg-db-backup.timer e2scrub_all.timer
    e2scrub_reap.service fstrim.timer getty@tty1.service systemd-networkd-wait-online.service
    systemd-resolved.service"

settle_debian() {
    base_layer=$(layer_path base "$base_packages" "$masked_units")
    # shellcheck disable=SC2086
    package_names=$(printf '%s\n' $LAB_PACKAGES cloud-init | sort -u)
    package_repository=$(layer_path packages "$base_layer" "$package_names" "$(declare -f build_empty_package)")
    python_layer=$(layer_path python "$package_repository")
    cloud_layer=$(layer_path cloud "$python_layer")
}

provide_base() {
    need_programs debootstrap debootstrap unshare util-linux
    settle_debian
    provide_layer base "$base_layer" "Debian base system"
}

provide_packages() {
    provide_base
    provide_layer packages "$package_repository" "package repository"
}

provide_python() {
    provide_packages
    provide_layer python "$python_layer" "Python layer"
}

provide_cloud() {
    provide_python
    provide_layer cloud "$cloud_layer" "cloud-init layer"
}

build_base() {
    local root=$1 unit units=$1/etc/systemd/system from
    from=$(mirror)
    export_proxy
    logged "$LAB_CACHE/base.log" with_private_mounts \
        debootstrap --variant=minbase --include="$base_packages" "$LAB_SUITE" "$root" "$from"
    rm -rf "$root"/etc/{hostname,resolv.conf,machine-id} "$root"/etc/ssh/ssh_host_* "$root"/var/lib/dbus/machine-id \
        "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/{bootstrap.log,dpkg.log,alternatives.log}
    : >"$root/etc/resolv.conf"
    mkdir -p "$units/multi-user.target.wants"
    ln -sf /lib/systemd/system/systemd-networkd.service "$units/multi-user.target.wants/"
    for unit in $masked_units; do
        ln -sf /dev/null "$units/$unit"
    done
}

# The packages come through this machine's apt, so the hosts themselves never need a network.
build_packages() {
    local repository=$1 scratch=$1.apt version
    rm -rf "$scratch"
    # shellcheck disable=SC2086
    logged "$LAB_CACHE/packages.log" fetch_packages "$scratch" $package_names
    mv "$scratch"/cache/archives/*.deb "$repository"
    rm -rf "$scratch"
    for version in 1.0 2.0; do
        build_empty_package "$repository" lab-hello "$version"
    done
    write_package_index "$repository"
    chmod -R a+rX "$repository"
}

fetch_packages() {
    local scratch=$1
    shift
    apt_for_status "$base_layer/var/lib/dpkg/status" "$scratch" update &&
        apt_for_status "$base_layer/var/lib/dpkg/status" "$scratch" --download-only --no-install-recommends install "$@"
}

# A package with nothing but one file, to be installed, upgraded and downgraded.
build_empty_package() {
    local repository=$1 name=$2 version=$3 tree=$1/$2-$3
    mkdir -p "$tree/DEBIAN" "$tree/usr/share/$name"
    echo "$version" >"$tree/usr/share/$name/version"
    printf '%s\n' "Package: $name" "Version: $version" "Architecture: all" "Section: misc" "Priority: optional" \
        "Maintainer: The lab <lab@example.invalid>" "Description: package for tests" >"$tree/DEBIAN/control"
    dpkg-deb --root-owner-group --build "$tree" "$repository/${name}_${version}_all.deb" >/dev/null
    rm -rf "$tree"
}

# The index of a flat repository (sources.list(5)): each package's control file with its place and digest.
write_package_index() (
    cd "$1"
    for package in *.deb; do
        dpkg-deb --field "$package"
        printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$package" "$(stat -c %s "$package")" \
            "$(sha256sum "$package" | cut -d' ' -f1)"
    done >Packages
)

# shellcheck disable=SC2016
readonly quiet_apt_install='
    echo "deb [trusted=yes] file:/srv/packages ./" >/etc/apt/sources.list
    printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    apt-get -qq update
    apt-get -qq -y --no-install-recommends -o APT::Sandbox::User=root install $packages
    apt-get clean
    rm -rf /var/lib/apt/lists/* /usr/sbin/policy-rc.d'

build_python() {
    logged "$LAB_CACHE/python.log" in_overlay "$1" "$base_layer" "$package_repository" \
        "packages='python3-minimal python3-apt'; $quiet_apt_install"
}

build_cloud() {
    logged "$LAB_CACHE/cloud.log" in_overlay "$1" "$python_layer:$base_layer" "$package_repository" \
        "packages=cloud-init; $quiet_apt_install"
    rm -f "$1"/etc/ssh/ssh_host_*
}

lab_repo() {
    provide_packages
    echo "$package_repository"
}
