extension Prelude {
    /// Waiting on the host, so that each look costs no round trip.
    static let waitingText = #"""
        sp_uptime() { read -r sp_up sp_1 </proc/uptime; }
        # sp_wait DELAY INTERVAL LIMIT TEST…: prints when it began and when the test held, in seconds of uptime.
        sp_wait() {
            sp_own
            sp_delay=$1 sp_interval=$2 sp_limit=$3; shift 3
            sp_uptime; sp_since=$sp_up
            [ "$sp_delay" = 0 ] || sleep "$sp_delay"
            while ! "$@"; do
                sp_uptime
                # 97: in vain.
                [ $((${sp_up%.*} - ${sp_since%.*})) -lt "$sp_limit" ] || { printf '%s %s' "$sp_since" "$sp_up"; exit 97; }
                sleep "$sp_interval" || sleep 1
            done
            sp_uptime
            printf '%s %s' "$sp_since" "$sp_up"
        }
        sp_not() { ! "$@"; }
        sp_exists() { [ -e "$1" ]; }
        sp_contains() { sp_only_file "$2"; [ -e "$2" ] && grep -E -q -e "$1" -- "$2"; }
        # sp_connects HOST PORT: by whatever can open a connection, within $sp_brief seconds.
        sp_connects() { sp_meets "$1" "$2" 0 >/dev/null 2>&1; }
        # sp_greets PATTERN HOST PORT: whether what the port sends unasked matches.
        sp_greets() { sp_meets "$2" "$3" 1 2>/dev/null | grep -E -q -e "$1"; }
        # sp_meets HOST PORT LISTEN: connects, and prints the first bytes sent if told to listen.
        sp_meets() {
            if sp_has perl; then
                perl -e '
                    my ($host, $port, $listen, $limit) = @ARGV;
                    my $kind = eval { require IO::Socket::IP; 1 } ? "IO::Socket::IP" : "IO::Socket::INET";
                    eval "require $kind" or exit 1; alarm $limit + 1;
                    my $socket = $kind->new(PeerAddr => $host, PeerPort => $port, Timeout => $limit) or exit 1;
                    if ($listen) { sysread $socket, my $words, 4096; print $words }' "$1" "$2" "$3" "$sp_brief"
            elif sp_has bash; then
                set -- bash -c 'exec 3<>"/dev/tcp/$0/$1" || exit 1
                    [ "$2" = 0 ] || { IFS= read -r -t "$3" words <&3; printf "%s\n" "$words"; }' "$1" "$2" "$3" "$sp_brief"
                if sp_has timeout; then timeout "$((sp_brief + 1))" "$@"; else "$@"; fi
            elif [ "$3" = 0 ]; then nc -w "$sp_brief" "$1" "$2" </dev/null
            elif sp_has nc; then nc -w "$sp_brief" "$1" "$2" </dev/null | head -c 4096
            else exit 1; fi
        }
        sp_can_connect() {
            sp_has perl || sp_has bash || sp_has nc || sp_no missingTool 'needs perl, bash or nc to try a port'
        }
        # sp_drained PORT STATES PEERS: no connection of the port is in one of the states, as the kernel's tables
        # have them; see proc(5). Peers that do not count are given as in the tables.
        sp_drained() {
            sp_hex=$(printf '%04X' "$1")
            for sp_table in /proc/net/tcp /proc/net/tcp6; do
                [ -r "$sp_table" ] || continue
                while read -r sp_1 sp_here sp_peer sp_state sp_3; do
                    case $sp_here in *:"$sp_hex") ;; *) continue ;; esac
                    case " $2 " in *" $sp_state "*) ;; *) continue ;; esac
                    case " $3 " in *" ${sp_peer%:*} "*) continue ;; esac
                    return 1
                done <"$sp_table"
            done
        }

        """#
}
