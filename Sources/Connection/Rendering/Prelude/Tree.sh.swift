extension Prelude {
    /// Many files in one stream: unpacked beside their places, checked, and only then moved there one by one.
    static let treeText = #"""
        # sp_tree_begin ROOT SIZE: unpacks the stream into `sp_w`, which only we may enter and which stays open on 5.
        sp_tree_begin() {
            sp_own; sp_need tar; sp_need head
            [ -d "${1%/}/" ] || sp_no missingParent "the directory $1 does not exist"
            sp_enter "${1%/}/."
            sp_tree_beside "$1"
            sp_go
            sp_receive "$2" | tar -x -o -f - || sp_no other "the files could not be unpacked in $1"
            # It comes last.
            [ -e sums ] || sp_no digest 'not all files have arrived'
            if sp_has sha1sum && [ -s sums ]; then
                ( cd files && sha1sum -c ../sums >/dev/null ) || sp_no digest 'a file that arrived is not the one sent'
            fi
        }
        # sp_tree_beside ROOT: makes `sp_w` in the working directory, and goes there.
        sp_tree_beside() {
            sp_root=${PWD%/}; sp_w=${PWD%/}/.swiftplay-$x
            sp_tidy_at_end
            ( umask 077; mkdir -- ".swiftplay-$x" ) || { sp_w=; sp_no other "no directory can be made in $1"; }
            sp_cd ".swiftplay-$x" && [ "$PWD" = "$sp_w" ] && [ -O . ] || { sp_w=; sp_astray "$1/.swiftplay-$x"; }
            exec 5<.
        }
        # sp_tree_here: what was unpacked is the working directory.
        sp_tree_here() { cd -P /proc/self/fd/5/files 2>/dev/null || cd -- "$sp_w/files"; }
        # sp_tree_directory PATH OWNER GROUP MODE
        sp_tree_directory() {
            p=$sp_root/$1 o=$2 g=$3 m=$4
            sp_enter "$p"
            [ -d "$sp_name" ] || mkdir -- "$sp_name" || sp_no other "the directory $p could not be made"
            [ -n "$o$g$m" ] || return 0
            sp_hold
            sp_attributes "$sp_at" $sp_flag
        }
        # sp_tree_files OWNER GROUP MODE PATH…: attributes, while the files are still out of sight.
        sp_tree_files() {
            o=$1 g=$2 m=$3; shift 3
            for sp_n; do
                p=$sp_root/$sp_n
                [ ! -e "$p" ] || [ -f "$p" ] || { [ -L "$p" ] && [ ! -d "$p" ]; } ||
                    sp_no other "$p is $(sp_kind "$p"), where a file is to go"
            done
            sp_all=$m; [ -n "$m" ] || { sp_usual_mode; sp_all=$m; m=; }
            sp_tree_here
            {
                if [ -n "$o" ]; then chown -- "$o" "$@"; fi && if [ -n "$g" ]; then chgrp -- "$g" "$@"; fi &&
                    chmod -- "$sp_all" "$@"
            } || sp_no other "owner, group or mode could not be given in $sp_root"
            for sp_n; do sp_kept_attributes; done
        }
        # What is not asked for comes from the file that is replaced.
        sp_kept_attributes() {
            p=$sp_root/$sp_n
            [ -e "$p" ] || return 0
            set -- $(stat -L -c '%u %g %a' -- "$p" 2>/dev/null)
            [ $# = 3 ] || return 0
            [ -n "$o" ] || chown "$1" -- "./$sp_n" 2>/dev/null
            [ -n "$g" ] || chgrp "$2" -- "./$sp_n" 2>/dev/null
            [ -n "$m" ] || chmod "$3" -- "./$sp_n"
        }
        # sp_tree_move DIRECTORY FILE…: paths in the stream, all of one directory, which is held on 6 meanwhile.
        sp_tree_move() {
            sp_enter "$sp_root/${1:+$1/}."; shift
            sp_to=$PWD
            exec 6<.
            sp_tree_here
            if [ -e /proc/self/fd/6/. ]; then mv -f -- "$@" /proc/self/fd/6/; else mv -f -- "$@" "$sp_to/"; fi ||
                sp_no other "files could not be moved to $sp_to"
        }
        # sp_unpack_begin ROOT DIRECTORY…: where a program is to unpack what belongs there is `SWIFTPLAY_INTO`. A stranger's
        # link could lead it astray only where another user may change one of the directories.
        sp_unpack_begin() {
            [ -d "${1%/}/" ] || sp_no missingParent "the directory $1 does not exist"
            sp_from=$PWD sp_w=
            sp_enter "${1%/}/."
            SWIFTPLAY_INTO=$PWD sp_into=$1; shift
            [ -z "$(sp_shared "$@")" ] || {
                sp_tree_beside "$sp_into"
                mkdir files; SWIFTPLAY_INTO=$sp_w/files
                [ ! -e /proc/self/fd/5/files ] || SWIFTPLAY_INTO=/proc/self/fd/5/files
            }
            export SWIFTPLAY_INTO
            sp_cd "$sp_from" || sp_cd /
        }
        # sp_shared DIRECTORY…: prints those that another user may change.
        sp_shared() {
            sp_has find && sp_has xargs && sp_uid=$(id -u) || { echo unknown; return; }
            printf '%s\0' . "$@" | xargs -0 sh -c 'find "$@" -prune \( -type l -o -type d \( \
                ! -user 0 ! -user "$0" -o -perm -2 -o -perm -20 ! -group 0 \) \)' "$sp_uid" 2>/dev/null
        }
        sp_unpack_end() { [ -z "$sp_w" ] || sp_settle ''; }
        # sp_settle DIRECTORY: moves what was unpacked in it to its place, which exists. A directory that is not there yet is
        # moved as a whole.
        sp_settle() (
            sp_below=$1; p=$sp_root/$1
            sp_enter "$sp_root/${1:+$1/}."
            exec 6<.
            sp_to=/proc/self/fd/6; [ -e "$sp_to/." ] || sp_to=$PWD
            sp_tree_here && cd -- "./$1" || sp_no other "what was unpacked for $p is gone"
            sp_was=$(stat -c '%u:%g %a %Y' .)
            set --
            for sp_n in * .[!.]* ..?*; do
                if [ -L "$sp_n" ] || [ ! -d "$sp_n" ]; then
                    [ -e "$sp_n" ] || [ -L "$sp_n" ] || continue
                    sp_settle_file
                elif [ -L "$sp_to/$sp_n" ] || [ ! -d "$sp_to/$sp_n" ]; then rm -f -- "$sp_to/$sp_n"
                else sp_settle "${sp_below:+$sp_below/}$sp_n" || exit; continue; fi
                set -- "$@" "./$sp_n"
            done
            [ $# = 0 ] || mv -f -- "$@" "$sp_to/" || sp_no other "what was unpacked could not be moved to $p"
            # The root is changed once more when what is ours goes.
            [ -n "$sp_below" ] || rm -rf -- "$sp_w"
            case $sp_restored in *"$sp_newline$sp_below$sp_newline"*) sp_settle_directory $sp_was ;; esac
        )
        # An empty directory gives way to a file, as it does to tar.
        sp_settle_file() {
            [ -L "$sp_to/$sp_n" ] || [ ! -d "$sp_to/$sp_n" ] || rmdir -- "$sp_to/$sp_n" 2>/dev/null ||
                sp_no other "$p/$sp_n is a directory, where a file is to go"
        }
        # sp_settle_directory OWNER:GROUP MODE SECONDS
        sp_settle_directory() {
            [ "$sp_restores_owner" = 0 ] || [ "$(id -u)" != 0 ] || chown "$1" "$sp_to/."
            chmod "$2" "$sp_to/." && touch -d "@$3" "$sp_to/." || sp_no other "mode and times could not be given to $p"
        }

        """#
}
