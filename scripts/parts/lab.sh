# shellcheck shell=bash
# A lab that starts while something else is done. Needs output.sh.

lab_job=
lab_log=

# start_lab LOG WORD...: begins `scripts/lab up WORD...`, whose words go to the log.
start_lab() {
    lab_log=$1
    shift
    say "starting the lab hosts beside the build (log: $lab_log)"
    SECONDS=$SECONDS scripts/lab up "$@" >"$lab_log" 2>&1 &
    lab_job=$!
}

await_lab() {
    local code=0
    wait "$lab_job" || code=$?
    lab_job=
    ((code == 0)) && return
    tail -n 15 "$lab_log" >&2
    fail "the lab hosts did not start (everything that was said: $lab_log)"
}

# For the end of the script, whatever its reason: nothing goes on behind the user's back.
abandon_lab() {
    [[ -n $lab_job ]] || return 0
    kill "$lab_job" 2>/dev/null || true
    wait "$lab_job" 2>/dev/null || true
}

# Whether the hosts are machines of their own. Where there are no containers they are accounts of this machine, and
# what a playbook does to them it would do here.
lab_has_machines() {
    [[ $(scripts/lab status | awk '$1 == "prod" { print $3 }') != account ]]
}
