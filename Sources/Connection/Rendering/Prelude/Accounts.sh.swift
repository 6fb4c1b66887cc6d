extension Prelude {
    /// Users and groups from the name service, and which of them stand in local files.
    static let accountsText = #"""
        # sp_local FILE NAME…: the lines of a file of accounts whose first field is one of the names.
        sp_local() {
            [ -r "$1" ] || return 0
            sp_file=$1; shift
            while IFS=: read -r sp_1 sp_rest || [ -n "$sp_1" ]; do
                for sp_n; do [ "$sp_1" != "$sp_n" ] || printf '%s:%s\n' "$sp_1" "$sp_rest"; done
            done <"$sp_file"
        }
        # Sections end with NUL: accounts, local accounts, local shadow entries.
        sp_users() {
            if sp_has getent; then getent passwd "$@"; else sp_local /etc/passwd "$@"; fi
            printf '\0'; sp_local /etc/passwd "$@"
            printf '\0'; sp_local /etc/shadow "$@"
            printf '\0'
        }
        # All groups, those asked for by name or number, which a directory service may not list, and the local ones of these.
        sp_groups() {
            if sp_has getent; then
                sp_all=$(getent group)
                printf '%s\n' "$sp_all"
                sp_listed "$@" || getent group "$@"
            else cat /etc/group; fi
            printf '\0'; sp_local_groups "$@" </etc/group
            printf '\0'
        }
        sp_listed() {
            for sp_n; do
                case $sp_newline$sp_all in *"$sp_newline$sp_n:"*) ;; *) return 1 ;; esac
            done
        }
        sp_local_groups() {
            while IFS=: read -r sp_1 sp_2 sp_3 sp_4 || [ -n "$sp_1" ]; do
                for sp_n; do
                    [ "$sp_1" != "$sp_n" ] && [ "$sp_3" != "$sp_n" ] || printf '%s:%s:%s:%s\n' "$sp_1" "$sp_2" "$sp_3" "$sp_4"
                done
            done
        }

        """#
}
