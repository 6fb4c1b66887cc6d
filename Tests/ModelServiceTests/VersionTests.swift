import FoundationEssentials
import HTTPTypes
import Testing

@testable import ModelService

/// A repository with versions of the shipped network, each with another bias.
struct TestRepository: ~Copyable {
    let directory = TemporaryDirectory()
    let name = "pima"
    var root: String { "\(directory.path)/models" }
    var repository: ModelRepository { ModelRepository(root) }

    init() throws {
        try makeDirectory(root)
        try makeDirectory("\(root)/\(name)")
    }

    /// - Returns: The version's name.
    @discardableResult
    func add(bias: Float, name: String? = nil, minimum: Double? = nil) throws -> String {
        let name = name ?? self.name
        let bytes = try otherWeights(bias: bias, name: name)
        let source = "\(directory.path)/source.safetensors"
        try writeFileAtomically(bytes, to: source)
        let model = try LoadedModel(description: nil, weights: source)
        var version = NewVersion(model: model, name: name, source: "source.safetensors")
        version.data = try read("\(Places.shipped)/data.csv")
        version.minimumAccuracy = minimum
        try makeDirectory("\(root)/\(name)")
        _ = try version.write(to: "\(root)/\(name)/\(model.version)")
        return model.version
    }

    func activate(_ version: String, name: String? = nil) throws {
        _ = try repository.update(name ?? self.name) { before throws(FileProblem) in
            guard var state = before else { return ServingState(version, at: "t0") }
            state.activate(version, at: "t1")
            return state
        }
    }

    func change(_ edit: (inout ServingState) -> Void) throws {
        _ = try repository.update(name) { before throws(FileProblem) in
            guard var state = before else { throw .noModel(name, root) }
            edit(&state)
            return state
        }
    }

    func store(usual: String? = nil) throws -> ModelStore {
        try ModelStore(.repository(repository, usual: usual))
    }
}

/// The shipped network with another last bias, so that it gives other answers.
func otherWeights(bias: Float, name: String = "other") throws -> [UInt8] {
    let network = try LoadedModel(description: nil, weights: shippedFiles().weights).network
    var file = try network.safeTensors(name: name)
    file.metadata["digest"] = nil
    file.tensors["dense_3.bias"] = Tensor(shape: [1], values: [bias])
    return try ModelFile(file.encoded()).network.safeTensors(name: name).encoded()
}

