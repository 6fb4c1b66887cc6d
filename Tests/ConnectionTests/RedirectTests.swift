import Glibc
import ModuleKit
import Testing
import Values

@testable import Connection
@testable import Transport

/// Where redirects may lead, whatever follows them.
@Suite(.timeLimit(.minutes(3))) struct RedirectTests {
    /// `PORT` is one of this machine's loopback address, at which a server listens.
    static let astray = [
        "http://127.0.0.1:PORT/target", "//127.0.0.1:PORT/target", "HTTP://localhost:PORT/target",
        "http://LocalHost.:PORT/target", "http://127.1:PORT/target", "http://2130706433:PORT/target",
        "http://0x7f.0.0.1:PORT/target", "http://0177.0.0.1:PORT/target", "http://0.0.0.0:PORT/target",
        "http://[::1]:PORT/target", "http://[::]:PORT/target", "http://[::ffff:127.0.0.1]:PORT/target",
        "http://[0:0:0:0:0:ffff:7f00:1]:PORT/target", "http://me@127.0.0.1:PORT/target",
        "http://%31%32%37.0.0.1:PORT/target", "http://①②⑦.0.0.1:PORT/target", "http://169.254.169.254/latest",
        "http://[fe80::1]/", "http://[fe80::1%25lo]/", "http://[::ffff:169.254.169.254]/", "ftp://files.invalid/x",
        "file:///etc/passwd", "gopher://127.0.0.1:PORT/target",
    ]

    @Test(.enabled(if: ownAddress != nil, "this machine has no address but its own"), arguments: Fetcher.plain)
    func `a redirect from elsewhere to loopback or link-local addresses is refused`(fetcher: Fetcher) async throws {
        let (far, near) = (try TestWeb(address: try #require(Self.ownAddress)), try TestWeb())
        defer { [far, near].forEach { $0.stop() } }
        let port = String(near.url.split(separator: ":")[2])
        try await fetcher.session { connection, directory in
            for query in Self.astray {
                var request = HTTPRequest("GET", "\(far.url)/to?\(query.replacing("PORT", with: port))")
                request.timeout = 2
                let (download, contents, _) = try await connection.download(request, to: directory)
                #expect(
                    contents == "old" && download?.response.status == -1, "\(query): \(String(describing: download))")
                #expect(
                    download?.response.reason.contains("redirect") == true, "\(query): \(String(describing: download))")
            }
            var request = HTTPRequest("GET", "\(far.url)/to?\(near.url)/target")
            request.redirectsAnywhere = true
            #expect(try await connection.download(request, to: directory).contents == "bytes")
        }
    }

    @Test(arguments: Fetcher.plain)
    func `a redirect from loopback to loopback is followed, but not to a link-local address`(fetcher: Fetcher)
        async throws
    {
        let (one, other) = (try TestWeb(), try TestWeb())
        defer { [one, other].forEach { $0.stop() } }
        try await fetcher.session { connection, directory in
            for query in [
                "target", "/target", "\(other.url)/target",
                other.url.replacing("127.0.0.1", with: "localhost") + "/target",
            ] {
                let request = HTTPRequest("GET", "\(one.url)/to?\(query)")
                #expect(try await connection.download(request, to: directory).contents == "bytes", "\(query)")
            }
            let request = HTTPRequest("GET", "\(one.url)/to?http://169.254.169.254/latest")
            let (download, contents, _) = try await connection.download(request, to: directory)
            #expect(contents == "old" && download?.response.reason.contains("an address of its link") == true)
        }
    }

    @Test(.enabled(if: TestTLSWeb.isPossible, "there is no openssl"), arguments: Fetcher.secure)
    func `a redirect from https to http is refused, and bodies over https are complete`(fetcher: Fetcher) async throws {
        let plain = try TestWeb()
        defer { plain.stop() }
        let ok = "HTTP/1.0 200 OK\r\n"
        let secure = try TestTLSWeb([
            "whole": ok + "Content-Length: 5\r\n\r\nbytes", "short": ok + "Content-Length: 50\r\n\r\nbytes",
            "cut": ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
            "away": "HTTP/1.0 302 Found\r\nLocation: \(plain.url)/target\r\nContent-Length: 0\r\n\r\n",
            "missing": "HTTP/1.0 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
        ])
        defer { secure.stop() }
        let cases = [("whole", "bytes"), ("short", "old"), ("cut", "old"), ("away", "old"), ("missing", "old")]
        try await fetcher.session { connection, directory in
            for (path, wanted) in cases {
                var request = HTTPRequest("GET", "\(secure.url)/\(path)")
                request.validatesCertificates = false
                request.timeout = 5
                let (download, contents, _) = try await connection.download(request, to: directory)
                #expect(contents == wanted, "\(path): \(String(describing: download))")
                #expect(download?.response.status == ["whole": 200, "missing": 404][path, default: -1], "\(path)")
                guard path == "away" else { continue }
                #expect(download?.response.reason.contains("from https to http") == true)
                #expect(
                    try await connection.download(request.anywhere, to: directory).contents == "bytes"
                        || fetcher == .wget)
            }
            var strict = HTTPRequest("GET", "\(secure.url)/whole")
            strict.timeout = 5
            #expect(try await connection.download(strict, to: directory).contents == "old", "self-signed")
        }
    }

    /// An address of this machine that is not loopback.
    private static let ownAddress: String? = {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        for interface in sequence(first: list, next: { $0?.pointee.ifa_next }) {
            guard let address = interface?.pointee.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET) else {
                continue
            }
            var text = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                _ = inet_ntop(AF_INET, &$0.pointee.sin_addr, &text, socklen_t(text.count))
            }
            let name = String(decoding: text.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
            if !name.hasPrefix("127."), !name.hasPrefix("169.254.") { return name }
        }
        return nil
    }()
}

extension HTTPRequest {
    fileprivate var anywhere: HTTPRequest {
        var request = self
        request.redirectsAnywhere = true
        return request
    }
}

/// A web server with a certificate of its own making, which sends files as answers: openssl's.
private struct TestTLSWeb {
    let url: String
    private let process: LocalProcess
    private let scratch = Scratch()

    static let isPossible = access("/usr/bin/openssl", X_OK) == 0

    init(_ answers: [String: String]) throws {
        let port = Loopback.freePort()
        url = "https://127.0.0.1:\(port)"
        let folder = scratch.path.text
        system(
            "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -keyout \(folder)/key -out \(folder)/cert 2>/dev/null"
        )
        for (name, answer) in answers {
            guard let file = fopen("\(folder)/\(name)", "w") else { continue }
            fputs(answer, file)
            fclose(file)
        }
        let server = "exec openssl s_server -HTTP -quiet -key key -cert cert -accept 127.0.0.1:\(port)"
        process = try LocalProcess(shellText: "cd \(folder) && \(server) >/dev/null 2>&1")
        Loopback.awaitPort("127.0.0.1", port)
    }

    func stop() {
        kill(process.id, SIGKILL)
        var status: Int32 = 0
        waitpid(process.id, &status, 0)
        process.close()
        scratch.remove()
    }
}
