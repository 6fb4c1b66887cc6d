import ModuleKit
import ModuleTesting

/// Tasks that speak to servers. The server is on the host itself: one of Perl, or busybox's.
enum NetworkStories {
    static let onDebian = [downloads, requests, waits]
    static let onBusybox = [plainDownloads, waits]

    private static let url = "http://127.0.0.1:8088"

    private static let noCookies = "Ansible returns cookies with a status below 300 only"
    private static let skipped = "nothing was asked"

    /// Starts a server unless there is one; it answers with files of /srv/www.
    private static let start = """
        rm -rf /srv/c; mkdir -p /srv/c/d /srv/www
        echo page >/srv/www/page; touch -d @1577934245 /srv/www/page; (cd /srv/www && sha256sum page >SHA256SUMS)
        systemctl is-active -q contract-web && exit
        cat >/srv/www.pl <<'END'
        \(program)
        END
        systemd-run -q --unit contract-web perl /srv/www.pl
        for try in 1 2 3 4 5 6 7 8 9; do perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new("127.0.0.1:8088")' && exit; sleep 0.2; done
        exit 1
        """

    private static let startBusybox = """
        rm -rf /srv/c; mkdir -p /srv/c/d /srv/www; echo page >/srv/www/page; echo sub >/srv/www/sub.txt
        busybox nc -w 1 127.0.0.1 8088 </dev/null && exit; busybox httpd -p 127.0.0.1:8088 -h /srv/www
        """

    private static let downloads = HostStory(
        "downloads",
        [
            HostTask(
                "get_url", "{url: '\(url)/page', dest: /srv/c/page}", before: start,
                proof: "cmp /srv/www/page /srv/c/page"),
            HostTask("get_url", "{url: '\(url)/page', dest: /srv/c/page}", changes: false),
            HostTask(
                "get_url", "{url: '\(url)/page', dest: /srv/c/d, mode: '0600', owner: 3}",
                proof: "test $(stat -c %a:%u /srv/c/d/page) = 600:3"),
            HostTask(
                "get_url", "{url: '\(url)/page', dest: /srv/c/page, checksum: 'sha256:\(url)/SHA256SUMS'}",
                changes: false,
                before:
                    "apt-get -qq install -y --no-install-recommends curl >/dev/null 2>&1 || apt-get -qq update && apt-get -qq install -y --no-install-recommends curl >/dev/null"
            ),
            HostTask(
                "get_url",
                "{url: '\(url)/page', dest: /srv/c/page, checksum: 'sha256:\(url)/SHA256SUMS', backup: true}",
                before: "echo old >/srv/c/page", proof: "cmp /srv/www/page /srv/c/page && grep old /srv/c/page.*~"),
            HostTask(
                "get_url", "{url: '\(url)/page', dest: /srv/c/page, mode: '0604'}",
                proof: "test $(stat -c %a /srv/c/page) = 604"),
            HostTask(
                "get_url", "{url: '\(url)/redirect', dest: /srv/c/followed}", proof: "cmp /srv/www/page /srv/c/followed"
            ),
            HostTask(
                "get_url", "{url: '\(url)/guarded', dest: /srv/c/guarded, url_username: me, url_password: secret}",
                proof: "test -s /srv/c/guarded"),
        ])

    private static let plainDownloads = HostStory(
        "downloads with busybox",
        [
            HostTask(
                "get_url", "{url: '\(url)/page', dest: /srv/c/page}", before: startBusybox,
                proof: "cmp /srv/www/page /srv/c/page"),
            HostTask(
                "get_url", "{url: '\(url)/page', dest: /srv/c/d, mode: '0600'}",
                proof: "test $(stat -c %a /srv/c/d/page) = 600"),
            HostTask("uri", "{url: '\(url)/page', return_content: true}", changes: false),
            HostTask("uri", "{url: '\(url)/none', status_code: 404}", changes: false, unreturned: noCookies),
        ])