@Suite(.timeLimit(.minutes(1))) struct VersionTests {
    @Test(
        "a spoilt version is refused with the reason, and the old one stays in use",
        arguments: [
            ("flipped bit", "SHA-256"), ("truncated", "SHA-256"), ("empty", "SHA-256"),
            ("missing file", "cannot be read"),
            ("other format", "weights format is unknown"), ("wrong shape", "by the manifest"),
            ("wrong digest", "digest"), ("golden answer", "golden row 1"), ("golden row", "Golden row 1"),
            ("no golden rows", "0 golden rows"), ("accuracy", "at least 0.999"),
            ("stated accuracy", "by the manifest it is"),
            ("other name", "named"), ("outside", "../outside"), ("not listed", "does not list"),
            ("later format", "format is 2"), ("no JSON", "document is not valid"),
        ])
    func spoilt(how: String, reason: String) throws {
        let test = try TestRepository()
        let (good, bad) = (try test.add(bias: 0), try test.add(bias: 0.25))
        try test.activate(good)
        let store = try test.store()
        let path = "\(test.root)/\(test.name)/\(bad)"
        try spoil(path, how)
        let problem = #expect(throws: FileProblem.self) { try test.activate(bad) }
        #expect(problem.map { "\($0)".contains(reason) } == true, "\(how): \(problem.map { "\($0)" } ?? "")")
        #expect(try test.repository.state(of: test.name).active.version == good)
        // Even if its state says so, as after damage: what serves goes on.
        try write(#"{"active": {"version": "\#(bad)", "since": "t"}, "previous": []}"#, to: statePath(test.root))
        #expect(throws: FileProblem.self) { try store.reload() }
        #expect(store.current.model.version == good)
        #expect(throws: FileProblem.self) { try test.store() }
    }

    private func statePath(_ root: String) -> String { "\(root)/pima/serving.json" }

    private func spoil(_ path: String, _ how: String) throws {
        let weights = "\(path)/model.safetensors"
        var bytes = try read(weights)
        switch how {
        case "flipped bit":
            bytes[bytes.count - 9] ^= 4
            try writeFileAtomically(bytes, to: weights)
        case "truncated": try writeFileAtomically(Array(bytes.dropLast(4)), to: weights)
        case "empty": try writeFileAtomically([], to: weights)
        case "missing file": try FileManager.default.removeItem(atPath: weights)
        case "other format": try replace(path, "model.safetensors", Array("no weights at all".utf8))
        case "wrong shape": try edit(path) { $0.replacing("\"inputs\" : 8", with: "\"inputs\" : 7") }
        case "wrong digest": try edit(path) { $0.replacing("\"digest\" : \"sha256:", with: "\"digest\" : \"sha256:0") }
        case "golden answer":
            try golden(path) { GoldenRows(rows: $0.rows, answers: $0.answers.map { $0.map { $0 + 1e-3 } }) }
        case "golden row":
            try golden(path) { GoldenRows(rows: $0.rows.map { Array($0.dropLast()) }, answers: $0.answers) }
        case "no golden rows": try golden(path) { _ in GoldenRows(rows: [], answers: []) }
        case "accuracy":
            try edit(path) { $0.replacing("{\n  \"digest\"", with: "{\n  \"minimum_accuracy\" : 0.999,\n  \"digest\"") }
        case "stated accuracy": try edit(path) { $0.replacing("\"accuracy\" : 0.", with: "\"accuracy\" : 0.0") }
        case "other name": try edit(path) { $0.replacing("\"name\" : \"pima\"", with: "\"name\" : \"amip\"") }
        case "outside": try edit(path) { $0.replacing("\"data.csv\"", with: "\"../outside\"") }
        case "not listed": try edit(path) { $0.replacing("\"golden.json\"", with: "\"golden.txt\"") }
        case "later format": try edit(path) { $0.replacing("\"format\" : 1", with: "\"format\" : 2") }
        default: try edit(path) { String($0.dropLast(20)) }
        }
    }

    private func edit(_ path: String, _ change: (String) -> String) throws {
        let before = String(decoding: try read("\(path)/manifest.json"), as: UTF8.self)
        let after = change(before)
        try #require(after != before)
        try write(after, to: "\(path)/manifest.json")
    }

    /// Puts another file there, and lets the manifest know.
    private func replace(_ path: String, _ name: String, _ bytes: [UInt8]) throws {
        let old = Manifest.FileFacts(try read("\(path)/\(name)"))
        try writeFileAtomically(bytes, to: "\(path)/\(name)")
        let new = Manifest.FileFacts(bytes)
        try edit(path) {
            $0.replacing(old.sha256, with: new.sha256).replacing(
                "\"bytes\" : \(old.bytes),", with: "\"bytes\" : \(new.bytes),")
        }
    }

    private func golden(_ path: String, _ change: (GoldenRows) -> GoldenRows) throws {
        let rows = try readDocument(GoldenRows.self, "\(path)/golden.json")
        try replace(path, "golden.json", documentBytes(change(rows)))
    }

    @Test func `versions become active, roll back and are pruned`() throws {
        let test = try TestRepository()
        let versions = try (0..<6).map { try test.add(bias: Float($0) / 8) }
        for version in versions.prefix(3) { try test.activate(version) }
        try test.change { $0.setCanary(versions[3], percent: 20) }
        #expect(try test.repository.state(of: "pima").roles.map(\.version) == [versions[2], versions[3], versions[1]])
        #expect(try test.repository.prune("pima", keeping: 0) == [versions[0], versions[4], versions[5]].sorted())
        #expect(try test.repository.versions(of: "pima") == versions[1...3].sorted())
        try test.change { _ = $0.rollBack(at: "t2") }
        let state = try test.repository.state(of: "pima")
        #expect(state.active.version == versions[1] && state.previous.isEmpty)
        var last = state
        #expect(last.rollBack(at: "t3") == nil)
    }

    @Test func `what is unchanged is not written again`() throws {
        let test = try TestRepository()
        let version = try test.add(bias: 0)
        try test.activate(version)
        let before = test.repository.signature()
        #expect(
            try !test.repository.update("pima") { before throws(FileProblem) in before ?? ServingState("", at: "") })
        let file = "\(test.root)/pima/\(version)/manifest.json"
        let manifest = try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? UInt64
        try test.add(bias: 0)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? UInt64 == manifest)
        #expect(test.repository.signature() == before)
    }

    @Test func `a canary gets exactly its share, and requests for a version none of it`() throws {
        let test = try TestRepository()
        let (old, new) = (try test.add(bias: 0), try test.add(bias: 0.25))
        try test.activate(old)
        try test.change { $0.setCanary(new, percent: 7) }
        let store = try test.store()
        let chosen = (0..<1000).compactMap { _ in store.choose(.usual)?.deployment.model.version }
        #expect(chosen.count { $0 == new } == 70)
        for version in [old, new] {
            #expect(store.choose(ModelChoice(name: "pima", version: version))?.deployment.model.version == version)
        }
        #expect(store.choose(ModelChoice(name: "pima", version: "000000000000")) == nil)
        #expect(store.choose(ModelChoice(name: "other", version: nil)) == nil)
    }

    @Test func `a shadow's answers are compared and not given`() async throws {
        let test = try TestRepository()
        let (old, new) = (try test.add(bias: 0), try test.add(bias: 4))
        try test.activate(old)
        try test.change { $0.setShadow(new) }
        let client = try RouterClient(source: .repository(test.repository, usual: nil))
        try await client.withWorkers {
            let reply = try await client.send(.post, "/v1/predict", body: body(rows: 3))
            #expect(reply.body.contains(old) && !reply.body.contains(new))
            let metrics = try await client.send(.get, "/metrics").body
            let key = #"{model="pima",model_version="\#(new)""#
            let counts = ["true", "false"].map { agrees in
                metrics.contains("model_service_shadow_rows_total\(key),agrees=\"\(agrees)\"} ")
            }
            #expect(counts == [true, true])
            #expect(metrics.contains("model_service_shadow_largest_difference\(key)} 0."), "\(metrics)")
            #expect(metrics.contains(#"model_service_predictions_total{model="pima",model_version="\#(old)",class="#))
        }
    }

    @Test func `several models answer, each by its name`() async throws {
        let test = try TestRepository()
        let (one, two) = (try test.add(bias: 0), try test.add(bias: 0.25, name: "second"))
        try test.activate(one)
        try test.activate(two, name: "second")
        let client = try RouterClient(source: .repository(test.repository, usual: "second"))
        try await client.withWorkers {
            for (path, version) in [
                ("/v1/predict", two), ("/v1/models/pima/predict", one), ("/v1/models/second/predict", two),
            ] {
                let reply = try await client.send(.post, path, body: body())
                #expect(
                    reply.status == 200 && reply.body.contains(#""version":"\#(version)""#), "\(path) \(reply.body)")
            }
            let infer =
                #"{"inputs": [{"name": "input", "datatype": "FP32", "shape": [1,8], "data": [6,148,72,35,0,33.6,0.627,50]}]}"#
            for (name, version) in [("pima", one), ("second", two)] {
                let reply = try await client.send(.post, "/v2/models/\(name)/versions/\(version)/infer", body: infer)
                #expect(reply.body.contains(#""model_name":"\#(name)","model_version":"\#(version)""#))
            }
            #expect(try await client.send(.post, "/v1/models/third/predict", body: body()).code == "no-such-model")
            #expect(try await client.send(.post, "/v2/models/pima/versions/\(two)/infer", body: infer).status == 404)
            let models = try JSONValue(json: await client.send(.get, "/v1/models").body.utf8)
            #expect(models["default"]?.string == "second" && models["models"]?.array?.count == 2)
            #expect(try await client.send(.get, "/v1/models/pima").body.contains(#""active":"\#(one)""#))
        }
        #expect(throws: FileProblem.self) { try test.store(usual: "third") }
    }

    @Test func `golden rows may bring another program's answers, which must be ours`() throws {
        let test = try TestRepository()
        let source = "\(test.directory.path)/w"
        try writeFileAtomically(otherWeights(bias: 0, name: "pima"), to: source)
        let model = try LoadedModel(description: nil, weights: source)
        let row: [Float] = [6, 148, 72, 35, 0, 33.6, 0.627, 50]
        let answer = row.withUnsafeBufferPointer { model.network.answers(to: $0) }[0]
        for (value, isRight) in [(answer, true), (answer + 1e-3, false)] {
            var version = NewVersion(model: model, name: "pima", source: "w")
            version.golden = Array((row + [value]).map { "\($0)" }.joined(separator: ",").utf8)
            let written = try? version.write(to: "\(test.root)/pima/\(model.version)")
            #expect((written != nil) == isRight)
        }
    }
}
