extension Prelude {
    /// Whose tools the host has, and how `stat` tells by them what a file is: inode, device, size and time of change.
    static let toolsText = #"""
        sp_gnu= sp_identity='%i %d %s %Z'
        case $(LC_ALL=C stat --version 2>/dev/null) in *GNU*) sp_gnu=1 sp_identity='%i %d %s %.9Z' ;; esac

        """#

    /// Questions about single files. Answers are records that end with NUL.
    static let filesText = #"""
        # sp_blind PATH: whether nobody can tell what stands there, since a directory above may not be searched.
        sp_blind() {
            sp_up=$1
            while :; do
                case $sp_up in */*) sp_up=${sp_up%/*} ;; *) return 1 ;; esac
                if [ -d "${sp_up:-/}" ]; then [ ! -x "${sp_up:-/}" ]; return; fi
                [ -n "$sp_up" ] || return 1
            done
        }
        # sp_seen PATH…: for each path a letter (- nothing, ! hidden, l link, r other) and the expanded path; behind that of a
        # link its text and where it leads in the end.
        sp_seen() {
            for sp_p; do
                if [ -L "$sp_p" ]; then sp_k=l
                elif [ -e "$sp_p" ]; then sp_k=r
                elif sp_blind "$sp_p"; then sp_k=!
                else sp_k=-; fi
                printf '%s%s\0' "$sp_k" "$sp_p"
                [ "$sp_k" = l ] || continue
                readlink -n -- "$sp_p"; printf '\0'
                [ ! -e "$sp_p" ] || readlink -n -f -- "$sp_p"
                printf '\0'
            done
        }
        # sp_stat -L|'' PATH…: a line of numbers for each path that is there, in order, followed by the path. Takes the place
        # of the shell.
        sp_stat() {
            sp_need stat
            sp_follow=$1; shift
            sp_format='%f %u %g %U %G %s %X %Y %Z %i %d %h'
            [ -z "$sp_gnu" ] || sp_format='%f %u %g %U %G %s %.9X %.9Y %.9Z %i %d %h'
            exec stat $sp_follow -c "$sp_format %n" -- "$@"
        }
        # sp_targets PATH…: as sp_stat, of what the links among these lead to.
        sp_targets() {
            for sp_p; do
                shift
                [ ! -L "$sp_p" ] || [ ! -e "$sp_p" ] || set -- "$@" "$sp_p"
            done
            [ $# = 0 ] || ( sp_stat -L "$@" )
        }
        # sp_digests ALGORITHM PATH…: for each readable regular file its digest, two blanks, and the path. May take the place
        # of the shell.
        sp_digests() {
            sp_sum=$1sum; shift
            for sp_p; do
                shift
                [ ! -f "$sp_p" ] || [ ! -r "$sp_p" ] || set -- "$@" "$sp_p"
            done
            [ $# -gt 0 ] || return 0
            if [ -n "$sp_gnu" ] && sp_has "$sp_sum"; then exec "$sp_sum" -z -- "$@"; fi
            for sp_p; do ! sp_digest "$sp_p" || printf '%s  %s\0' "$sp_d" "$sp_p"; done
        }
        sp_digest() {
            sp_d=
            if sp_has "$sp_sum"; then sp_d=$("$sp_sum" <"$1")
            elif sp_has openssl; then sp_d=$(openssl dgst -r "-${sp_sum%sum}" <"$1")
            else sp_need "$sp_sum"; fi
            sp_d=${sp_d%% *}
            [ -n "$sp_d" ]
        }
        # sp_contents LIMIT PATH: the bytes of a regular file that is no larger. A process is saved where the limit is
        # there for safety: what is beyond it is then cut off, and too long. Where it is small it often matters.
        sp_contents() {
            [ -f "$2" ] || exit 3
            [ -r "$2" ] || sp_no permission "$2 may not be read"
            [ "$1" -le 1048576 ] || exec head -c $(($1 + 1)) -- "$2"
            sp_size=$(wc -c <"$2") || exit 3
            [ "$sp_size" -le "$1" ] || exit 4
            exec cat -- "$2"
        }
        # sp_programs NAME…: where each is, or an empty record. A tool inside of busybox has only its name.
        sp_programs() {
            for sp_n; do
                sp_at=; sp_ifs=$IFS
                case $sp_n in
                */*) [ ! -f "$sp_n" ] || [ ! -x "$sp_n" ] || sp_at=$sp_n ;;
                *)
                    IFS=:; set -f
                    for sp_d in $PATH; do
                        [ ! -f "$sp_d/$sp_n" ] || [ ! -x "$sp_d/$sp_n" ] || { sp_at=$sp_d/$sp_n; break; }
                    done
                    IFS=$sp_ifs; set +f
                    [ -n "$sp_at" ] || sp_at=$(command -v "$sp_n") ;;
                esac
                printf '%s\0' "$sp_at"
            done
        }

        """#
}
