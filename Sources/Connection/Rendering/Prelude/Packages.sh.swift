extension Prelude {
    /// What dpkg and apt know of packages.
    static let packagesText = #"""
        # Sections end with NUL: dpkg's entries, apt's policy, installed packages that provide others.
        sp_packages() {
            sp_need dpkg-query
            dpkg-query -W -f '${Package}\t${Version}\t${db:Status-Abbrev}\t${Architecture}\n' "$@" 2>/dev/null
            printf '\0'
            ! sp_has apt-cache || apt-cache policy "$@" 2>/dev/null
            printf '\0'
            for sp_n; do shift; set -- "$@" -e "${sp_n%%:*}"; done
            dpkg-query -W -f '${Package}\t${db:Status-Abbrev}\t${Provides}\n' 2>/dev/null | grep -F "$@"
            printf '\0'
        }

        """#
}
