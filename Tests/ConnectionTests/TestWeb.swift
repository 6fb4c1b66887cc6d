import Glibc

@testable import Connection
@testable import Transport

/// A web server of this machine for tests; a program of Perl, which every Debian has.
struct TestWeb: Sendable {
    let url: String
    private let process: LocalProcess

    init(address: String = "127.0.0.1") throws {
        let port = Loopback.freePort(at: address)
        url = "http://\(address):\(port)"
        process = try LocalProcess(shellText: "exec perl -e '\(Self.program)' \(address) \(port)")
        Loopback.awaitPort(address, port)
    }

    func stop() {
        kill(process.id, SIGKILL)
        var status: Int32 = 0
        waitpid(process.id, &status, 0)
        process.close()
    }

    /// A process for each client, so that one that is kept waiting keeps no other. `/fault/NAME` answers with bytes that
    /// stand in the table, and then falls silent, breaks off or closes.
    private static let program = #"""
        use IO::Socket::INET;
        use Socket;
        my $server = IO::Socket::INET->new(LocalAddr => $ARGV[0], LocalPort => $ARGV[1], Listen => 99, ReuseAddr => 1);
        $SIG{CHLD} = "IGNORE";
        my $gzip = pack "H*", "1f8b08000000000002034baa2c492d0600ce4399b105000000";
        my $ok = "HTTP/1.1 200 OK\r\n";
        my $chunks = "${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
        my %faults = (
            short => "${ok}Content-Length: 50\r\n\r\nbytes",
            long => "${ok}Content-Length: 3\r\n\r\nbytes",
            lengths => "${ok}Content-Length: 5\r\nContent-Length: 7\r\n\r\nbytes",
            length => "${ok}Content-Length: 5x\r\n\r\nbytes",
            unsized => "${ok}\r\nbytes",
            chunks => "${chunks}6;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n",
            "chunk-cut" => "${chunks}6\r\n wo",
            "chunks-unended" => $chunks,
            "chunks-end-cut" => "${chunks}0\r\n",
            "chunk-size" => "${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
            gzip => "${ok}Content-Encoding: gzip\r\nContent-Length: " . length($gzip) . "\r\n\r\n$gzip",
            "gzip-cut" => "${ok}Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n" . substr($gzip, 0, 12),
            part => "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/50\r\nContent-Length: 5\r\n\r\nbytes",
            stall => "${ok}Content-Length: 50\r\n\r\nbytes", silence => "",
            reset => "${ok}Content-Length: 50\r\n\r\nbytes",
            nothing => "",
        );
        while (my $client = $server->accept) {
            if (fork) { close $client; next }
            my ($start, %head) = scalar <$client>;
            exit unless defined $start;
            while (my $line = <$client>) { last if $line =~ /^\r?\n/; $head{lc $1} = $2 if $line =~ /^(.*?): *(.*?)\r?\n/ }
            my $body = ""; read $client, $body, $head{"content-length"} || 0;
            my ($status, $more, $text) = ("404 Not Found", "", "nothing");
            if ($start =~ m{ /fault/(\S*) }) {
                $client->autoflush(1);
                print $client $faults{$1};
                sleep 60 if $1 eq "stall" or $1 eq "silence";
                select undef, undef, undef, 0.2 if $1 eq "reset";
                setsockopt $client, SOL_SOCKET, SO_LINGER, pack("II", 1, 0) if $1 eq "reset";
                close $client; exit;
            }
            if ($start =~ m{ /echo }) { ($status, $more, $text) = ("200 OK", "X-Seen: " . $head{"x-test"} . "\r\n", $body) }
            if ($start =~ m{ /target }) { ($status, $text) = ("200 OK", "bytes") }
            if ($start =~ m{ /redirect }) { ($status, $more) = ("302 Found", "Location: target\r\n") }
            if ($start =~ m{ /to\?(\S*) }) { ($status, $more) = ("302 Found", "Location: $1\r\n") }
            if ($start =~ m{ /guarded }) {
                ($status, $more) = ("401 Unauthorized", "WWW-Authenticate: Basic realm=x\r\n");
                $status = "200 OK" if ($head{authorization} || "") eq "Basic bWU6c2VjcmV0";
            }
            print $client "HTTP/1.1 $status\r\nContent-Length: " . length($text) . "\r\n$more\r\n$text";
            close $client; exit;
        }
        """#
}
