import FoundationEssentials
import Glibc
import HTTPTypes
import Testing

@testable import ModelService

/// The Open Inference Protocol, asked by Triton's client and by hand.
@Suite(.serialized, .timeLimit(.minutes(2))) struct InferTests {
    private static let name = "pima-synthetic"
    private static let row = "6,148,72,35,0,33.6,0.627,50"

    /// What Oracle/infer.py prints.
    private struct Findings: Decodable {
        struct Form: Decodable, Equatable {
            let output: [Float]
            let classes: [Int]
            let id: String
        }

        let live, ready, modelReady, versionReady, noModelReady: Bool
        let forms: [String: Form]
        let errors: [String: [String]]

        private enum CodingKeys: String, CodingKey {
            case live, ready, forms, errors
            case modelReady = "model_ready"
            case versionReady = "version_ready"
            case noModelReady = "no_model_ready"
        }
    }

    @Test(.enabled(if: Oracle.python != nil, "no Python with tritonclient: set SWIFTPLAY_KERAS"))
    func `Triton's client gets the same answers in every form`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path)
        let model = try LoadedModel(description: nil, weights: shippedFiles().weights)
        let asked = try await runProgram(
            try #require(Oracle.python), [Oracle.infer, "\(service.port)", Self.name, model.version])
        try #require(asked.code == 0, "\(asked.errors)")
        let findings = try JSONDecoder().decode(Findings.self, from: Data(asked.output.utf8))
        #expect(findings.live && findings.ready && findings.modelReady && findings.versionReady)
        #expect(!findings.noModelReady)
        let rows: [Float] = [6, 148, 72, 35, 0, 33.6, 0.627, 50, 1, 85, 66, 29, 0, 26.6, 0.351, 31]
        let output = rows.withUnsafeBufferPointer { model.network.answers(to: $0) }
        let expected = Findings.Form(output: output, classes: output.map(classOf), id: "r-1")
        #expect(findings.forms.count == 7)
        for (form, found) in findings.forms { #expect(found == expected, "\(form)") }
        #expect(
            findings.errors.mapValues(\.first) == ["type": "400", "shape": "400", "output": "400", "version": "404"])
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `paths of the protocol answer as it says`() async throws {
        let client = try RouterClient()
        let version = client.parts.store.current.model.version
        for path in ["", "/health/live", "/health/ready", "/models/\(Self.name)", "/models/\(Self.name)/ready"] {
            #expect(try await client.send(.get, "/v2\(path)").status == 200, "\(path)")
        }
        for path in ["", "/ready"] {
            #expect(try await client.send(.get, "/v2/models/\(Self.name)/versions/\(version)\(path)").status == 200)
            #expect(try await client.send(.get, "/v2/models/\(Self.name)/versions/1\(path)").status == 404)
            #expect(try await client.send(.get, "/v2/models/other\(path)").status == 404)
        }
        #expect(try await client.send(.get, "/v2/models/pima%2Dsynthetic").status == 200)
        #expect(try await client.send(.get, "/v2/models/pima%2").status == 404)
        client.parts.readiness.end()
        #expect(try await client.send(.get, "/v2/health/live").status == 200)
        #expect(try await client.send(.get, "/v2/health/ready").status == 503)
        #expect(try await client.send(.get, "/v2/models/\(Self.name)/ready").status == 503)
    }

    @Test(
        "requests that are wrong get the protocol's error, the same by either way",
        arguments: [
            ("{", 400, "not-json"), ("[]", 400, "wrong-form"), (infer("[1.5,8]", row), 400, "wrong-form"),
            ("{}", 400, "wrong-inputs"),
            (infer("[1,8]", row, name: "x"), 400, "unknown-input"), (infer("[1,7]", row), 400, "wrong-shape"),
            (infer("[8]", row), 400, "wrong-shape"), (infer("[-1,8]", row), 400, "wrong-shape"),
            (infer("[0,8]", ""), 400, "no-rows"), (infer("[2,8]", row), 400, "wrong-size"),
            (infer("[1,8]", row, type: "BYTES"), 400, "wrong-type"), (infer("[1,8]", row, type: ""), 400, "wrong-type"),
            (infer("[10001,8]", row), 422, "too-many-rows"),
            (infer("[1,8]", "1e999,2,3,4,5,6,7,8"), 400, "not-json"),
            (infer("[1,8]", "1e39,2,3,4,5,6,7,8"), 422, "overflow"),
            (infer("[1,8]", String(repeating: "[", count: 50_000)), 400, "not-json"),
            (infer("[1,8]", row, more: #", "outputs": [{"name": "no"}]"#), 400, "unknown-output"),
        ] as [(String, Int, String)])
    func wrong(body: String, status: Int, code: String) async throws {
        struct Body: Decodable {
            let error: String
            let code: String
        }
        let client = try RouterClient()
        try await client.withWorkers {
            let reply = try await client.send(.post, "/v2/models/\(Self.name)/infer", body: body)
            #expect(reply.status == status, "\(reply.body)")
            #expect(try reply.json(Body.self).code == code, "\(reply.body)")
            #expect(try !reply.json(Body.self).error.isEmpty)
        }
    }

    @Test func `nested data, an id and chosen outputs are understood`() async throws {
        let client = try RouterClient()
        try await client.withWorkers {
            let more = #", "id": "a\"b", "outputs": [{"name": "classes"}]"#
            let body = Self.infer("[2,8]", "[\(Self.row)],[\(Self.row)]", more: more)
            let reply = try await client.send(.post, "/v2/models/\(Self.name)/infer", body: body)
            let answer = try JSONValue(json: reply.body.utf8)
            #expect(answer["id"]?.string == "a\"b")
            #expect(answer["model_name"]?.string == Self.name)
            #expect(answer["outputs"]?.array?.count == 1)
            #expect(answer["outputs"]?.array?.first?["data"] == .array([.number(1), .number(1)]))
            #expect(answer["parameters"]?["digest"]?.string == client.parts.store.current.model.digest)
        }
    }

    private static func infer(
        _ shape: String, _ data: String, name: String = "input", type: String = "FP32", more: String = ""
    ) -> String {
        #"{"inputs": [{"name": "\#(name)", "datatype": "\#(type)", "shape": \#(shape), "data": [\#(data)]}]\#(more)}"#
    }
}

/// Answers given on the event loop are those of the long way.
@Suite(.serialized, .timeLimit(.minutes(2))) struct DirectAnswerTests {
    private static func request(_ body: String, fields: String = "") -> String {
        "POST /v1/predict HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n\(fields)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func chunked(_ body: String) -> String {
        "POST /v1/predict HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
    }

    @Test func `either way gives the same bytes, in the order of the requests`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path)
        let health = "GET /health HTTP/1.1\r\nHost: t\r\n\r\n"
        let last = "GET /ready HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"
        // Direct; the long way; behind the long way; alone again; wrong; direct.
        let texts = [
            Self.request(body()), Self.chunked(body()), Self.request(body(rows: 2)), health, Self.request("{}"),
            Self.request(body(rows: 2)),
        ]
        let reply = try await service.http.send(texts.joined() + last)
        let all = reply.head + "\r\n\r\n" + reply.body
        let statuses = all.matches(of: #/HTTP/1.1 (\d+)/#).map { String($0.1) }
        #expect(statuses == ["200", "200", "200", "200", "422", "200", "200"])
        let bodies = all.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("{") }.map(String.init)
        try #require(bodies.count == 7, "\(all)")
        #expect(bodies[0] == bodies[1])
        #expect(bodies[2] == bodies[5])
        #expect(bodies[3].contains("ok") && bodies[4].contains("wrong-form") && bodies[6].contains("ready"))
        // Counted like all others.
        let metrics = try await service.http.get("/metrics").body
        #expect(
            metrics.contains(#"model_service_requests_total{route="/v1/predict",method="POST",status="200"} 4"#),
            "\(metrics)")
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `a body in pieces is waited for, and not for longer than bodies may take`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path, ["--body-timeout", "0.3"])
        let http = service.http
        let text = Self.request(body(), fields: "Connection: keep-alive\r\n")
        let replies = try await HTTPSocket.blocking {
            let descriptor = try http.connect()
            defer { close(descriptor) }
            var chunk = [UInt8](repeating: 0, count: 4096)
            for piece in [text.prefix(20), text.dropFirst(20).dropLast(10), text.suffix(10)] {
                try HTTPSocket.write(String(piece), to: descriptor)
                usleep(20_000)
            }
            let first = recv(descriptor, &chunk, chunk.count, 0)
            let whole = String(decoding: chunk.prefix(max(0, first)), as: UTF8.self)
            try HTTPSocket.write(String(text.dropLast(10)), to: descriptor)
            return (whole, HTTPSocket.readToEnd(descriptor))
        }
        #expect(replies.0.hasPrefix("HTTP/1.1 200 OK"))
        #expect(replies.1.hasPrefix("HTTP/1.1 408 Request Timeout"))
        #expect(replies.1.contains("slow-body"))
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }
}
