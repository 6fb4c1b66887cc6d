import Glibc
import HTTPTypes
import Testing

@testable import ModelService

/// What the service says of itself to programs: read by programs that are not ours.
@Suite(.serialized, .timeLimit(.minutes(3))) struct OpenAPITests {
    @Test func `the document has every path with its methods, and no others`() async throws {
        let client = try RouterClient()
        let reply = try await client.send(.get, "/openapi.json")
        let paths = try #require(JSONValue(json: reply.body.utf8)["paths"]?.object)
        let documented = paths.flatMap { path, operations in operations.object?.keys.map { "\($0) \(path)" } ?? [] }
        let served = serviceRoutes(client.parts).flatMap { route in
            let path = route.path.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
            return route.methods.map { "\($0.rawValue.lowercased()) /\(path.joined(separator: "/"))" }
        }
        #expect(documented.sorted() == served.sorted())
    }

    @Test func `the document tells of this service's limits and token`() async throws {
        var limits = RequestLimits()
        limits.rows = 12
        let reply = try await RouterClient(limits: limits, metricsToken: "t").send(.get, "/openapi.json")
        let document = try JSONValue(json: reply.body.utf8)
        let rows = document["components"]?["schemas"]?["Rows"]?["properties"]?["rows"]
        #expect(rows?["maxItems"]?.int == 12)
        #expect(rows?["items"]?["minItems"]?.int == 8 && rows?["items"]?["maxItems"]?.int == 8)
        #expect(document["paths"]?["/metrics"]?["get"]?["security"]?.array?.count == 1)
    }

    @Test(.enabled(if: Oracle.python != nil, "no Python with schemathesis: set SWIFTPLAY_KERAS"))
    func `a validator finds nothing, and schemathesis no answer that the document does not allow`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(
            shippedFiles(), in: directory.path, environment: ["MODEL_SERVICE_METRICS_TOKEN": "t0k3n"])
        let python = try #require(Oracle.python)
        let checked = try await runProgram(
            python, [Oracle.document, "http://127.0.0.1:\(service.port)", "t0k3n", directory.path],
            environment: ["PATH": "/usr/bin:/bin", "HOME": directory.path])
        #expect(checked.code == 0, "\(checked.output.suffix(8000))\n\(checked.errors.suffix(4000))")
        #expect(
            checked.output.contains("the document is valid") && checked.output.contains("Tested: 25"),
            "\(checked.output)")
        #expect(!service.logText.contains("failed unexpectedly"), "\(service.logText)")
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test(.enabled(if: Oracle.python != nil, "no Python with prometheus_client: set SWIFTPLAY_KERAS"))
    func `Prometheus' own parser reads the metrics`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path, ["--access-log", "json"])
        for _ in 0..<3 { #expect(try await service.http.post("/v1/predict", body()).status == 200) }
        #expect(try await service.http.get("/nothing").status == 404)
        let read = try await runProgram(try #require(Oracle.python), [Oracle.metrics, "\(service.port)"])
        try #require(read.code == 0, "\(read.errors)")
        #expect(read.output == "3 predictions, 1 of no path, families are as Prometheus wants them\n")
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }
}
