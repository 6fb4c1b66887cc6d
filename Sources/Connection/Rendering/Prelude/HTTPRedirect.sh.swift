extension Prelude {
    /// Where redirects may lead: never from https to http, to another scheme, or from elsewhere to an address of the
    /// host itself or of its link, where servers trust whoever reaches them.
    static let httpRedirectText = #"""
        # sp_onward: follows a redirect, if there is one that may be followed. One that may not ends the answer.
        sp_onward() {
            case $sp_code:$sp_redirects in
            30[12378]:all) ;;
            30[12378]:safe) case $sp_method in GET|HEAD) ;; *) return 1 ;; esac ;;
            *) return 1 ;;
            esac
            [ -n "$sp_location" ] || return 1
            sp_hops=$((sp_hops + 1))
            [ "$sp_hops" -le 10 ] || { sp_stop_at 'more than ten redirects'; return 1; }
            sp_old=$sp_scheme://$sp_hostport sp_old_scheme=$sp_scheme sp_old_host=$sp_host
            case $sp_location in
            [Hh][Tt][Tt][Pp]://*) sp_next=http://${sp_location#*://} ;;
            [Hh][Tt][Tt][Pp][Ss]://*) sp_next=https://${sp_location#*://} ;;
            //*) sp_next=$sp_scheme:$sp_location ;;
            /*) sp_next=$sp_old$sp_location ;;
            \?*) sp_next=$sp_old${sp_path%%\?*}$sp_location ;;
            [A-Za-z]*:*) case ${sp_location%%:*} in *[!A-Za-z0-9+.-]*) sp_beside ;; *) sp_next=$sp_location ;; esac ;;
            *) sp_beside ;;
            esac
            sp_url=$sp_next
            sp_split || { sp_stop_at "a redirect to what is not a URL of http or https: $sp_url"; return 1; }
            sp_may_go || return 1
            case $sp_code:$sp_method in
            30[23]:HEAD|30[178]:GET|30[178]:HEAD|30[78]:*) ;;
            30[23]:*|301:POST) sp_method=GET; rm -f "$sp_w/body" ;;
            esac
            cat "$sp_w/all" >"$sp_w/hdr"
            case $sp_url in
            "$sp_old"|"$sp_old"[/?]*) [ "$sp_force" = 0 ] && [ -z "$sp_asked" ] || cat "$sp_w/auth" >>"$sp_w/hdr" ;;
            esac
        }
        sp_beside() { sp_next=${sp_path%%\?*}; sp_next=$sp_old${sp_next%/*}/$sp_location; }
        sp_stop_at() { sp_reason=$1 sp_code=; }
        sp_may_go() {
            [ "$sp_anywhere" = 0 ] && [ -z "$sp_unix" ] || return 0
            [ "$sp_old_scheme" = "$sp_scheme" ] || [ "$sp_scheme" = https ] ||
                { sp_stop_at "a redirect from https to http, which is not followed: $sp_url"; return 1; }
            [ "$sp_old_host" != "$sp_host" ] || return 0
            sp_peers=; sp_place "$sp_old_host"; sp_here=$sp_reach
            sp_peers=; sp_place "$sp_host"
            case $sp_reach in
            elsewhere|"$sp_here") ;;
            *) sp_stop_at "a redirect to $sp_reach, which is not followed from elsewhere: $sp_url"; return 1 ;;
            esac
        }
        # sp_place HOST: to what its addresses lead, in sp_reach; what is found for a name is in sp_peers. The first address
        # that is not elsewhere counts.
        sp_place() {
            sp_reach=elsewhere
            for sp_a in $(sp_addresses "$1"); do
                sp_peers=$sp_peers${sp_peers:+,}$sp_a
                sp_judge "$sp_a"
            done
            sp_judge "$1"
        }
        sp_judge() {
            [ "$sp_reach" = elsewhere ] || return 0
            sp_l=$(printf %s "${1%.}" | tr A-Z a-z)
            case $sp_l in
            localhost|*.localhost|::|::1|::127.*|::7f??:*|::ffff:127.*|::ffff:7f??:*) sp_reach='the host itself' ;;
            fe[89ab]?:*|::169.254.*|::a9fe:*|::ffff:169.254.*|::ffff:a9fe:*) sp_reach='an address of its link' ;;
            # Forms that programs read in different ways.
            0*:*|::0*|::ffff:0*) sp_reach=$sp_odd ;;
            *:*) ;;
            *[!a-z0-9._-]*) sp_reach=$sp_odd ;;
            *) case ${sp_l##*.} in [0-9]*) sp_judge_number ;; esac ;;
            esac
        }
        sp_odd='an address in an unusual form'
        # Of four decimal numbers without leading zeros, or odd: there are octal, hexadecimal and shorter forms.
        sp_judge_number() {
            case $sp_l in
            *[!0-9.]*|0[0-9]*|*.0[0-9]*|*.*.*.*.*) sp_reach=$sp_odd ;;
            127.*.*.*|0.*.*.*) sp_reach='the host itself' ;;
            169.254.*.*) sp_reach='an address of its link' ;;
            *.*.*.*) ;;
            *) sp_reach=$sp_odd ;;
            esac
        }
        # sp_addresses NAME: as the host resolves it; nothing if it cannot, as behind a proxy.
        sp_addresses() {
            if sp_has getent; then getent ahosts "$1" 2>/dev/null | while read -r sp_a sp_l; do printf '%s\n' "$sp_a"; done | sort -u
            else
                while read -r sp_a sp_l; do
                    case " $sp_l " in *" $1 "*) printf '%s\n' "$sp_a" ;; esac
                done </etc/hosts 2>/dev/null
                sp_has nslookup && nslookup "$1" 2>/dev/null | sed -n '1,/^Name/d; s/^Address[ 0-9]*: *\([^ ]*\).*/\1/p'
            fi
        }

        """#
}
