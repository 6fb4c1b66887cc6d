import HTTPTypes
import Testing

@testable import ModelService

@Suite(.timeLimit(.minutes(1))) struct MetricsTokenTests {
    @Test(
        "metrics require the token",
        arguments: [
            ("Bearer s3cret-.~+/=", 200), ("bearer s3cret-.~+/=", 200), (nil, 401), ("", 401), ("Bearer", 401),
            ("Bearer ", 401), ("Bearer s3cret", 401), ("Bearer s3cret-.~+/= x", 401), ("Basic s3cret-.~+/=", 401),
            ("s3cret-.~+/=", 401), ("Bearer S3CRET-.~+/=", 401),
        ] as [(String?, Int)])
    func authorization(header: String?, status: Int) async throws {
        let client = try RouterClient(metricsToken: "s3cret-.~+/=")
        for method in [HTTPRequest.Method.get, .head] {
            let reply = try await client.send(method, "/metrics", authorization: header)
            #expect(reply.status == status)
            #expect(reply.headers[.wwwAuthenticate] == (status == 401 ? "Bearer" : nil))
            #expect(reply.body.contains("model_service_ready") == (status == 200 && method == .get))
        }
    }

    @Test func `a refusal reveals neither metrics nor token`() async throws {
        let reply = try await RouterClient(metricsToken: "s3cret").send(.get, "/metrics")
        #expect(reply.code == "unauthorized")
        #expect(!reply.body.contains("s3cret") && !reply.body.contains("model_service_"))
    }

    @Test func `other paths require no token`() async throws {
        let client = try RouterClient(metricsToken: "s3cret")
        for path in ["/health", "/ready", "/v1/model"] { #expect(try await client.send(.get, path).status == 200) }
    }

    @Test func `without a token the metrics are open`() async throws {
        #expect(try await RouterClient().send(.get, "/metrics").status == 200)
    }

    @Test(
        "a token that no header can carry is refused, and not printed", arguments: ["", "two words", "naïve", "a\"b"])
    func unusable(token: String) async throws {
        let result = try await runService(
            ["serve", "--weights", shippedFiles().weights, "--data", "", "--port", "0"],
            environment: ["MODEL_SERVICE_METRICS_TOKEN": token])
        #expect(result.code == 64)
        #expect(result.errors.contains("--metrics-token must consist of letters"))
        #expect(token.isEmpty || !result.errors.contains(token))
    }

    @Test func `the running service requires the token from its environment and never shows it`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(
            shippedFiles(), in: directory.path, ["--log-level", "trace"],
            environment: ["MODEL_SERVICE_METRICS_TOKEN": "s3cret"])
        #expect(try await service.http.get("/metrics").status == 401)
        let request = "GET /metrics HTTP/1.1\r\nHost: t\r\nConnection: close\r\nAuthorization: Bearer s3cret\r\n\r\n"
        #expect(try await service.http.send(request).status == 200)
        service.signal(15)
        #expect(try await service.exitCode() == 0)
        #expect(!service.logText.contains("s3cret"))
    }
}
