# shellcheck shell=bash
# What the person who waits sees. Results go to stdout, all else to stderr.

say() {
    printf '[%3d s] %s\n' "$SECONDS" "$*" >&2
}

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Runs a command with its output in a log, whose end is shown if the command fails.
logged() {
    local log=$1
    shift
    "$@" >"$log" 2>&1 && return
    tail -n 15 "$log" >&2
    fail "failed: $1 (everything it said: $log)"
}
