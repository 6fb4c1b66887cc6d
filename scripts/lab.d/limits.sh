# shellcheck shell=bash
# What this machine can run out of. Needs output.sh.

# systemd, logind, dbus and the user's service manager take 9 to 11 instances for each host, all out of this machine's.
readonly inotify_instances_of_host=16
readonly inotify_setting=/proc/sys/fs/inotify/max_user_instances

# Without this check, systemd in the next host would die with "Too many open files".
need_inotify_instances() {
    local limit used wanted
    limit=$(<"$inotify_setting")
    used=$({ find /proc/[0-9]*/fd -lname anon_inode:inotify 2>/dev/null || true; } | wc -l)
    ((used + inotify_instances_of_host > limit)) || return 0
    wanted=$((limit + 64 * inotify_instances_of_host))
    if { echo "$wanted" >"$inotify_setting"; } 2>/dev/null; then
        say "fs.inotify.max_user_instances was $limit, of which $used are used; it is $wanted until this machine reboots"
    else
        fail "fs.inotify.max_user_instances is $limit, of which $used are used, and one host takes up to" \
            "$inotify_instances_of_host; it cannot be changed from here: sysctl fs.inotify.max_user_instances=$wanted"
    fi
}

# Layers are large; a host is a few megabytes, and what is installed there.
need_disk_space() {
    local directory=$1 megabytes=$2 free
    free=$(df --output=avail --block-size=M "$directory" | tail -n 1)
    free=${free//[!0-9]/}
    ((free >= megabytes)) || fail "$directory has $free MB left and takes $megabytes; set LAB_CACHE to another place"
}
