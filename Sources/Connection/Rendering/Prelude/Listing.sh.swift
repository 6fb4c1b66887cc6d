extension Prelude {
    /// What stands below a directory. Records end with NUL, since names hold any other byte.
    static let listingText = #"""
        sp_gnu_find=
        case $(LC_ALL=C find --version 2>/dev/null) in *GNU*) sp_gnu_find=1 ;; esac
        # sp_list DEPTH-ARGUMENTS PATH: for each entry a line of numbers with the path, then the text of a link.
        sp_list() {
            sp_need find
            [ -d "$2" ] || { ! sp_blind "$2" || sp_no permission "$2 may not be reached"; exit 3; }
            [ -r "$2" ] && [ -x "$2" ] || sp_no permission "the directory $2 may not be read"
            if [ -n "$sp_gnu_find" ]; then
                find -H "$2" -mindepth 1 $1 -printf '%y%m %U %G %u %g %s %A@ %T@ %C@ %i %D %n %p\0%l\0'
                return 0
            fi
            sp_need stat
            find -H "$2" -mindepth 1 $1 -exec /bin/sh -c '
                for f; do
                    printf "%s %s\0" "$(stat -c "%f %u %g %U %G %s %X %Y %Z %i %d %h" -- "$f")" "$f"
                    [ ! -L "$f" ] || readlink -n -- "$f"
                    printf "\0"
                done' sh {} +
        }
        # sp_list_digests ALGORITHM DEPTH-ARGUMENTS PATH
        sp_list_digests() {
            sp_need "$1sum"
            if [ -n "$sp_gnu_find" ]; then
                find -H "$3" -mindepth 1 $2 -type f -exec "$1sum" -z -- {} +
                return 0
            fi
            find -H "$3" -mindepth 1 $2 -type f -exec /bin/sh -c '
                sum=$1; shift
                for f; do d=$("$sum" <"$f") && printf "%s  %s\0" "${d%% *}" "$f"; done' sh "$1sum" {} +
        }

        """#
}
