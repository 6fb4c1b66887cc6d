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
        # All groups, those asked for (which a directory service may not list), those that are local.
        sp_groups() {
            if sp_has getent; then
                getent group
                [ $# = 0 ] || getent group "$@"
            else cat /etc/group; fi
            printf '\0'; cat /etc/group
            printf '\0'
        }

        """#
}
