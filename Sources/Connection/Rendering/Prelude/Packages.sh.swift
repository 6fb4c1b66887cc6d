extension Prelude {
    /// What dpkg and apt know of packages.
    static let packagesText = #"""
        # A question must not write: apt, which would renew stale caches on the disk, makes them in memory.
        sp_apt_cache() {
            [ /var/cache/apt/pkgcache.bin -nt /var/lib/dpkg/status ] || set -- -o Dir::Cache::pkgcache= "$@"
            [ /var/cache/apt/srcpkgcache.bin -nt /var/lib/apt/lists ] ||
                set -- -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= "$@"
            apt-cache "$@"
        }

        # Sections end with NUL: dpkg's entries, apt's policy, installed packages that provide others.
        sp_packages() {
            sp_need dpkg-query
            dpkg-query -W -f '${Package}\t${Version}\t${db:Status-Abbrev}\t${Architecture}\n' "$@" 2>/dev/null
            printf '\0'
            ! sp_has apt-cache || sp_apt_cache policy "$@" 2>/dev/null
            printf '\0'
            for sp_n; do shift; set -- "$@" -e "${sp_n%%:*}"; done
            dpkg-query -W -f '${Package}\t${db:Status-Abbrev}\t${Provides}\n' 2>/dev/null | grep -F "$@"
            printf '\0'
        }

        """#
}
