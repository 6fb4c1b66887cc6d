import Glibc
import Testing

@testable import ModelService

/// Requests that HTTP does not allow, and ways of sending that it does, over a real socket.
@Suite(.serialized, .timeLimit(.minutes(2))) struct FramingTests {
    private static let json = "Host: t\r\nContent-Type: application/json\r\n"

    private static func chunked(_ size: String, fields: String = "Transfer-Encoding: chunked\r\n") -> String {
        "POST /v1/predict HTTP/1.1\r\n\(json)\(fields)Connection: close\r\n\r\n\(size)\r\n\(body())\r\n0\r\n\r\n"
    }

    private static func get(_ fields: String, version: String = "1.1") -> String {
        "GET /health HTTP/\(version)\r\n\(fields)\r\n"
    }

    private static let size = String(body().utf8.count, radix: 16)

    @Test func `invalid HTTP is refused with the reason`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path)
        let close = "Connection: close\r\n"
        let cases = [
            (Self.chunked(Self.size), 200, "classes"), (Self.chunked("zz"), 400, "wrong-framing"),
            (Self.chunked("-5"), 400, "wrong-framing"), (Self.chunked("ffffffffffffffffff"), 400, "wrong-framing"),
            (Self.chunked("3"), 400, "wrong-framing"),
            (Self.chunked(Self.size, fields: "Transfer-Encoding: gzip, chunked\r\n"), 400, "unknown-coding"),
            (Self.chunked(Self.size, fields: "Transfer-Encoding: gzip\r\n"), 400, "unknown-coding"),
            (
                Self.chunked(Self.size, fields: "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"), 415,
                "wrong-coding"
            ),
            (Self.chunked(Self.size, fields: "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400, ""),
            (Self.get(close), 400, "wrong-host"), (Self.get("Host: a\r\nHost: b\r\n\(close)"), 400, "wrong-host"),
            (Self.get("Host: a\r\nExpect: a cake\r\n\(close)"), 417, "unknown-expectation"),
            (Self.get("Host: a\r\n\(close)"), 200, "ok"), (Self.get("", version: "1.0"), 200, "ok"),
        ]
        for (text, status, word) in cases {
            let reply = try await service.http.send(text)
            #expect(reply.status == status && reply.body.contains(word), "\(text): \(reply)")
        }
        #expect(!service.logText.contains("failed unexpectedly"), "\(service.logText)")
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `Expect: 100-continue is answered, unless the body is too large`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path)
        let (http, body) = (service.http, body())
        let heads = [body.utf8.count, 100 << 20].map {
            HTTPSocket.head("/v1/predict", length: $0).replacing("\r\n\r\n", with: "\r\nExpect: 100-continue\r\n\r\n")
        }
        let (first, rest) = try await HTTPSocket.blocking {
            let descriptor = try http.connect()
            defer { close(descriptor) }
            try HTTPSocket.write(heads[0], to: descriptor)
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            try HTTPSocket.write(body, to: descriptor)
            return (String(decoding: chunk.prefix(max(0, count)), as: UTF8.self), HTTPSocket.readToEnd(descriptor))
        }
        #expect(first == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(rest.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(try await http.send(heads[1]).status == 413)
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `slowly dripping headers are not waited for, even hundreds of them`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path, ["--idle-timeout", "1"])
        let http = service.http
        let (ends, status) = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    try await HTTPSocket.blocking {
                        let descriptor = try http.connect()
                        defer { close(descriptor) }
                        for _ in 0..<30 {
                            try HTTPSocket.write("G", to: descriptor)
                            usleep(100_000)
                            var byte: UInt8 = 0
                            if recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) == 0 { return true }
                            if errno != EAGAIN { return true }
                        }
                        return false
                    }
                }
            }
            let status = try await http.get("/health").status
            return (try await group.reduce(into: []) { $0.append($1) }, status)
        }
        #expect(status == 200)
        #expect(!ends.contains(false))
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }
}