    private static let requests = HostStory(
        "requests",
        [
            HostTask("uri", "{url: '\(url)/page'}", changes: false, before: start),
            HostTask("uri", "{url: '\(url)/page', return_content: true}", changes: false),
            HostTask("uri", "{url: '\(url)/none', status_code: [404]}", changes: false, unreturned: noCookies),
            HostTask(
                "uri", "{url: '\(url)/echo', method: POST, body: {a: [1, x]}, body_format: json, return_content: true}",
                changes: false),
            HostTask(
                "uri", "{url: '\(url)/echo', method: PUT, body: {a: 'b c'}, body_format: form-urlencoded}",
                changes: false),
            HostTask(
                "uri", "{url: '\(url)/redirect', follow_redirects: none, status_code: 302}", changes: false,
                unreturned: noCookies),
            HostTask(
                "uri", "{url: '\(url)/guarded', user: me, password: secret, force_basic_auth: true}", changes: false),
            HostTask(
                "uri", "{url: '\(url)/page', dest: /srv/c/fetched, status_code: [200, 304]}",
                unpredictable: "check mode asks nothing", unreturned: noCookies,
                proof: "cmp /srv/www/page /srv/c/fetched"),
            HostTask(
                "uri", "{url: '\(url)/page', dest: /srv/c/fetched, creates: /srv/c/fetched}", changes: false,
                unreturned: skipped),
            HostTask("uri", "{url: '\(url)/page', removes: /srv/c/nothing}", changes: false, unreturned: skipped),
        ])

    private static let waits = HostStory(
        "waiting",
        [
            HostTask("wait_for", "{path: /etc/passwd}", changes: false),
            HostTask("wait_for", "{path: /etc/passwd, search_regex: '^root:'}", changes: false),
            HostTask("wait_for", "{path: /no/such, state: absent}", changes: false),
            HostTask("wait_for", "{port: 22, timeout: 5}", changes: false),
            HostTask("wait_for", "{port: 22, search_regex: SSH, timeout: 5}", changes: false),
            HostTask("wait_for", "{port: 9, state: stopped, timeout: 5}", changes: false),
            HostTask("wait_for", "{port: 9, state: drained, timeout: 5}", changes: false),
            HostTask("wait_for", "{timeout: 1}", changes: false),
        ])

    private static let program = #"""
        use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 8088, Listen => 9, ReuseAddr => 1);
        while (my $client = $server->accept) {
            my ($start, %head) = scalar <$client>;
            next unless defined $start;
            while (my $line = <$client>) { last if $line =~ /^\r?\n/; $head{lc $1} = $2 if $line =~ /^(.*?): *(.*?)\r?\n/ }
            my ($body, $status, $more, $text) = ("", "404 Not Found", "", "nothing");
            read $client, $body, $head{"content-length"} || 0;
            if ($start =~ m{ /echo }) { ($status, $text) = ("200 OK", $body) }
            if ($start =~ m{ /redirect }) { ($status, $more) = ("302 Found", "Location: page\r\n") }
            if ($start =~ m{ /(page|SHA256SUMS) }) {
                open my $file, "/srv/www/$1"; local $/; ($status, $text) = ("200 OK", <$file>);
                $more = "Last-Modified: Thu, 02 Jan 2020 03:04:05 GMT\r\nSet-Cookie: a=b\r\n";
                ($status, $text) = ("304 Not Modified", "") if $head{"if-modified-since"};
            }
            if ($start =~ m{ /guarded }) {
                ($status, $more) = ("401 Unauthorized", "WWW-Authenticate: Basic realm=x\r\n");
                $status = "200 OK" if ($head{authorization} || "") eq "Basic bWU6c2VjcmV0";
            }
            print $client "HTTP/1.1 $status\r\nContent-Length: " . length($text) . "\r\nConnection: close\r\n$more\r\n$text";
            close $client;
        }
        """#
}
