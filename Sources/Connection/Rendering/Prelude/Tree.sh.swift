extension Prelude {
    /// Many files in one stream: unpacked beside their places, checked, and only then moved there one by one.
    static let treeText = #"""
        # sp_tree_begin ROOT SIZE: unpacks the stream into $sp_w.
        sp_tree_begin() {
            sp_own; sp_need tar; sp_need head
            sp_root=${1%/}; sp_w=$sp_root/.swiftplay-$x
            [ -d "$sp_root/" ] || { sp_w=; sp_no missingParent "the directory $1 does not exist"; }
            sp_tidy_at_end
            ( umask 077; mkdir -- "$sp_w" ) || { sp_w=; sp_no other "no directory can be made in $1"; }
            sp_go
            sp_receive "$2" | tar -x -o -f - -C "$sp_w" || sp_no other "the files could not be unpacked in $1"
            if sp_has sha1sum && [ -s "$sp_w/sums" ]; then
                ( cd -- "$sp_w/files" && sha1sum -c ../sums >/dev/null ) || sp_no digest 'a file that arrived is not the one sent'
            fi
        }
        # sp_tree_directory PATH OWNER GROUP MODE
        sp_tree_directory() {
            p=$sp_root/$1 o=$2 g=$3 m=$4
            [ -d "$p" ] || mkdir -- "$p" || sp_no other "the directory $p could not be made"
            sp_attributes "$p"
        }
        # sp_tree_files OWNER GROUP MODE PATH…: attributes, while the files are still out of sight.
        sp_tree_files() {
            o=$1 g=$2 m=$3; shift 3
            for sp_n; do
                p=$sp_root/$sp_n
                [ ! -d "$p" ] || sp_no other "$p is a directory"
            done
            sp_all=$m; [ -n "$m" ] || { sp_usual_mode; sp_all=$m; m=; }
            ( cd -- "$sp_w/files" || exit
                if [ -n "$o" ]; then chown -- "$o" "$@" || exit; fi
                if [ -n "$g" ]; then chgrp -- "$g" "$@" || exit; fi
                chmod -- "$sp_all" "$@" ) || sp_no other "owner, group or mode could not be given in $sp_root"
            for sp_n; do sp_kept_attributes; done
        }
        # What is not asked for comes from the file that is replaced.
        sp_kept_attributes() {
            p=$sp_root/$sp_n
            [ -e "$p" ] || return 0
            set -- $(stat -L -c '%u %g %a' -- "$p" 2>/dev/null)
            [ $# = 3 ] || return 0
            [ -n "$o" ] || chown "$1" -- "$sp_w/files/$sp_n" 2>/dev/null
            [ -n "$g" ] || chgrp "$2" -- "$sp_w/files/$sp_n" 2>/dev/null
            [ -n "$m" ] || chmod "$3" -- "$sp_w/files/$sp_n"
        }
        # sp_tree_move DIRECTORY FILE…: paths in the stream, all of one directory.
        sp_tree_move() {
            sp_to=$sp_root/$1; shift
            ( cd -- "$sp_w/files" && case $sp_to in /*) mv -f -- "$@" "$sp_to/" ;; *) mv -f -- "$@" "$OLDPWD/$sp_to/" ;; esac ) || sp_no other "files could not be moved to $sp_to"
        }

        """#
}
