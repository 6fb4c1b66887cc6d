extension Prelude {
    /// Writers of one file take turns: the new file is made under a name that follows from the old one's, by whoever comes
    /// first, and the rename that puts it in its place lets go of the name. It costs no process, and no one who is ended
    /// leaves a lock behind: what nobody holds open and nobody has written to for a while is nobody's.
    static let claimsText = #"""
        # sp_claim: makes the new file, `sp_t`, empty and ours alone, and opens it on 7. Waits a while for another writer.
        sp_claim() {
            sp_name_claim
            sp_claimed=$sp_t sp_t= sp_left=25 sp_failed=
            while [ -e "$sp_claimed" ] || [ -L "$sp_claimed" ] || ! sp_try_open; do
                if [ -e "$sp_claimed" ] || [ -L "$sp_claimed" ]; then sp_wait_for_claim
                else [ -z "$sp_failed" ] || sp_no other "no temporary file can be made in $sp_dir"; sp_failed=1; fi
            done
            sp_t=$sp_claimed
            sp_at=/proc/self/fd/7
            [ -e "$sp_at" ] || sp_at=$sp_t
        }
        # What goes wrong is told when it goes wrong again: another may just have been quicker.
        sp_try_open() { if [ -z "$sp_failed" ]; then sp_open "$sp_claimed" 2>/dev/null; else sp_open "$sp_claimed"; fi; }
        # sp_name_claim: `sp_t`, which fits where the name itself does.
        sp_name_claim() {
            sp_t=${sp_name#./}
            [ ${#sp_t} -le 60 ] || sp_t=$(printf %.60s "$sp_t")
            sp_t=./.swiftplay-$sp_t
        }
        # sp_open PATH: a new file, on 7. What another user has put there is not taken for one.
        sp_open() {
            umask 077; set -C
            command exec 7>"$1"; sp_rc=$?
            set +C; umask "$sp_umask"
            [ "$sp_rc" = 0 ] || return
            [ ! -e /proc/self/fd ] || { [ -f /proc/self/fd/7 ] && [ -O /proc/self/fd/7 ] && [ ! -s /proc/self/fd/7 ]; }
        }
        sp_wait_for_claim() {
            set -- $(stat -c '%u %Y %f' -- /proc/self/ . "$sp_claimed" 2>/dev/null)
            # It has just been let go.
            [ $# = 9 ] || return 0
            # Of one who may not write here, or no file (whose mode begins with 8): it happens to have this name, or is to
            # keep us waiting. This is one answer, since a claim may be let go between two.
            if [ "$9" = "${9#8}" ] || { [ "$7" != 0 ] && [ "$7" != "$1" ] && [ "$7" != "$4" ]; }
            then sp_claimed=./.swiftplay-$x; return; fi
            sp_holder=$(sp_holder)
            if [ -z "$sp_holder" ] && [ $(($(date +%s) - $8)) -gt 20 ]; then sp_take_over; return; fi
            sp_left=$((sp_left - 1))
            [ "$sp_left" -gt 0 ] ||
                sp_no busy "$p is being written by ${sp_holder:-another program} of user $7 since $(date -d "@$8" +%H:%M:%S)"
            sleep 0.2 2>/dev/null || sleep 1
        }
        # sp_holder: the process that has the claim open, as far as we may see, or that is named in it with the time of its
        # start: who writes several files has more claims than descriptors.
        sp_holder() {
            for sp_f in /proc/[0-9]*/fd/7; do
                [ "$sp_f" -ef "$sp_claimed" ] || continue
                sp_f=${sp_f#/proc/}
                printf 'process %s' "${sp_f%%/*}"
                return
            done
            # It may be a FIFO by now.
            timeout 1 head -c 40 -- "$sp_claimed" 2>/dev/null | {
                read -r sp_1 sp_2
                case $sp_1 in '' | $$ | *[!0-9]*) exit ;; esac
                [ -z "$sp_2" ] || [ "$sp_2" != "$(sp_birth "$sp_1")" ] || printf 'process %s' "$sp_1"
            }
        }
        # sp_birth PROCESS: when it was started, in ticks of the kernel. Its name, in parentheses, may hold anything.
        sp_birth() {
            { read -r sp_line <"/proc/$1/stat"; } 2>/dev/null || return 0
            set -- ${sp_line##*) }
            printf %s "${20}"
        }
        # Of several who find the same left-over one removes it; it is not the new claim of another.
        sp_take_over() {
            (
                { command exec 6<"$sp_claimed"; } 2>/dev/null || exit
                ! sp_has flock || flock -n 6 || exit
                [ "$sp_claimed" -ef /proc/self/fd/6 ] || exit 0
                rm -f -- "$sp_claimed"
            ) || sleep 1
        }

        """#
}
