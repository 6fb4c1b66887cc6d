import Glibc

@testable import Connection

/// A web server of this machine for tests; a program of Perl, which every Debian has.
struct TestWeb: Sendable {
    let url: String
    private let process: LocalProcess

    init(address: String) throws {
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

    private static let program = #"""
        use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalAddr => $ARGV[0], LocalPort => $ARGV[1], Listen => 9, ReuseAddr => 1);
        while (my $client = $server->accept) {
            my ($start, %head) = scalar <$client>;
            next unless defined $start;
            while (my $line = <$client>) { last if $line =~ /^\r?\n/; $head{lc $1} = $2 if $line =~ /^(.*?): *(.*?)\r?\n/ }
            my $body = ""; read $client, $body, $head{"content-length"} || 0;
            my ($status, $more, $text) = ("404 Not Found", "", "nothing");
            if ($start =~ m{ /echo }) { ($status, $more, $text) = ("200 OK", "X-Seen: " . $head{"x-test"} . "\r\n", $body) }
            if ($start =~ m{ /target }) { ($status, $text) = ("200 OK", "bytes") }
            if ($start =~ m{ /redirect }) { ($status, $more) = ("302 Found", "Location: target\r\n") }
            if ($start =~ m{ /guarded }) {
                ($status, $more) = ("401 Unauthorized", "WWW-Authenticate: Basic realm=x\r\n");
                $status = "200 OK" if ($head{authorization} || "") eq "Basic bWU6c2VjcmV0";
            }
            print $client "HTTP/1.1 $status\r\nContent-Length: " . length($text) . "\r\n$more\r\n$text";
            close $client;
        }
        """#
}
