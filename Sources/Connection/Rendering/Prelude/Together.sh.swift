extension Prelude {
    /// Several files, made ready by one process for each kind of work and then moved to their places one by one.
    ///
    /// They are made ready in a staging directory in each of their directories, which nobody else may enter and which is
    /// held open: what is done to a file there is done to that file, whoever owns the directory around it. The claims are
    /// files beside those that are written, as for `sp_put`.
    ///
    /// A frame defines `sp_set_N`, which sets the variables of the Nth file as for `sp_put`, its staging directory
    /// `sp_stage` as held open, and its name `sp_base`; `sp_bytes_N`, which writes its bytes; `sp_stage_all`, which calls
    /// `sp_make_stage` for each directory; `sp_stages`, `sp_stage_names`, `sp_folders` and `sp_temps`, which add these to
    /// a command; and `sp_give_all`, which calls `sp_give` for the attributes that files have in common. `sp_together` is
    /// set for a file whose attributes come so.
    static let togetherText = #"""
        # sp_put_all COUNT DIGEST…: a point for each file in its place. What can't be made ready together is done one after
        # the other, which tells the file and the reason.
        sp_put_all() {
            sp_own; sp_count=$1 sp_start=$PWD; shift
            ( sp_move_together "$@" )
            case $? in
            0) ;;
            99) exit 99 ;;
            *) sp_each sp_alone ;;
            esac
            return 0
        }
        # sp_each COMMAND…: with the variables of each file.
        sp_each() {
            sp_i=0
            while [ "$sp_i" -lt "$sp_count" ]; do
                sp_i=$((sp_i + 1))
                "sp_set_$sp_i" && "$@" || return
            done
        }
        sp_move_together() {
            sp_made=0 sp_ready=
            trap 'sp_rc=$?; sp_unmake; [ -n "$sp_ready" ] || exit 1; exit "$sp_rc"' EXIT; trap 'exit 1' HUP INT PIPE TERM
            sp_make_ready "$@" >/dev/null 2>&1 || exit 1
            sp_ready=1
            sp_each sp_arrive
            sp_folders sync -- 2>/dev/null
            exit 0
        }
        sp_make_ready() {
            sp_stage_all && sp_staged || return
            sp_self="$$ $(sp_birth $$)"
            sp_each sp_fill && sp_sums "$(sp_temps sha1sum --)" "$@" && sp_each sp_fit_alone && sp_give_all || return
            sp_temps sync --
            return 0
        }
        # sp_make_stage DESCRIPTOR DIRECTORY NAME
        sp_make_stage() {
            cd -- "$sp_start" && sp_enter "$2/." || return
            sp_up=$PWD
            umask 077; mkdir -- "./$3" || return
            sp_cd "./$3" && [ "$PWD" = "${sp_up%/}/$3" ] && eval "command exec $1<." && return
            cd -- "$sp_up" && rmdir -- "./$3"
            return 1
        }
        # sp_staged: whether what is held open is ours alone; another may have put something else in its place.
        sp_staged() {
            sp_states=$(sp_stages stat -L -c '%u %a' -- /proc/self/) || return
            set -- $sp_states
            sp_me=$1; shift 2
            while [ $# -gt 0 ]; do
                [ "$1" = "$sp_me" ] && [ "${2#2}" = 700 ] || return
                shift 2
            done
        }
        # What is left of the claims and in the staging directories goes, and these, too.
        sp_unmake() {
            set --
            while [ "$sp_made" -gt 0 ]; do
                "sp_set_$sp_made"
                set -- "$@" "$sp_stage/../.swiftplay-$sp_base" "$sp_stage/$sp_base"
                sp_made=$((sp_made - 1))
            done
            [ $# = 0 ] || rm -f -- "$@"
            sp_stage_names rmdir -- 2>/dev/null
        }
        # What stands behind a link may be another of the files.
        sp_fill() {
            sp_name=$sp_stage/../$sp_base
            [ ! -d "$sp_name" ] && [ ! -L "$sp_name" ] && sp_replaceable && sp_open "$sp_stage/../.swiftplay-$sp_base" ||
                return
            sp_made=$sp_i
            printf '%s\n' "$sp_self" >&7; exec 7>&-
            umask 077; set -C
            "sp_bytes_$sp_i" >"$sp_stage/$sp_base"; sp_rc=$?
            set +C
            return "$sp_rc"
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
            sp_name=$sp_stage/../$sp_base sp_at=$sp_stage/$sp_base
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
            sp_rename "$sp_stage/$sp_base" "$sp_stage/../$sp_base" || sp_no other "$p could not be replaced"
            printf .
        }
        sp_alone() {
            cd -- "$sp_start"
            sp_put "sp_bytes_$sp_i"
            printf .
        }

        """#
}
