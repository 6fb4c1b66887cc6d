# shellcheck shell=bash
# One writer at a time. What is running under a lock inherits it: when a lab is killed, the next one
# waits until the orphans have ended before it builds in the same place. Hosts give the locks up.

lab_lock_descriptors=()

# Holds the lock until the script ends.
take_lock() {
    local file=$1 what=$2 descriptor
    exec {descriptor}>>"$file"
    lab_lock_descriptors+=("$descriptor")
    flock --nonblock "$descriptor" && return
    say "waiting: another lab command works on the $what"
    flock "$descriptor"
}

# Runs a command under a lock of its own.
with_lock() (
    take_lock "$1" "$2"
    shift 2
    "$@"
)

release_locks() {
    local descriptor
    for descriptor in "${lab_lock_descriptors[@]}"; do
        exec {descriptor}>&-
    done
}
