extension Prelude {
    /// Several files, made ready by one process for each kind of work and then moved to their places one by one.
    ///
    /// They are made ready in a staging directory in each of their directories, which nobody else may enter and which is
    /// held open: what is done to a file there is done to that file, whoever owns the directory around it. The claims are
    /// files beside those that are written, as for `sp_put`.
    ///
    /// A frame defines `sp_set_N`, which sets the variables of the Nth file as for `sp_put`, its staging directory
    /// `sp_stage` as held open, and its name `sp_base`; `sp_bytes_N`, which writes its bytes; `sp_hold_folders`, which
    /// calls `sp_hold_folder` for each directory, and `sp_hold_stages`, which calls `sp_hold_stage`; `sp_folders`,
    /// `sp_stages`, `sp_new_stages`, `sp_old_stages` and `sp_temps`, which add these to a command; and `sp_give_all`,
    /// which calls `sp_give` for the attributes that files have in common. `sp_together` is set for a file whose
    /// attributes come so, and `sp_mask` is the umask under which it is made: nobody else can get at it there, so it may
    /// have its mode from the beginning.
    static let togetherText = #"""
        # sp_put_all COUNT DIGEST…: a record for each file in its place: what it has lost, or nothing. What can't be made ready
        # together is done one after the other, which tells the file and the reason.
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
            umask 077
            sp_hold_folders && sp_new_stages mkdir -- && sp_hold_stages || return
            sp_self="$$ $(sp_birth $$)"
            sp_each sp_fill && sp_sums "$(sp_temps exec sha1sum --)" "$@" && sp_look && sp_each sp_fit_alone && sp_give_all &&
                sp_inherit_all || return
            sp_temps sync --
            return 0
        }
        # sp_hold_folder DESCRIPTOR DIRECTORY
        sp_hold_folder() { cd -- "$sp_start" && sp_enter "$2/." && eval "command exec $1<."; }
        # sp_hold_stage DESCRIPTOR NAME: in place of the directory that it was made in.
        sp_hold_stage() {
            sp_cd "/proc/self/fd/$1" || return
            sp_up=$PWD
            sp_cd "./$2" && [ "$PWD" = "${sp_up%/}/$2" ] && eval "command exec $1<."
        }
        # What is left of the claims and in the staging directories goes, and these, too.
        sp_unmake() {
            set --
            while [ "$sp_made" -gt 0 ]; do
                "sp_set_$sp_made"
                set -- "$@" "$sp_stage/../.swiftplay-$sp_base" "$sp_stage/$sp_base"
                sp_made=$((sp_made - 1))
            done
            sp_old_stages rm -f -d -- "$@" 2>/dev/null && return
            rm -f -- "$@"
            { sp_old_stages rmdir --; sp_new_stages rmdir --; } 2>/dev/null
        }
        # What stands behind a link may be another of the files.
        sp_fill() {
            sp_name=$sp_stage/../$sp_base
            [ ! -d "$sp_name" ] && [ ! -L "$sp_name" ] && sp_replaceable && sp_open "$sp_stage/../.swiftplay-$sp_base" ||
                return
            sp_made=$sp_i
            printf '%s\n' "$sp_self" >&7; exec 7>&-
            umask "$sp_mask"; set -C
            "sp_bytes_$sp_i" >"$sp_stage/$sp_base"; sp_rc=$?
            set +C; umask 077
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
        # sp_look: one look at all: what stands at each name beside what is to replace it, and whether the staging
        # directories are ours alone, since another may have put something else in their place. The lines of the files in
        # sp_replaced are then in sp_lines.
        sp_look() {
            sp_replaced=' ' sp_i=0
            set --
            while [ "$sp_i" -lt "$sp_count" ]; do
                sp_i=$((sp_i + 1)); "sp_set_$sp_i"
                [ -e "$sp_stage/../$sp_base" ] || continue
                sp_replaced="$sp_replaced$sp_i "
                set -- "$@" "$sp_stage/../$sp_base" "$sp_stage/$sp_base"
            done
            sp_files=$#
            sp_lines=$(sp_stages exec stat -L -c "%u %g %a $sp_identity" -- /proc/self/ "$@") || return
            sp_next_line; sp_me=${sp_line%% *}
            sp_ours_alone
        }
        sp_next_line() { sp_line=${sp_lines%%"$sp_newline"*} sp_lines=${sp_lines#*"$sp_newline"}; }
        sp_ours_alone() {
            sp_ifs=$IFS; IFS=$sp_newline
            set -- $sp_lines
            IFS=$sp_ifs
            shift "$sp_files"
            for sp_line; do
                set -- $sp_line
                [ "$1" = "$sp_me" ] && [ "${3#2}" = 700 ] || return
            done
        }
        # Owner and mode of most come with those of the others, and extras after them, since a change of owner clears some.
        # What cannot be kept is told by a file alone.
        sp_fit_alone() {
            sp_name=$sp_stage/../$sp_base sp_at=$sp_stage/$sp_base sp_pair= sp_later=$sp_together sp_lost=
            case $sp_replaced in
            *" $sp_i "*) sp_next_line; sp_pair=$sp_line; sp_next_line; sp_pair="$sp_pair $sp_line" ;;
            esac
            if [ -z "$sp_together" ]; then
                sp_fit
                sp_attributes "$sp_at"
                [ -z "$sp_lost" ]
                return
            fi
            o= g=
            sp_fit
            eval "sp_mode_$sp_i=\$sp_mode"
        }
        # What files of one directory keep besides their mode comes with it by one process.
        sp_inherit_all() {
            sp_into= sp_i=0
            set --
            while [ "$sp_i" -lt "$sp_count" ]; do
                sp_i=$((sp_i + 1)); "sp_set_$sp_i"
                case $sp_together$sp_replaced in 1*" $sp_i "*) ;; *) continue ;; esac
                eval "sp_mode=\$sp_mode_$sp_i"
                if [ -z "$sp_gnu" ] || ! sp_keeps_mode; then sp_inherit_alone || return; continue; fi
                [ "$sp_into" = "$sp_stage" ] || { sp_copy_extras "$@" || return; set --; sp_into=$sp_stage; }
                set -- "$@" "$sp_stage/../$sp_base"
            done
            sp_copy_extras "$@"
        }
        sp_copy_extras() { [ $# = 0 ] || cp --attributes-only --preserve=mode,xattr -- "$@" "$sp_into"; }
        sp_inherit_alone() {
            sp_name=$sp_stage/../$sp_base sp_at=$sp_stage/$sp_base o= g=
            sp_inherit
            sp_attributes "$sp_at"
            [ -z "$sp_lost" ]
        }
        # sp_give OWNER GROUP MODE FILE…: with no mode where the files were made with it.
        sp_give() {
            sp_owner=$1${2:+:$2} sp_mode=$3; shift 3
            [ -z "$sp_owner" ] || chown -- "$sp_owner" "$@" || return
            [ -z "$sp_mode" ] || chmod -- "$sp_mode" "$@"
        }
        sp_arrive() {
            sp_rename "$sp_stage/$sp_base" "$sp_stage/../$sp_base" || sp_no other "$p could not be replaced"
            printf '\0'
        }
        sp_alone() {
            cd -- "$sp_start"
            sp_put "sp_bytes_$sp_i"
            printf '%s\0' "$sp_lost"
        }

        """#
}
