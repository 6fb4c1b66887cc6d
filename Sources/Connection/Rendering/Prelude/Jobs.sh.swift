extension Prelude {
    /// Jobs: work that goes on in a session of its own. Of a job `ID` there are, in the directory of all jobs, the
    /// status file `ID` and beside it `ID.job`, in which `N.out`, `N.err` and `N.rc` are of its part number N.
    static let jobsText = #"""
        # sp_job_place DIRECTORY ID
        sp_job_place() {
            case $1 in /*) sp_status=${1%/}/$2 ;; *) sp_status=$PWD/${1%/}/$2 ;; esac
            sp_job=$sp_status.job
        }
        # sp_job_tell FINISHED: makes or replaces the status file.
        sp_job_tell() {
            ( umask 077
            printf '{"started": 1, "finished": %s, "ansible_job_id": "%s"}\n' "$1" "${sp_status##*/}" >"$sp_job/status"
            ) && mv -f -- "$sp_job/status" "$sp_status"
        }
        sp_job_boot() { sp_boot=; read -r sp_boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
        # sp_job_start DIRECTORY ID LIMIT SIZE TOTAL: takes the script, of so many bytes, with its inputs, of that many
        # together, and starts it. A job that is there was started before, and nobody heard of it.
        sp_job_start() {
            sp_need head; sp_job_place "$1" "$2"
            if [ -e "$sp_status" ]; then sp_go; sp_receive "$5" >/dev/null; printf %s "$sp_status"; return; fi
            ( umask 077; rm -rf -- "$sp_job"; mkdir -p -- "${sp_status%/*}" && mkdir -- "$sp_job" ) ||
                sp_no other "no job can be kept in ${sp_status%/*}"
            sp_w=$sp_job; sp_tidy_at_end
            sp_go
            ( umask 077; sp_receive_whole "$5" "$sp_job/script" ) ||
                sp_no noSpace "no room for the job in ${sp_status%/*}"
            sp_job_tell 0 || sp_no other "$sp_status cannot be written"
            sp_w=
            sp_shell=/bin/sh; [ ! -x /bin/dash ] || sp_shell=/bin/dash
            set -- "$sp_shell" "$sp_job/script" "$3" "$4"
            # Without setsid it cannot be told from other work of this shell, but goes on all the same.
            if sp_has setsid; then set -- setsid "$@"; else trap '' HUP; fi
            "$@" </dev/null >/dev/null 2>&1 &
            sp_job_boot; printf '%s %s\n' "$!" "$sp_boot" >"$sp_job/pid"
            printf %s "$sp_status"
        }
        # Hundredths of a second that the host is up.
        sp_job_clock() { sp_uptime; sp_clock=${sp_up%.*}${sp_up#*.}; sp_clock=${sp_clock#0}; }
        # sp_job_look DIRECTORY ID TIME: waits up to so many hundredths of a second for its end, then prints the state, the
        # status file and, of a job that has ended, all its parts.
        sp_job_look() {
            sp_job_place "$1" "$2"; sp_job_clock; sp_until=$((sp_clock + $3)) sp_looks=0
            while sp_job_state; [ "$sp_state" = running ]; do
                sp_job_clock; [ "$sp_clock" -lt "$sp_until" ] || break
                sp_looks=$((sp_looks + 1)) sp_nap=1
                [ "$sp_looks" -gt 20 ] || sp_nap=0.1
                sleep "$sp_nap" 2>/dev/null || sleep 1
            done
            printf '%s\000%s\000' "$sp_state" "$sp_status"
            [ "$sp_state" != ended ] || sp_job_parts
        }
        sp_job_state() {
            if [ ! -e "$sp_status" ]; then sp_state=absent
            elif [ -e "$sp_job/overdue" ]; then sp_state=overdue
            elif [ -e "$sp_job/end" ]; then sp_state=ended
            elif sp_job_lives; then sp_state=running
            elif [ -e "$sp_job/end" ]; then sp_state=ended
            else sp_state=vanished; fi
        }
        sp_job_lives() {
            [ -e "$sp_job/script" ] && [ ! -e "$sp_job/pid" ] && return
            sp_pid= sp_begun=; read -r sp_pid sp_begun 2>/dev/null <"$sp_job/pid"; sp_job_boot
            [ -n "$sp_pid" ] && [ "$sp_begun" = "$sp_boot" ] && [ -d "/proc/$sp_pid" ]
        }
        sp_job_parts() {
            sp_n=0
            while [ -e "$sp_job/$sp_n.rc" ]; do
                read -r sp_rc sp_began sp_ended <"$sp_job/$sp_n.rc"
                sp_size_of "$sp_job/$sp_n.out"; sp_out=$sp_size
                sp_size_of "$sp_job/$sp_n.err"
                printf '%s %s %s %s %s\000' "$sp_rc" "$sp_began" "$sp_ended" "$sp_out" "$sp_size"
                sp_job_print "$sp_job/$sp_n.out" "$sp_out"; sp_job_print "$sp_job/$sp_n.err" "$sp_size"
                sp_n=$((sp_n + 1))
            done
        }
        sp_size_of() { sp_size=0; [ ! -s "$1" ] || sp_size=$(($(wc -c <"$1"))); }
        # Of more than 16 MiB the first and the last 8.
        sp_job_print() {
            if [ "$2" -gt 16777216 ]; then head -c 8388608 "$1"; tail -c 8388608 "$1"; elif [ "$2" -gt 0 ]; then cat "$1"; fi
        }
        sp_job_forget() {
            sp_job_place "$1" "$2"; sp_job_state
            printf '%s\000%s\000' "$sp_state" "$sp_status"
            # One that runs still needs its directory, and removes it itself.
            if [ "$sp_state" = running ]; then : >"$sp_job/forgotten"; else rm -rf -- "$sp_job"; fi
            rm -f -- "$sp_status"
        }

        """#

    /// What the script of a job calls.
    static let jobText = #"""
        sp_go() { :; }
        # sp_job_begin SCRIPT LIMIT SIZE
        sp_job_begin() {
            sp_job=${1%/script} sp_status=${1%.job/script} sp_own_size=$3
            ( sp_job_watch "$2" ) &
        }
        # sp_job_input OFFSET: the raw input of a part, behind the script.
        sp_job_input() { tail -c "+$((sp_own_size + $1 + 1))" "$sp_job/script"; }
        # Ends the job when its time is over: looks every five seconds, as playbooks count on.
        sp_job_watch() {
            trap '' HUP INT TERM
            sp_left=$1
            while sleep 5; do
                [ -e "$sp_job/pid" ] && [ ! -e "$sp_job/end" ] || exit 0
                sp_left=$((sp_left - 5))
                [ "$sp_left" -gt 0 ] || break
            done
            : >"$sp_job/overdue"; sp_job_tell 1
            kill -TERM "-$$" || kill -TERM "$$"
            sleep 2
            rm -f -- "$sp_job/script"; [ ! -e "$sp_job/forgotten" ] || rm -rf -- "$sp_job"
            kill -KILL "-$$" || kill -KILL "$$"
        } 2>/dev/null
        sp_now() { sp_time=$(date +%s.%N); case $sp_time in *[!0-9.]*) sp_time=${sp_time%%.*} ;; esac; }
        # sp_part NUMBER: the next one begins. sp_part_end STATUS: it has ended; - for one that was not run.
        sp_part() { sp_p=$sp_job/$1; sp_now; sp_began=$sp_time; }
        sp_part_end() { sp_now; printf '%s %s %s\n' "$1" "$sp_began" "$sp_time" >"$sp_p.rc"; }
        sp_job_end() {
            rm -f -- "$sp_job/script"; : >"$sp_job/end"
            if [ -e "$sp_job/forgotten" ]; then rm -rf -- "$sp_job"; else sp_job_tell 1; fi
        }

        """#
}
