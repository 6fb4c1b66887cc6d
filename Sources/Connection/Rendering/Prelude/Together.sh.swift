extension Prelude {
    /// Several files, made ready by one process for each kind of work and then moved to their places one by one.
    ///
    /// A frame defines `sp_set_N`, which sets the variables of the Nth file as for `sp_put` and its temporary path `sp_t`,
    /// and `sp_bytes_N`, which writes its bytes; `sp_temps` and `sp_folders`, which add all temporary files and all
    /// directories to a command; and `sp_give_all`, which calls `sp_give` for the attributes that files have in common.
    /// `sp_together` is set for a file whose attributes come so.
    static let togetherText = #"""
        # sp_put_all COUNT DIGEST…: a point for each file in its place. What can't be made ready together is done one after
        # the other, which tells the file and the reason.
        sp_put_all() {
            sp_own; sp_count=$1; shift
            trap 'sp_temps rm -f --' EXIT; trap 'exit 1' HUP INT PIPE TERM
            if ( sp_ready "$@" ) >/dev/null 2>&1; then
                sp_each sp_arrive
                trap - EXIT
                sp_folders sync -- 2>/dev/null
            else
                sp_temps rm -f --
                trap - EXIT
                sp_each sp_alone
            fi
            return 0
        }
        # sp_each COMMAND…: with the variables of each file.
        sp_each() {
            sp_i=0
            while [ "$sp_i" -lt "$sp_count" ]; do
                sp_i=$((sp_i + 1))
                "sp_set_$sp_i"; sp_slash
                "$@" || return
            done
        }
        sp_ready() {
            sp_each sp_fill && sp_sums "$(sp_temps sha1sum --)" "$@" && sp_each sp_fit_alone && sp_give_all || return
            sp_temps sync --
            return 0
        }
        # What stands behind a link may be another of the files.
        sp_fill() {
            [ -d "$sp_dir" ] && [ ! -d "$p" ] && [ ! -L "$p" ] && sp_make "$sp_t" && "sp_bytes_$sp_i" >"$sp_t"
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
            sp_fit
            [ -n "$sp_together" ] || sp_attributes "$sp_t"
        }
        # sp_give OWNER GROUP MODE FILE…
        sp_give() {
            sp_owner=$1${2:+:$2} sp_mode=$3; shift 3
            [ -z "$sp_owner" ] || chown -- "$sp_owner" "$@" || return
            chmod -- "$sp_mode" "$@"
        }
        sp_arrive() {
            sp_rename "$sp_t" "$p" || sp_no other "$p could not be replaced"
            printf .
        }
        sp_alone() {
            sp_put "sp_bytes_$sp_i"
            printf .
        }

        """#
}
