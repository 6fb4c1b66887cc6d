extension Prelude {
    /// Several files, made ready by one process for each kind of work and then moved to their places one by one.
    ///
    /// A frame defines `sp_set_N`, which sets the variables of the Nth file as for `sp_put` and its temporary name `sp_t`,
    /// and `sp_bytes_N`, which writes its bytes; `sp_temps` and `sp_folders`, which add all temporary files and all
    /// directories to a command; and `sp_give_all`, which calls `sp_give` for the attributes that files have in common.
    /// `sp_together` is set for a file whose attributes come so.
    static let togetherText = #"""
        # sp_put_all COUNT DIGEST…: a point for each file in its place. What can't be made ready together is done one after
        # the other, which tells the file and the reason.
        sp_put_all() {
            sp_own; sp_count=$1 sp_start=$PWD sp_arrived=0; shift
            if ( sp_ready "$@" ) >/dev/null 2>&1; then
                trap 'sp_each_of "$sp_count" sp_unmake' EXIT; trap 'exit 1' HUP INT PIPE TERM
                sp_each sp_arrive
                trap - EXIT
                cd -- "$sp_start"; sp_folders sync -- 2>/dev/null
            else
                sp_each sp_alone
            fi
            return 0
        }
        # sp_each COMMAND…: with the variables of each file, in its directory.
        sp_each() { sp_each_of "$sp_count" "$@"; }
        sp_each_of() {
            sp_last=$1 sp_i=0; shift
            while [ "$sp_i" -lt "$sp_last" ]; do
                sp_i=$((sp_i + 1))
                cd -- "$sp_start" && "sp_set_$sp_i" && "$@" || return
            done
        }
        # Paths are used more than once here, so nobody else may be able to change where they lead. What is made is removed
        # again if the rest cannot be made ready.
        sp_ready() {
            sp_folders sp_guarded || return
            sp_made=0
            trap 'cd -- "$sp_start"; sp_each_of "$sp_made" sp_unmake' EXIT; trap 'exit 1' HUP INT PIPE TERM
            sp_each sp_fill && cd -- "$sp_start" && sp_sums "$(sp_temps sha1sum --)" "$@" && sp_each sp_fit_alone &&
                cd -- "$sp_start" && sp_give_all || return
            sp_temps sync --
            trap - EXIT
            return 0
        }
        # What has arrived has let go of its name, which may be another's by now.
        sp_unmake() { [ "$sp_i" -le "$sp_arrived" ] || { sp_enter "$p"; rm -f -- "$sp_t"; }; }
        # sp_guarded DIRECTORY…: whether root and we alone may change these, and all above them.
        sp_guarded() {
            sp_above=
            for sp_d; do
                sp_enter "$sp_d/."; sp_up=$PWD; cd -- "$sp_start" || return
                case $sp_up in *[!A-Za-z0-9/._@+-]*) return 1 ;; esac
                while [ -n "$sp_up" ]; do sp_above="$sp_above $sp_up"; sp_up=${sp_up%/*}; done
            done
            stat -c '%u %a' -- /proc/self/ / $sp_above | {
                read -r sp_me sp_1
                while read -r sp_owner sp_1; do sp_mine "$sp_owner" && { [ $((0$sp_1 & 022)) = 0 ] || [ $((0$sp_1 & 01000)) != 0 ]; } ||
                    exit 1; done
            }
        }
        # What stands behind a link may be another of the files.
        sp_fill() {
            sp_enter "$p"
            [ ! -d "$sp_name" ] && [ ! -L "$sp_name" ] && [ ! -e "$sp_t" ] && sp_replaceable && ( sp_open "$sp_t" ) || return
            sp_made=$sp_i
            "sp_bytes_$sp_i" >"$sp_t"
        }
        # sp_sums LINES DIGEST…: whether these are the digests in the lines of sha1sum, where a path that needs escapes has
        # a backslash before its digest.
        sp_sums() {
            sp_lines=$1; shift
            sp_ifs=$IFS; IFS=$sp_newline; set -f
            for sp_l in $sp_lines; do
                sp_l=${sp_l#\\}
                [ "${sp_l%% *}" = "${1:-}" ] || return
                shift
            done
            IFS=$sp_ifs; set +f
            [ $# = 0 ]
        }
        sp_fit_alone() {
            sp_enter "$p"; sp_at=$sp_t
            if [ -z "$sp_together" ]; then sp_fit; sp_attributes "$sp_at"; return; fi
            # Owner and mode come with those of the others.
            o= g=
            sp_fit
        }
        # sp_give OWNER GROUP MODE FILE…
        sp_give() {
            sp_owner=$1${2:+:$2} sp_mode=$3; shift 3
            [ -z "$sp_owner" ] || chown -- "$sp_owner" "$@" || return
            chmod -- "$sp_mode" "$@"
        }
        sp_arrive() {
            sp_enter "$p"
            sp_rename "$sp_t" "$sp_name" || sp_no other "$p could not be replaced"
            sp_arrived=$sp_i
            printf .
        }
        sp_alone() {
            sp_put "sp_bytes_$sp_i"
            printf .
        }

        """#
}
