import FoundationEssentials
import Glibc
import HTTPTypes
import Testing

@testable import ModelService

/// The executable as it runs in production, over real sockets and signals.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ProcessTests {
    @Test func `the service answers over a socket as it does through the router`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path)
        let client = try RouterClient()
        try await client.withWorkers {
            for path in ["/predictions", "/v1/model", "/accuracy"] {
                #expect(try await service.http.get(path).body == client.send(.get, path).body)
            }
            let overSocket = try await service.http.post("/v1/predict", body(rows: 2)).body
            #expect(try await client.send(.post, "/v1/predict", body: body(rows: 2)).body == overSocket)
        }
        #expect(try await service.http.send("HEAD / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").body == "")
        #expect(try await service.http.send("nonsense\r\n\r\n").status == 400)
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `bodies of a hundred megabytes are refused, announced or not`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path)
        let announced = HTTPSocket.head("/v1/predict", length: 100 << 20) + String(repeating: " ", count: 4 << 20)
        #expect(try await service.http.send(announced).status == 413)
        let chunk = "100000\r\n" + String(repeating: " ", count: 1 << 20) + "\r\n"
        let unannounced =
            "POST /v1/predict HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n" + String(repeating: chunk, count: 100) + "0\r\n\r\n"
        let reply = try await service.http.send(unannounced)
        #expect(reply.status == 413)
        #expect(reply.head.contains("Connection: close"))
        #expect(try residentMegabytes(service.pid) < 200)
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `a body that does not come is not waited for`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path, ["--body-timeout", "0.2"])
        let reply = try await service.http.send(HTTPSocket.head("/v1/predict", length: 500) + "{")
        #expect(reply.status == 408)
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `a stop under load answers all that was accepted`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path, ["--workers", "1"])
        let big = body(rows: 2000)
        let replies = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<12 { group.addTask { try? await service.http.post("/v1/predict", big).status } }
            try? await Task.sleep(for: .milliseconds(150))
            service.signal(SIGTERM)
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try await service.exitCode() == 0)
        // Whoever came too late met a closed door; whoever was let in was served.
        #expect(replies.contains(200))
        #expect(replies.allSatisfy { $0 == nil || $0 == 200 })
        #expect(service.logText.contains("all accepted jobs are done"))
        await #expect(throws: HTTPSocket.Failure.self) { try await service.http.get("/health") }
    }

    @Test func `a stop informs load balancers first`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path, ["--drain-time", "0.5"])
        #expect(try await service.http.get("/ready").status == 200)
        service.signal(SIGTERM)
        try await Task.sleep(for: .milliseconds(150))
        #expect(try await service.http.get("/ready").status == 503)
        #expect(try await service.http.get("/health").status == 200)
        #expect(try await service.http.post("/v1/predict", body()).status == 200)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `new weights under load fail no request, and bad ones change nothing`() async throws {
        let directory = TemporaryDirectory()
        let files = try copyShippedModel(to: directory.path)
        let service = try await ServiceProcess(files, in: directory.path, ["--workers", "2"])
        let old = try LoadedModel(description: nil, weights: files.weights)
        let fresh = try fresh()
        let seen = try await withThrowingTaskGroup(of: Set<String>.self) { group in
            for _ in 0..<4 { group.addTask { try await digests(service.http, requests: 100) } }
            try await Task.sleep(for: .milliseconds(100))
            try writeFileAtomically(Array(fresh.bytes.dropLast(4)), to: files.weights)
            service.signal(SIGHUP)
            try await service.logged("new files refused, the old model stays in use")
            #expect(try await digests(service.http, requests: 1) == [old.digest])
            try writeFileAtomically(fresh.bytes, to: files.weights)
            service.signal(SIGHUP)
            try await service.logged("new files are in use")
            #expect(try await digests(service.http, requests: 1) == [fresh.digest])
            return try await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        #expect(seen.isSubset(of: [old.digest, fresh.digest]))
        let metrics = try await service.http.get("/metrics").body
        #expect(metrics.contains("model_service_reloads_total{result=\"done\"} 1\n"))
        #expect(metrics.contains("model_service_reloads_total{result=\"refused\"} 1\n"))
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `versions are activated and rolled back under load without a failed request`() async throws {
        let test = try TestRepository()
        let versions = [try test.add(bias: 0), try test.add(bias: 0.25)]
        let models = ["--models", test.root]
        func command(_ words: String...) async throws -> (code: Int32, output: String, errors: String) {
            try await runService(["models"] + words.prefix(1) + models + words.dropFirst())
        }
        #expect(try await command("activate", "pima", versions[0]).output == "pima \(versions[0]) is now active\n")
        #expect(try await command("activate", "pima", versions[0]).output == "pima \(versions[0]) is already active\n")
        let service = try await ServiceProcess(in: test.directory.path, models)
        let isOver = Gauge()
        let seen = try await withThrowingTaskGroup(of: Set<String>.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var seen: Set<String> = []
                    while await isOver.total == 0 { seen.formUnion(try await digests(service.http, requests: 10)) }
                    return seen
                }
            }
            #expect(try await command("activate", "pima", versions[1]).code == 0)
            try await active(versions[1], service)
            try writeFileAtomically([], to: "\(test.root)/pima/\(versions[0])/golden.json")
            let refused = try await command("rollback", "pima")
            #expect(refused.code == 1 && refused.errors.contains("golden.json"), "\(refused)")
            try test.add(bias: 0)
            #expect(try await command("rollback", "pima").output == "pima \(versions[0]) is active again\n")
            try await active(versions[0], service)
            await isOver.enter()
            return try await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        #expect(Set(seen.map { String($0.dropFirst(7).prefix(12)) }) == Set(versions))
        let list = try await command("list").output
        #expect(
            list.contains("pima \(versions[0]) active since 20")
                && list.contains("pima \(versions[1]) idle accuracy 0."))
        #expect(try await command("show", "pima", versions[1]).output.contains("\"origin\""))
        #expect(try await command("canary", "--percent", "50", "pima", versions[1]).code == 0)
        #expect(try await command("shadow", "pima", versions[1]).code == 0)
        #expect(try await command("shadow", "pima", "none").output == "pima now has no shadow\n")
        #expect(try await command("activate", "typo", versions[1]).code == 1)
        #expect(try await command("prune", "--keep", "0", "pima").output == "nothing to remove\n")
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    private func active(_ version: String, _ service: ServiceProcess) async throws {
        for _ in 0..<1000 {
            if try await service.http.get("/v1/models/pima").body.contains(#""active":"\#(version)""#) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("\(version) does not become active: \(service.logText)")
    }

    @Test func `with twice the capacity, the excess gets 429, the rest is answered, and the service recovers`()
        async throws
    {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(
            shippedFiles(), in: directory.path, ["--workers", "1", "--queue-capacity", "4"])
        let big = body(rows: 4000)
        let replies = try await withThrowingTaskGroup(of: HTTPSocket.Reply.self) { group in
            for _ in 0..<32 { group.addTask { try await service.http.post("/v1/predict", big) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(replies.map(\.status)) == [200, 429])
        #expect(replies.filter { $0.status == 429 }.allSatisfy { $0.head.contains("Retry-After: 1") })
        #expect(try await service.http.post("/v1/predict", body()).status == 200)
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `a thousand silent connections block nobody and are eventually closed`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path, ["--idle-timeout", "2"])
        raiseFileLimit()
        let idle = try (0..<1000).map { index in
            let descriptor = try service.http.connect()
            if index % 2 == 0 { try HTTPSocket.write("POST /v1/predict HTTP/1.1\r\nContent-Le", to: descriptor) }
            return descriptor
        }
        defer { for descriptor in idle { close(descriptor) } }
        #expect(try await service.http.post("/v1/predict", body()).status == 200)
        let ended = try await HTTPSocket.blocking { idle.map(HTTPSocket.readToEnd) }
        #expect(ended.allSatisfy { $0.isEmpty })
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `jobs accepted before a kill are answered after the restart`() async throws {
        let directory = TemporaryDirectory()
        let options = ["--journal", "\(directory.path)/journal", "--workers", "1", "--queue-capacity", "1000"]
        let first = try await ServiceProcess(shippedFiles(), in: directory.path, options)
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    let reply = try await first.http.post("/v1/jobs", body(rows: 300))
                    return try JSONDecoder().decode(JobReply.self, from: Data(reply.body.utf8)).id
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        first.signal(SIGKILL)
        #expect(try await first.exitCode() == -SIGKILL)
        let second = try await ServiceProcess(shippedFiles(), in: directory.path, options)
        for id in ids {
            var status = ""
            for _ in 0..<1000 where status != "done" {
                let reply = try await second.http.get("/v1/jobs/\(id)")
                #expect(reply.status == 200)
                status = try JSONDecoder().decode(JobReply.self, from: Data(reply.body.utf8)).status
                if status != "done" { try await Task.sleep(for: .milliseconds(20)) }
            }
            #expect(status == "done")
        }
        #expect(second.logText.contains("jobs resumed from"))
        second.signal(SIGTERM)
        #expect(try await second.exitCode() == 0)
    }

    private func digests(_ http: HTTPSocket, requests: Int) async throws -> Set<String> {
        var seen: Set<String> = []
        for _ in 0..<requests {
            let reply = try await http.post("/v1/predict", body())
            #expect(reply.status == 200)
            seen.insert(try JSONDecoder().decode(PredictionReply.self, from: Data(reply.body.utf8)).model.digest)
        }
        return seen
    }

    private func fresh() throws -> (bytes: [UInt8], digest: String) {
        let bytes = try otherWeights(bias: 0.25)
        return (bytes, try ModelFile(bytes).network.digest)
    }

    private func residentMegabytes(_ pid: pid_t) throws -> Int {
        let text = String(decoding: try read("/proc/\(pid)/statm"), as: UTF8.self)
        return (Int(text.split(separator: " ")[1]) ?? .max) * 4096 >> 20
    }

    private func raiseFileLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
