# shellcheck shell=bash
# The cache: directories that are made once and only read afterwards, by all labs of this user.
# Each is named after its recipe, so that a changed recipe makes a new one and hosts keep theirs.

# Prints where the layer is that the function build_NAME makes, with the given inputs as its recipe.
layer_path() {
    local name=$1 recipe
    shift
    recipe=$({ declare -f "build_$name"; printf '%s\n' "$LAB_SUITE" "$@"; } | sha256sum)
    echo "$LAB_CACHE/$name-${recipe:0:10}"
}

# Makes a layer unless it is there. It gets its name when it is whole.
provide_layer() {
    local name=$1 path=$2 what=$3
    [[ ! -d $path ]] || return 0
    with_lock "$LAB_CACHE/lock" cache build_layer "$name" "$path" "$what"
}

build_layer() {
    local name=$1 path=$2 what=$3 began=$SECONDS
    [[ ! -d $path ]] || return 0
    need_disk_space "$LAB_CACHE" 1000
    say "making the $what (once; kept in $LAB_CACHE)"
    rm -rf --one-file-system "$path.partial"
    mkdir "$path.partial"
    "build_$name" "$path.partial"
    mv "$path.partial" "$path"
    say "the $what is ready after $((SECONDS - began)) s"
}

remove_cache() {
    ! grep -qF "$LAB_CACHE/" /proc/self/mounts || fail "hosts of another lab still use $LAB_CACHE"
    rm -rf --one-file-system "$LAB_CACHE"
}

# Runs a command in a mount namespace of its own, so that nothing stays mounted whatever happens.
with_private_mounts() {
    unshare --mount --propagation private -- "$@"
}

# Runs a shell script inside an overlay of the lower layers, with changes kept in the upper directory.
in_overlay() {
    local upper=$1 lower=$2 packages=$3 script=$4
    rm -rf --one-file-system "$upper.work" "$upper.root"
    mkdir "$upper.work" "$upper.root"
    # shellcheck disable=SC2016
    with_private_mounts bash -ec '
        mount -t overlay overlay -o "lowerdir=$2,upperdir=$1,workdir=$1.work" "$1.root"
        mount -t proc proc "$1.root/proc"
        mount --rbind /dev "$1.root/dev"
        mkdir -p "$1.root/srv/packages"
        mount --bind -o ro "$3" "$1.root/srv/packages"
        DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin exec chroot "$1.root" sh -ec "$4"
    ' in_overlay "$upper" "$lower" "$packages" "$script" || return
    rm -rf --one-file-system "$upper.work" "$upper.root"
}
