import Glibc
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import ModelService

/// Request ids, in answers and errors, and the access log.
@Suite(.serialized, .timeLimit(.minutes(1))) struct AccessLogTests {
    private static func request(_ line: String, _ fields: String, body: String = "") -> String {
        "\(line) HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
            + "\(fields)Connection: close\r\n\r\n\(body)"
    }

    private static func id(_ reply: HTTPSocket.Reply) -> String? {
        reply.head.firstMatch(of: #/X-Request-ID: (.*)/#).map { String($0.1) }
    }

    @Test func `each answer and each error names its request, by the client's own ID where it can be used`()
        async throws
    {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path)
        let long = String(repeating: "x", count: 129)
        let cases = [
            (given: "a-1", kept: true), ("", false), (long, false), (String(long.dropLast()), true), ("a b", false),
            ("a\"b", false), ("ä", false), ("a\r\nX-Request-ID: b", false),
        ]
        var made: Set<String> = []
        for (line, body, status) in [
            ("POST /v1/predict", body(), 200), ("POST /v1/predict", "{", 400), ("GET /health", "", 200),
            ("GET /v2/models/no", "", 404), ("GET /nothing", "", 404),
        ] {
            for (given, kept) in cases {
                let reply = try await service.http.send(
                    Self.request(line, given.isEmpty ? "" : "X-Request-ID: \(given)\r\n", body: body))
                let id = try #require(Self.id(reply), "\(line) \(given)")
                #expect(reply.status == status)
                #expect(kept == (id == given) && !id.isEmpty, "\(line) \(given): \(id)")
                if !kept { #expect(made.insert(id).inserted) }
                if status >= 400 { #expect(reply.body.contains("\"request_id\":\"\(id)\""), "\(reply.body)") }
            }
        }
        let refused = try await service.http.send("GET / HTTP/1.1\r\nX-Request-ID: r\r\n\r\n")
        #expect(refused.status == 400 && Self.id(refused) == "r" && refused.body.contains("\"request_id\":\"r\""))
        let page = try await service.http.send(
            Self.request("GET /nothing", "Accept: text/html\r\nX-Request-ID: p<\r\n"))
        #expect(page.body.contains("Request ID: <code>p&lt;</code>"))
        #expect(try await service.http.send("nonsense\r\n\r\n").head.contains("X-Request-ID: "))
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
        #expect(!service.logText.contains("{\""), "an access log that nobody asked for")
    }

    @Test func `a request that cannot be served is refused after those before it are answered`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path)
        let reply = try await service.http.send(
            "GET /health HTTP/1.1\r\nHost: t\r\nX-Request-ID: 1\r\n\r\nGET /health HTTP/1.1\r\nX-Request-ID: 2\r\n\r\n")
        #expect(reply.status == 200 && Self.id(reply) == "1")
        #expect(reply.body.contains("HTTP/1.1 400 ") && reply.body.contains("\"request_id\":\"2\""), "\(reply)")
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `the access log has a line for each request, and nothing secret`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path, ["--access-log", "json"])
        let secrets = "Authorization: Bearer s3cret\r\nCookie: s3cret\r\nIdempotency-Key: s3cret\r\n"
        let sent = [
            ("POST /v1/predict", body(), 200), ("POST /v1/predict?token=s3cret", body(), 200),
            ("GET /nothing", "", 404), ("GET /v1/jobs/0123456789abcdefs3cret", "", 404),
            ("GET /quote\"\\", "", 404),
        ]
        for (number, (line, body, status)) in sent.enumerated() {
            let fields = "X-Request-ID: id-\(number)\r\nUser-Agent: t\"est\r\n\(secrets)"
            let reply = try await service.http.send(Self.request(line, fields, body: body))
            #expect(reply.status == status, "\(line)")
        }
        let http = service.http
        try await HTTPSocket.blocking {
            let descriptor = try http.connect()
            try HTTPSocket.write(
                Self.request("POST /v1/predict", "X-Request-ID: id-5\r\n", body: "12345").dropLast(1).description,
                to: descriptor)
            usleep(50_000)
            close(descriptor)
        }
        try await service.logged("id-5")
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
        let lines = try service.logText.split(separator: "\n").filter { $0.hasPrefix("{") }.map {
            try JSONValue(json: $0.utf8)
        }
        try #require(lines.count == 6, "\(service.logText)")
        #expect(lines.map { $0["request_id"]?.string } == (0..<6).map { "id-\($0)" })
        #expect(lines.map { $0["status"]?.int } == sent.map { Optional($0.2) } + [400])
        #expect(lines.map { $0["method"]?.string } == ["POST", "POST", "GET", "GET", "GET", "POST"])
        #expect(
            lines.map { $0["path"]?.string } == [
                "/v1/predict", "/v1/predict", "/nothing", "/v1/jobs/01234567…", "/quote\"\\", "/v1/predict",
            ])
        for line in lines.dropLast() {
            #expect(line["client"]?.string == "127.0.0.1" && line["user_agent"]?.string == "t\"est")
            #expect(line["bytes"]?.int ?? 0 > 0 && line["seconds"]?.double ?? -1 > 0)
            #expect(
                try #require(line["time"]?.string).wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil)
        }
        #expect(!service.logText.contains("s3cret"))
    }

    @Test func `a client that leaves before it is answered is in the log, too`() async throws {
        let directory = TemporaryDirectory()
        let path = "\(directory.path)/log"
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        let log = AccessLog(descriptor: descriptor)
        try Self.leave(log)
        await log.close()
        let line = try JSONValue(json: read(path))
        #expect(line["aborted"]?.bool == true && line["status"] == nil)
        #expect(line["request_id"]?.string == "left" && line["path"]?.string == "/v1/predict")
        #expect(log.dropped == 0)
    }

    private static func leave(_ log: AccessLog) throws {
        let channel = EmbeddedChannel(
            handler: RequestGate(headTime: .seconds(60), bodyBytes: 100, accessLog: log))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/v1/predict")
        head.headers = ["Host": "t", "X-Request-ID": "left"]
        try channel.writeInbound(HTTPServerRequestPart.head(head))
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test func `lines that cannot be written are counted`() async throws {
        let log = AccessLog(descriptor: -1)
        for _ in 0..<3 { log.write(AccessLogEntry(nil, id: "x", client: nil)) }
        await log.close()
        #expect(log.dropped == 3)
    }
}
