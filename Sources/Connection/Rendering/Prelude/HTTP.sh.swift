extension Prelude {
    /// HTTP from the host, with what it has: curl, wget, or a bare connection of perl, bash or nc.
    ///
    /// A frame sets `sp_url`, `sp_method`, `sp_redirects` (all, safe, none), `sp_timeout`, and for curl and wget
    /// `sp_verify`, `sp_ca`, `sp_cert`, `sp_key`, `sp_unix`, `sp_proxy`, `sp_netrc`, `sp_gunzip`; and fills in `$sp_w`
    /// the files `all` (headers), `first` (headers for the first server only), `auth`, `body`. Nothing secret stands
    /// in an argument list.
    static let httpText = #"""
        sp_cr=$(printf '\r')
        # sp_room_for_files: $sp_w, a directory of our own, gone with the frame.
        sp_room_for_files() {
            for sp_d in "${TMPDIR:-/tmp}" /tmp /var/tmp /dev/shm "${HOME:-/}"; do
                sp_w=${sp_d%/}/.swiftplay-$x
                ( umask 077; mkdir -- "$sp_w" ) 2>/dev/null && { sp_tidy_at_end; return; }
            done
            sp_w=
            sp_no other 'no directory takes temporary files'
        }
        # sp_http: the answer after redirects: its head in $sp_w/h, its body in $sp_w/b, its code in sp_code. If none comes,
        # sp_code is empty and sp_reason says why.
        sp_http() {
            sp_hops=0 sp_asked= sp_code= sp_reason=
            cat "$sp_w/all" "$sp_w/first" >"$sp_w/hdr"
            [ "$sp_force" = 0 ] || cat "$sp_w/auth" >>"$sp_w/hdr"
            while :; do
                sp_split || { sp_reason="not a URL of http or https: $sp_url"; return; }
                : >"$sp_w/h"; : >"$sp_w/b"; sp_raw=0 sp_code=
                sp_hop 2>"$sp_w/e" || { sp_reason=${sp_reason:-$(cat "$sp_w/e")}; sp_code=; return; }
                sp_head
                [ -n "$sp_code" ] || { sp_reason='the server closed the connection without an answer'; return; }
                if [ "$sp_code" = 401 ] && [ -z "$sp_asked" ] && [ "$sp_force" = 0 ] && [ -s "$sp_w/auth" ]; then
                    sp_asked=1; cat "$sp_w/auth" >>"$sp_w/hdr"; continue
                fi
                sp_onward || break
            done
            if [ "$sp_gunzip" = 1 ] && [ "$sp_coding" = gzip ] && sp_has gzip; then
                gzip -dc <"$sp_w/b" >"$sp_w/z" 2>/dev/null && mv -f "$sp_w/z" "$sp_w/b"
            fi
        }
        # sp_onward: follows a redirect, if there is one that may be followed.
        sp_onward() {
            case $sp_code:$sp_redirects in
            30[12378]:all) ;;
            30[12378]:safe) case $sp_method in GET|HEAD) ;; *) return 1 ;; esac ;;
            *) return 1 ;;
            esac
            [ -n "$sp_location" ] || return 1
            sp_hops=$((sp_hops + 1))
            [ "$sp_hops" -le 10 ] || { sp_reason='more than ten redirects'; sp_code=; return 1; }
            sp_old=$sp_scheme://$sp_hostport
            case $sp_location in
            http://*|https://*) sp_next=$sp_location ;;
            *://*) return 1 ;;
            //*) sp_next=$sp_scheme:$sp_location ;;
            /*) sp_next=$sp_old$sp_location ;;
            \?*) sp_next=$sp_old${sp_path%%\?*}$sp_location ;;
            *) sp_next=${sp_path%%\?*}; sp_next=$sp_old${sp_next%/*}/$sp_location ;;
            esac
            case $sp_scheme:$sp_next in https:http://*) return 1 ;; esac
            sp_url=$sp_next
            case $sp_code:$sp_method in
            30[23]:HEAD|30[178]:GET|30[178]:HEAD|30[78]:*) ;;
            30[23]:*|301:POST) sp_method=GET; rm -f "$sp_w/body" ;;
            esac
            cat "$sp_w/all" >"$sp_w/hdr"
            case $sp_url in
            "$sp_old"|"$sp_old"[/?]*) [ "$sp_force" = 0 ] && [ -z "$sp_asked" ] || cat "$sp_w/auth" >>"$sp_w/hdr" ;;
            esac
        }
        sp_split() {
            case $sp_url in http://*|https://*) ;; *) return 1 ;; esac
            case $sp_url in *[\"\\[:cntrl:]\ ]*) return 1 ;; esac
            sp_scheme=${sp_url%%://*}; sp_rest=${sp_url#*://}
            sp_hostport=${sp_rest%%[/?#]*}; sp_path=${sp_rest#"$sp_hostport"}; sp_path=${sp_path%%#*}
            case $sp_path in /*) ;; *) sp_path=/$sp_path ;; esac
            case $sp_hostport in
            \[*\]:*) sp_host=${sp_hostport%]:*}; sp_host=${sp_host#\[}; sp_port=${sp_hostport##*]:} ;;
            \[*\]) sp_host=${sp_hostport#\[}; sp_host=${sp_host%]}; sp_port= ;;
            *:*) sp_host=${sp_hostport%:*}; sp_port=${sp_hostport##*:} ;;
            *) sp_host=$sp_hostport; sp_port= ;;
            esac
            [ -n "$sp_port" ] || { sp_port=80; [ "$sp_scheme" = http ] || sp_port=443; }
            case $sp_port in *[!0-9]*) return 1 ;; esac
            case $sp_host in ''|-*) return 1 ;; esac
        }
        sp_hop() {
            if sp_has curl; then sp_by_curl; return; fi
            [ -z "$sp_unix" ] || sp_lacks 'curl for a socket of the file system'
            if [ "$sp_scheme" = https ]; then
                case $(wget --version 2>/dev/null) in *GNU*) sp_by_wget; return ;; esac
                sp_lacks 'curl or wget for https'
            fi
            sp_raw=1; sp_request >"$sp_w/q" || return
            if sp_has perl; then sp_by_perl
            elif sp_has bash; then sp_by_bash
            elif sp_has nc; then nc -w "$sp_timeout" "$sp_host" "$sp_port" <"$sp_w/q" >"$sp_w/r"
            else sp_lacks 'curl, wget, perl, bash or nc for http'; fi || return
            sp_divide
        }
        sp_lacks() { printf '\n#%smissingTool\nneeds %s, and has none of them' "$sp_m" "$1" >&3; exit 99; }
        sp_by_curl() {
            printf 'url = "%s"\n' "$sp_url" >"$sp_w/rc"
            set -- -q -sS -g -K "$sp_w/rc" -o "$sp_w/b" -D "$sp_w/h" --connect-timeout "$sp_timeout" -H "@$sp_w/hdr" -H Expect:
            set -- "$@" --speed-limit 1 --speed-time "$sp_timeout"
            if [ "$sp_method" = HEAD ]; then set -- "$@" -I; else set -- "$@" -X "$sp_method"; fi
            if [ -f "$sp_w/body" ]; then
                set -- "$@" --data-binary "@$sp_w/body"
                grep -q -i '^content-type:' "$sp_w/hdr" || set -- "$@" -H Content-Type:
            fi
            [ "$sp_verify" = 1 ] || set -- "$@" -k
            [ -z "$sp_ca" ] || set -- "$@" --cacert "$sp_ca"
            [ -z "$sp_cert" ] || set -- "$@" --cert "$sp_cert"
            [ -z "$sp_key" ] || set -- "$@" --key "$sp_key"
            [ -z "$sp_unix" ] || set -- "$@" --unix-socket "$sp_unix"
            [ "$sp_proxy" = 1 ] || set -- "$@" --noproxy '*'
            [ "$sp_netrc" = 0 ] || set -- "$@" --netrc-optional
            curl "$@"
        }
        sp_by_wget() {
            while IFS= read -r sp_l; do printf 'header = %s\n' "$sp_l"; done <"$sp_w/hdr" >"$sp_w/rc"
            set -- -q --save-headers -O "$sp_w/r" --content-on-error --max-redirect=0 --method="$sp_method"
            set -- "$@" -T "$sp_timeout" -t 1
            [ ! -f "$sp_w/body" ] || set -- "$@" --body-file="$sp_w/body"
            [ "$sp_verify" = 1 ] || set -- "$@" --no-check-certificate
            [ -z "$sp_ca" ] || set -- "$@" --ca-certificate="$sp_ca"
            [ -z "$sp_cert" ] || set -- "$@" --certificate="$sp_cert"
            [ -z "$sp_key" ] || set -- "$@" --private-key="$sp_key"
            [ "$sp_proxy" = 1 ] || set -- "$@" --no-proxy
            printf '%s\n' "$sp_url" | WGETRC=$sp_w/rc wget "$@" -i -
            [ -s "$sp_w/r" ] || { sp_reason="wget ended with $? and no answer"; return 1; }
            sp_divide
        }
        # In HTTP/1.0, so that the answer ends with the connection and comes in one piece.
        sp_request() {
            printf '%s %s HTTP/1.0\r\n' "$sp_method" "$sp_path"
            grep -q -i '^host:' "$sp_w/hdr" || printf 'Host: %s\r\n' "$sp_hostport"
            printf 'Connection: close\r\n'
            while IFS= read -r sp_l; do printf '%s\r\n' "$sp_l"; done <"$sp_w/hdr"
            if [ -f "$sp_w/body" ]; then printf 'Content-Length: %s\r\n\r\n' "$(($(wc -c <"$sp_w/body")))"; cat "$sp_w/body"
            else printf '\r\n'; fi
        }
        sp_by_perl() {
            perl -e '
                my ($host, $port, $limit, $from, $to) = @ARGV;
                my $kind = eval { require IO::Socket::IP; 1 } ? "IO::Socket::IP" : "IO::Socket::INET";
                eval "require $kind" or die $@;
                $SIG{ALRM} = sub { die "timed out\n" }; $SIG{PIPE} = "IGNORE";
                my $socket = $kind->new(PeerAddr => $host, PeerPort => $port, Timeout => $limit)
                    or die "no connection to $host port $port: " . ($@ || $!) . "\n";
                open my $in, "<", $from or die $!; open my $out, ">", $to or die $!;
                binmode $_ for $in, $out, $socket;
                while (sysread $in, my $part, 65536) { alarm $limit; print $socket $part }
                $socket->flush;
                while (1) {
                    alarm $limit;
                    my $count = sysread $socket, my $part, 65536;
                    die "$!\n" unless defined $count;
                    last unless $count;
                    print $out $part or die "$!\n";
                }
                close $out or die "$!\n"' "$sp_host" "$sp_port" "$sp_timeout" "$sp_w/q" "$sp_w/r"
        }
        sp_by_bash() {
            set -- bash -c 'exec 3<>"/dev/tcp/$0/$1" || exit; cat "$2" >&3; cat <&3 >"$3"' \
                "$sp_host" "$sp_port" "$sp_w/q" "$sp_w/r"
            if sp_has timeout; then timeout "$((sp_timeout + 600))" "$@"; else "$@"; fi
        }
        # sp_divide: an answer in one piece into head and body. The builtin reads a file no further than the line.
        sp_divide() {
            {
                while IFS= read -r sp_l; do
                    printf '%s\n' "$sp_l"
                    case $sp_l in ''|"$sp_cr") break ;; esac
                done >"$sp_w/h"
                cat >"$sp_w/b"
            } <"$sp_w/r"
        }
        sp_head() {
            while IFS= read -r sp_l || [ -n "$sp_l" ]; do
                sp_l=${sp_l%"$sp_cr"}; sp_v=${sp_l#*:}
                while :; do case $sp_v in ' '*) sp_v=${sp_v# } ;; *) break ;; esac; done
                case $sp_l in
                HTTP/*)
                    sp_code=${sp_l#* }; sp_code=${sp_code%% *}
                    sp_location= sp_coding= sp_disposition= ;;
                [Ll][Oo][Cc][Aa][Tt][Ii][Oo][Nn]:*) sp_location=$sp_v ;;
                [Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Ee][Nn][Cc][Oo][Dd][Ii][Nn][Gg]:*) sp_coding=$sp_v ;;
                [Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Dd][Ii][Ss][Pp][Oo][Ss][Ii][Tt][Ii][Oo][Nn]:*) sp_disposition=$sp_v ;;
                esac
            done <"$sp_w/h"
        }
        # The answer as records: URL, reason, whether the body may still be in chunks; head; and last the body.
        sp_http_tell() {
            printf '%s\0%s\0%s\0' "$sp_url" "$sp_reason" "$sp_raw"
            cat "$sp_w/h"; printf '\0'
            [ "$1" = 0 ] || cat "$sp_w/b"
        }
        # sp_download: stores the body if its status is accepted; sp_accepts is empty for 2xx.
        sp_download() {
            sp_stored=0 sp_kept= sp_size=0 sp_sha1= sp_md5= sp_end=0
            if [ -n "$sp_code" ]; then
                [ "$sp_named" = 0 ] || sp_name_by_response
                sp_size=$(($(wc -c <"$sp_w/b"))); sp_sum=sha1sum; sp_digest_of "$sp_w/b"; sp_sha1=$sp_d
                sp_sum=md5sum; sp_digest_of "$sp_w/b"; sp_md5=$sp_d
            fi
            if [ -z "$sp_code" ] || ! sp_accepted; then [ "$sp_code" = 304 ] || sp_end=98
            elif [ -f "$p" ] && [ "$sp_size" = "$(($(wc -c <"$p")))" ] && sp_same; then :
            else n=$sp_size; sp_put cat -- "$sp_w/b" 3>&-; sp_stored=1; fi
            printf '%s\0%s\0%s\0%s\0%s\0%s\0' "$p" "$sp_size" "$sp_sha1" "$sp_md5" "$sp_stored" "$sp_kept"
            sp_http_tell "$sp_body"
            exit "$sp_end"
        }
        sp_digest_of() { sp_d=; ! sp_has "$sp_sum" || sp_d=$("$sp_sum" <"$1"); sp_d=${sp_d%% *}; }
        sp_same() { [ -z "$d" ] && sp_sum=sha1sum && sp_digest_of "$p" && [ -n "$sp_d" ] && [ "$sp_d" = "$sp_sha1" ]; }
        sp_accepted() {
            # Not modified: there is no body to store, even where the status is a good one.
            [ "$sp_code" != 304 ] || return 1
            [ -n "$sp_accepts" ] || { case $sp_code in 2??) return 0 ;; *) return 1 ;; esac; }
            case " $sp_accepts " in *" $sp_code "*) return 0 ;; *) return 1 ;; esac
        }
        sp_name_by_response() {
            case $sp_disposition in
            *[Ff]ilename=\"*) sp_name=${sp_disposition#*[Ff]ilename=\"}; sp_name=${sp_name%%\"*} ;;
            *[Ff]ilename=*) sp_name=${sp_disposition#*[Ff]ilename=}; sp_name=${sp_name%%[;\ ]*} ;;
            *) sp_name=${sp_path%%\?*} ;;
            esac
            sp_name=${sp_name##*/}
            case $sp_name in ''|.|..) sp_no other 'the response gives no file name' ;; esac
            p=${p%/}/$sp_name
        }

        """#
}
