# shellcheck shell=bash
# The layer all hosts of the suite share: the lab's Debian base, what targets expect to be installed, and the suite.

readonly suite=ansible-core==2.18.19
readonly suite_helpers=(passlib pexpect)
# The Python of the hosts, for which wheels are fetched.
readonly suite_python=3.11

readonly conformance_packages="
    acl at bzip2 ca-certificates cron curl debconf-utils dpkg-dev equivs faketime file gawk git gnupg iptables jq kmod
    less libssl3 libuser libyaml-0-2 locales lsb-release openssh-client procps psmisc python3-apt
    python3-debian python3-passlib python3-pexpect python3-psutil python3-setuptools python3-venv rsync subversion
    unzip xz-utils zip zstd"

# shellcheck disable=SC2016
readonly furnish_suite_host='
    sed -i "s/^# *en_US.UTF-8/en_US.UTF-8/" /etc/locale.gen
    locale-gen >/dev/null
    useradd --create-home ansible
    ssh-keygen -A >/dev/null
    install -d -m 700 /root/.ssh
    ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_ed25519
    cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys
    python3 -m venv --system-site-packages /opt/ansible
    /opt/ansible/bin/pip install --quiet --no-index --find-links /opt/wheels /opt/wheels/*.whl
    tar -xzf /opt/wheels/*.tar.gz -C /opt
    mv /opt/ansible_core-* /opt/suite
    rm -r /opt/wheels
    systemctl enable conformance.service'

provide_conformance() {
    provide_packages
    need_packages python3 python3-venv
    conformance_layer=$(layer_path conformance "$package_repository" "$furnish_suite_host" "$suite" "${suite_helpers[@]}" \
        "$(<"$conformance_sources/conformance.service")")
    provide_layer conformance "$conformance_layer" "layer of the conformance suite"
}

build_conformance() {
    local root=$1 wheels=$1/opt/wheels
    mkdir -p "$wheels" "$root/etc/systemd/system"
    cp -R "$lab_sources"/debian/. "$root"
    cp "$conformance_sources/conformance.service" "$root/etc/systemd/system"
    logged "$LAB_CACHE/suite.log" fetch_suite "$wheels" "$root.pip"
    rm -rf "$root.pip"
    logged "$LAB_CACHE/conformance.log" in_overlay "$root" "$base_layer" "$package_repository" \
        "packages='${conformance_packages//$'\n'/ }'; $quiet_apt_install; $furnish_suite_host"
}

# The wheels that the hosts install without a network, and the archive that has the targets.
fetch_suite() {
    local wheels=$1 scratch=$2
    local -a download=("$scratch/bin/pip" download --quiet --disable-pip-version-check --dest "$wheels")
    python3 -m venv "$scratch" &&
        "${download[@]}" --only-binary :all: --python-version "$suite_python" "$suite" "${suite_helpers[@]}" &&
        "${download[@]}" --no-deps --no-binary :all: "$suite"
}
