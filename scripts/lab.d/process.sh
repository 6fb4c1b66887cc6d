# shellcheck shell=bash
# Processes that outlive the script. A process is known by its number and its start time, because the
# kernel gives numbers again: nothing is ever ended that the lab did not start.

# Prints when a process started, in clock ticks since boot (proc(5)); nothing for a dead one.
start_time() {
    local line
    local -a fields
    { line=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
    read -ra fields <<<"${line##*) }"
    [[ ${fields[0]} != [ZX] ]] && echo "${fields[19]}"
}

# Starts a command in a session of its own. It writes its own name down before it becomes the command,
# so that no moment exists at which killing the script would lose it.
launch() {
    local record=$1 log=$2
    shift 2
    (
        me=$BASHPID
        echo "$me $(start_time "$me")" >"$record.new"
        mv "$record.new" "$record"
        release_locks
        exec setsid "$@" </dev/null >"$log" 2>&1
    ) &
}

# Prints the number of the recorded process if that very process still runs.
living_process() {
    local number started
    read -r number started 2>/dev/null <"$1" || return 1
    [[ $(start_time "$number") == "$started" ]] && echo "$number"
}

stop_process() {
    local record=$1 number
    number=$(living_process "$record") || return 0
    kill -TERM "$number" 2>/dev/null || true
    await_end "$record" 60 && return
    kill -KILL "$number" 2>/dev/null || true
    await_end "$record" 20 || fail "process $number does not end"
}

# Waits up to so many tenths of a second.
await_end() {
    local record=$1 tenths=$2
    while ((tenths-- > 0)); do
        living_process "$record" >/dev/null || return 0
        sleep 0.1
    done
    return 1
}
