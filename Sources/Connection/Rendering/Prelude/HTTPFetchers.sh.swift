extension Prelude {
    /// One request by one of the tools: the head of the answer in `$sp_w/h`, its body in `$sp_w/b`. What fails says why
    /// on the error output or in `sp_reason`.
    static let httpFetcherText = #"""
        sp_hop() {
            if sp_has curl; then sp_by_curl; return; fi
            [ -z "$sp_unix" ] || sp_lacks 'curl for a socket of the file system'
            if [ "$sp_scheme" = https ]; then
                case $(wget --version 2>/dev/null) in *GNU*) sp_by_wget; return ;; esac
                sp_lacks 'curl or wget for https'
            fi
            sp_raw=1; sp_request >"$sp_w/q" || return
            : >"$sp_w/r"
            sp_peer=${sp_peers%%,*}; sp_peer=${sp_peer:-$sp_host}
            if sp_has perl; then sp_by_perl
            elif sp_has bash; then sp_watched bash -c "$sp_by_bash" "$sp_peer" "$sp_port"
            elif sp_has nc; then sp_watched nc -w "$sp_timeout" "$sp_peer" "$sp_port"
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
            # The addresses that were looked at, lest the name leads elsewhere a moment later.
            [ -z "$sp_peers" ] || set -- "$@" --resolve "$sp_host:$sp_port:$sp_peers"
            curl "$@"
        }
        # wget takes a body that ends in the middle of a chunk for whole, and keeps no head of a redirect. Its archive of
        # what was sent has the answer as it came.
        sp_by_wget() {
            while IFS= read -r sp_l; do printf 'header = %s\n' "$sp_l"; done <"$sp_w/hdr" >"$sp_w/rc"
            set -- -nv -O /dev/null --content-on-error --max-redirect=0 --method="$sp_method"
            set -- "$@" --warc-file="$sp_w/all" --no-warc-compression --no-warc-keep-log --warc-tempdir="$sp_w"
            set -- "$@" -T "$sp_timeout" -t 1
            [ ! -f "$sp_w/body" ] || set -- "$@" --body-file="$sp_w/body"
            [ "$sp_verify" = 1 ] || set -- "$@" --no-check-certificate
            [ -z "$sp_ca" ] || set -- "$@" --ca-certificate="$sp_ca"
            [ -z "$sp_cert" ] || set -- "$@" --certificate="$sp_cert"
            [ -z "$sp_key" ] || set -- "$@" --private-key="$sp_key"
            [ "$sp_proxy" = 1 ] || set -- "$@" --no-proxy
            printf '%s\n' "$sp_url" | WGETRC=$sp_w/rc wget "$@" -i -
            # 8: the server's answer is an error, and came whole.
            case $? in 0|8) ;; *) return 1 ;; esac
            sp_raw=1
            sp_archived <"$sp_w/all.warc" >"$sp_w/r"; rm -f "$sp_w/all.warc"
            sp_divide
        }
        # sp_archived: the first response of an archive of records, each with a head, a blank line and Content-Length bytes.
        sp_archived() {
            sp_kind= sp_n=
            while IFS= read -r sp_l; do
                case ${sp_l%"$sp_cr"} in
                WARC-Type:*) sp_kind=${sp_l%"$sp_cr"} ;;
                Content-Length:*) sp_n=${sp_l#*: }; sp_n=${sp_n%"$sp_cr"} ;;
                '') case $sp_n:$sp_kind in
                    :*) ;;
                    *response) head -c "$sp_n"; return ;;
                    *) head -c "$sp_n" >/dev/null; sp_n= ;;
                    esac ;;
                esac
            done
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
                close $out or die "$!\n"' "$sp_peer" "$sp_port" "$sp_timeout" "$sp_w/q" "$sp_w/r"
        }
        # sp_watched COMMAND…: gives it the request and takes the answer; ended when neither has moved for sp_timeout seconds.
        sp_watched() {
            "$@" <"$sp_w/q" >"$sp_w/r" 3>&- & sp_pid=$!
            ( trap 'kill "$sp_nap"; exit' TERM
                sp_had=
                while sp_now=$(wc -c <"$sp_w/r"; cat "/proc/$sp_pid/fdinfo/0"); [ "$sp_now" != "$sp_had" ]; do
                    sp_had=$sp_now
                    sleep "$sp_timeout" & sp_nap=$!
                    wait "$sp_nap"
                done
                kill "$sp_pid" ) >/dev/null 2>&1 3>&- & sp_watch=$!
            wait "$sp_pid"; sp_rc=$?
            kill "$sp_watch" 2>/dev/null; wait "$sp_watch" 2>/dev/null
            [ "$sp_rc" -le 128 ] || sp_reason="nothing came from the server for $sp_timeout seconds"
            return "$sp_rc"
        }
        sp_by_bash='exec 3<>"/dev/tcp/$0/$1" || exit
            trap "kill \$!; exit 1" TERM
            cat <&0 >&3 & wait $! || exit
            trap - TERM; exec cat <&3'

        """#
}
