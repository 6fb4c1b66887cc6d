# shellcheck shell=bash
# Debian packages for the hosts, by way of this machine's road to its mirror.

# The mirror this machine's apt uses for the hosts' suite.
mirror() {
    local uri release component
    if [[ -n ${LAB_MIRROR:-} ]]; then
        echo "$LAB_MIRROR"
        return
    fi
    # shellcheck disable=SC2016
    while read -r uri release component; do
        [[ $release == "$LAB_SUITE" && $component == main ]] || continue
        echo "${uri%/}"
        return
    done < <(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages')
    fail "apt on this machine knows no mirror of $LAB_SUITE; set LAB_MIRROR"
}

# apt-get as it would run on a host with the given dpkg status, with this machine's proxies and keys but
# with lists, state and downloads in the given directory.
apt_for_status() {
    local status=$1 directory=$2 keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed= from
    shift 2
    from=$(mirror) || return
    mkdir -p "$directory"/{state/lists/partial,cache/archives/partial}
    cp "$status" "$directory/state/status"
    [[ ! -e $keyring ]] || signed="[signed-by=$keyring] "
    echo "deb $signed$from $LAB_SUITE main" >"$directory/sources.list"
    apt-get -qq -y -o Dir::Etc::SourceList="$directory/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State="$directory/state" -o Dir::State::status="$directory/state/status" \
        -o Dir::Cache="$directory/cache" -o APT::Sandbox::User=root -o APT::Keep-Downloaded-Packages=true \
        -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

# debootstrap fetches with wget, which has to be told of apt's proxy.
export_proxy() {
    local proxy=
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    [[ -z $proxy || $proxy == DIRECT ]] || export http_proxy=$proxy https_proxy=$proxy
}
