import HTTPTypes
import Testing

@testable import ModelService

/// Rows of eight ordinary values, as a request's body.
func body(rows: Int = 1) -> String {
    let row = "[6,148,72,35,0,33.6,0.627,50]"
    return #"{"rows": ["# + Array(repeating: row, count: rows).joined(separator: ",") + "]}"
}

struct PredictionReply: Decodable {
    struct Model: Decodable { let digest: String }
    let probabilities: [Float]
    let classes: [Int]
    let model: Model
}

struct JobReply: Decodable {
    let id: String
    let status: String
    let result: PredictionReply?
}

@Suite(.timeLimit(.minutes(1))) struct RouterTests {
    @Test func `rows are answered with probabilities, classes and the model's digest`() async throws {
        let client = try RouterClient()
        try await client.withWorkers {
            let reply = try await client.send(.post, "/v1/predict", body: body(rows: 3))
            let prediction = try reply.json(PredictionReply.self)
            #expect(reply.status == 200)
            #expect(prediction.probabilities.count == 3)
            #expect(prediction.classes == prediction.probabilities.map(classOf))
            #expect(prediction.model.digest == client.parts.store.current.model.digest)
        }
    }

    @Test(
        "bad requests are refused with a reason, and no worker sees them",
        arguments: [
            ("", 400, "empty-body"), ("x", 400, "not-json"), (#"{"rows": [[NaN]]}"#, 400, "not-json"),
            (#"{"rows": [[1,2,3,4,5,6,7,8]]} x"#, 400, "not-json"), (#"{"rows": [[1,2"#, 400, "not-json"),
            (String(repeating: "[", count: 100_000), 400, "not-json"),
            (#"{"rows": "# + String(repeating: "[", count: 100_000), 400, "not-json"),
            ("[]", 422, "wrong-form"), ("null", 422, "wrong-form"), ("{}", 422, "wrong-form"),
            (#"{"rows": 1}"#, 422, "wrong-form"), (#"{"rows": [1]}"#, 422, "wrong-form"),
            (#"{"rows": [["1",2,3,4,5,6,7,8]]}"#, 422, "wrong-form"),
            (#"{"rows": [[null,2,3,4,5,6,7,8]]}"#, 422, "wrong-form"),
            (#"{"rows": [[true,2,3,4,5,6,7,8]]}"#, 422, "wrong-form"), (#"{"rows": []}"#, 422, "no-rows"),
            (#"{"rows": [[]]}"#, 422, "wrong-length"), (#"{"rows": [[1,2,3,4,5,6,7]]}"#, 422, "wrong-length"),
            (#"{"rows": [[1,2,3,4,5,6,7,8,9]]}"#, 422, "wrong-length"),
            (#"{"rows": [[1e39,2,3,4,5,6,7,8]]}"#, 422, "out-of-range"), (body(rows: 11), 422, "too-many-rows"),
            (String(repeating: " ", count: 5000) + body(), 413, "too-large"),
        ] as [(String, Int, String)])
    func bad(body: String, status: Int, code: String) async throws {
        var limits = RequestLimits()
        (limits.rows, limits.bodyBytes) = (10, body.hasPrefix(" ") ? 4096 : 1 << 20)
        let client = try RouterClient(limits: limits)
        let reply = try await client.send(.post, "/v1/predict", body: body)
        #expect(reply.status == status)
        #expect(reply.code == code)
        #expect(reply.headers[.contentType] == "application/json")
        #expect(client.parts.broker.load.accepted == 0)
    }

    @Test(
        "a body that is not declared as JSON is refused",
        arguments: [
            ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("application/json; charset=utf-8", 202),
            ("application/problem+json", 202), (nil, 202),
        ] as [(String?, Int)])
    func contentType(type: String?, status: Int) async throws {
        let reply = try await RouterClient().send(.post, "/v1/jobs", body: body(), type: type)
        #expect(reply.status == status)
    }

    @Test func `a job asked for again with its key is the same job, and the key is for no other`() async throws {
        let client = try RouterClient()
        func ask(_ body: String, _ key: String?) async throws -> RouterClient.Reply {
            try await client.send(.post, "/v1/jobs", body: body, fields: key.map { [.idempotencyKey: $0] } ?? [:])
        }
        let first = try await ask(body(), "k 1")
        let again = try await ask(body(), "k 1")
        #expect(first.status == 202 && again.status == 202 && again.body == first.body)
        #expect(again.headers[.location] == first.headers[.location])
        #expect(client.parts.broker.load.waiting == 1)
        let other = try await ask(body(rows: 2), "k 1")
        #expect(other.status == 422 && other.code == "key-reused")
        for key in ["", String(repeating: "k", count: 256)] {
            let refused = try await ask(body(), key)
            #expect(refused.status == 400 && refused.code == "wrong-key")
        }
        #expect(try await ask(body(), "k 2").body != first.body)
        #expect(try await ask(body(), nil).body != first.body)
        try await client.withWorkers {
            while client.parts.broker.load.answered < 3 { await Task.yield() }
        }
        #expect(try await ask(body(), "k 1").json(JobReply.self).status == "done")
    }

    @Test(
        "a path refuses unsupported methods and lists the supported ones",
        arguments: [
            (.get, "/v1/predict", "POST"), (.delete, "/", "GET, HEAD"), (.put, "/accuracy", "GET, POST, HEAD"),
            (.post, "/health", "GET, HEAD"), (.patch, "/v1/jobs/x", "GET, HEAD"),
        ] as [(HTTPRequest.Method, String, String)])
    func wrongMethod(method: HTTPRequest.Method, path: String, allowed: String) async throws {
        let reply = try await RouterClient().send(method, path)
        #expect(reply.status == 405)
        #expect(reply.headers[.allow] == allowed)
        #expect(reply.code == "wrong-method")
    }

    @Test func `numbers out of range are refused`() async throws {
        let reply = try await RouterClient().send(.post, "/v1/predict", body: #"{"rows": [[1e999,2,3,4,5,6,7,8]]}"#)
        #expect([400, 422].contains(reply.status))
    }

    @Test func `a full queue answers with a request to retry`() async throws {
        var limits = QueueLimits()
        limits.capacity = 1
        let client = try RouterClient(broker: MemoryBroker(limits))
        #expect(try await client.send(.post, "/v1/jobs", body: body()).status == 202)
        for path in ["/v1/jobs", "/v1/predict"] {
            let reply = try await client.send(.post, path, body: body())
            #expect(reply.status == 429)
            #expect(reply.code == "queue-full")
            #expect(reply.headers[.retryAfter] == "1")
        }
    }

    @Test func `large requests are refused when too many are being read, small ones never`() async throws {
        var limits = RequestLimits()
        (limits.largeBodiesAtOnce, limits.smallBodyBytes) = (0, 100)
        let client = try RouterClient(limits: limits)
        let large = try await client.send(.post, "/v1/jobs", body: body(rows: 10), announced: true)
        #expect(large.status == 429)
        #expect(large.code == "busy")
        #expect(try await client.send(.post, "/v1/jobs", body: body(), announced: true).status == 202)
        #expect(try await client.send(.post, "/v1/jobs", body: body()).status == 429, "it may be large")
    }

    @Test func `a request that no worker answers in time gets an error`() async throws {
        var limits = RequestLimits()
        limits.answerTime = .milliseconds(20)
        let client = try RouterClient(limits: limits)
        let reply = try await client.send(.post, "/v1/predict", body: body())
        #expect(reply.status == 503)
        #expect(reply.code == "too-slow")
        #expect(reply.headers[.retryAfter] != nil)
        #expect(client.parts.broker.load.waiting == 0)
    }

    @Test func `a stopping service is alive, not ready, and refuses jobs`() async throws {
        let client = try RouterClient()
        client.parts.readiness.end()
        client.parts.broker.close()
        #expect(try await client.send(.get, "/health").status == 200)
        #expect(try await client.send(.get, "/ready").status == 503)
        let reply = try await client.send(.post, "/v1/predict", body: body())
        #expect(reply.status == 503)
        #expect(reply.headers[.retryAfter] != nil)
    }

    @Test func `a submitted job can be followed to its result`() async throws {
        let client = try RouterClient()
        let accepted = try await client.send(.post, "/v1/jobs", body: body(rows: 2))
        let path = try #require(accepted.headers[.location])
        #expect(accepted.status == 202)
        #expect(try await client.send(.get, path).json(JobReply.self).status == "waiting")
        try await client.withWorkers {}
        let done = try await client.send(.get, path).json(JobReply.self)
        #expect(done.status == "done")
        #expect(done.result?.classes.count == 2)
        #expect(try await client.send(.get, "/v1/jobs/unknown").code == "no-such-job")
    }

    @Test("the pages show accuracy and both arrays", arguments: ["/", "/predictions"])
    func pages(path: String) async throws {
        let client = try RouterClient()
        try await client.withWorkers {
            let page = try await client.send(.get, path)
            #expect(page.status == 200)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            for part in [
                "<code id=\"accuracy\">83.46354365348816</code>", "<pre id=\"true\">[1, 0,", "id=\"predicted\">[",
            ] {
                #expect(page.body.contains(part))
            }
            #expect(!page.body.contains("http://") && !page.body.contains("<script"))
        }
    }

    @Test func `GET and POST return the same, as a page and as JSON`() async throws {
        struct Predictions: Decodable, Equatable {
            let accuracy: Double
            let predicted: [Int]
        }
        let client = try RouterClient()
        try await client.withWorkers {
            for path in ["/predictions", "/accuracy"] {
                let (get, post) = try await (client.send(.get, path), client.send(.post, path))
                #expect(get.body == post.body)
            }
            let page = try await client.send(.post, "/accuracy")
            #expect(page.body.contains("<h1>The accuracy is 83.46354365348816</h1>"))
            let json = try await client.send(.get, "/predictions", accept: "application/json").json(Predictions.self)
            #expect(json.accuracy == 83.46354365348816)
            #expect(json.predicted.count == 768)
        }
    }

    @Test func `a service without a data set says so`() async throws {
        var files = shippedFiles()
        files.data = nil
        let client = try RouterClient(files)
        try await client.withWorkers {
            let reply = try await client.send(.get, "/accuracy")
            #expect(reply.status == 404)
            #expect(reply.code == "no-data")
        }
    }

    @Test func `browsers get an error page that repeats nothing from the request`() async throws {
        let reply = try await RouterClient().send(.get, "/<script>alert(1)</script>", accept: "text/html,*/*")
        #expect(reply.status == 404)
        #expect(reply.body.contains("<h1>404"))
        #expect(!reply.body.contains("alert"))
        #expect(try await RouterClient().send(.get, "/nope").code == "no-such-path")
    }

    @Test func `metrics count requests by route, not by path`() async throws {
        let client = try RouterClient()
        for path in ["/v1/jobs/a", "/v1/jobs/b", "/x", "/y"] { _ = try await client.send(.get, path) }
        _ = try await client.send(#require(HTTPRequest.Method("BREW")), "/health")
        let text = try await client.send(.get, "/metrics").body
        #expect(text.contains(#"model_service_requests_total{route="/v1/jobs/{id}",method="GET",status="404"} 2"#))
        #expect(text.contains(#"{route="NotFound",method="GET",status="404"} 2"#))
        #expect(text.contains(#"method="other",status="405"} 1"#))
        #expect(text.contains("model_service_queue_capacity 256\n"))
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(line.split(separator: " ").last.flatMap { Double($0) } != nil)
        }
    }

    @Test func `the model is described`() async throws {
        struct Model: Decodable {
            let digest: String
            let inputs: Int
            let weights: [String: String]
        }
        let client = try RouterClient()
        let model = try await client.send(.get, "/v1/model").json(Model.self)
        #expect(model.digest == client.parts.store.current.model.digest)
        #expect(model.inputs == 8)
        #expect(model.weights["sha256"] == SHA256.hex(try read(shippedFiles().weights)))
    }
}
