import FoundationEssentials
import Testing

@testable import ModelService

/// Networks built by the real Keras and ONNX, and their answers.
@Suite(.enabled(if: Oracle.python != nil, "no Python with Keras and onnxruntime: set SWIFTPLAY_KERAS"))
struct KerasAndONNXTests {
    private struct Case: Decodable {
        var inputs: Int?
        var rows: [Float]?
        var answers: [Float]?
        /// What the reason of a refusal must contain.
        var word: String?
    }

    @Test(.timeLimit(.minutes(5))) func `every supported network answers as the original does, all others are refused`()
        async throws
    {
        let directory = TemporaryDirectory()
        let made = try await runProgram(try #require(Oracle.python), [Oracle.models, directory.path])
        try #require(made.code == 0, "\(made.errors)")
        let index = try JSONDecoder().decode([String: Case].self, from: Data(read("\(directory.path)/index.json")))
        try #require(index.count > 100)
        for (name, expected) in index.sorted(by: { $0.key < $1.key }) {
            if let word = expected.word {
                let problem = #expect(throws: FileProblem.self, "\(name)") { try load(name, directory.path) }
                #expect(problem?.detail.contains(word) == true, "\(name): \(problem as Any)")
            } else {
                do { try compare(name, expected, directory.path) } catch { Issue.record("\(name): \(error)") }
            }
        }
    }

    private func load(_ name: String, _ directory: String) throws -> LoadedModel {
        let isAlone = name.hasSuffix(".weights.h5")
        let description = isAlone ? "\(directory)/\(name.dropLast(".weights.h5".count)).json" : nil
        return try LoadedModel(description: description, weights: "\(directory)/\(name)")
    }

    private func compare(_ name: String, _ expected: Case, _ directory: String) throws {
        let model = try load(name, directory)
        let rows = try #require(expected.rows)
        let answers = rows.withUnsafeBufferPointer { model.network.answers(to: $0) }
        let wanted = try #require(expected.answers)
        try #require(answers.count == wanted.count, "\(name)")
        // Sums of large terms are rounded in another order; probabilities are bare 1e-5.
        let worst = zip(answers, wanted).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
        #expect(worst < 1e-5, "\(name): \(worst)")
        let converted = try ModelFile(model.network.safeTensors(name: "again").encoded())
        #expect(converted.network == model.network, "\(name)")
    }
}

/// The programs that tests compare with.
enum Oracle {
    /// A Python with Keras, jax, h5py, onnx, onnxruntime, tritonclient, prometheus_client, openapi_spec_validator and schemathesis.
    static let python: String? = {
        let named = ProcessInfo.processInfo.environment["SWIFTPLAY_KERAS"]
        let path = named ?? "\(Places.package)/.build/keras-venv/bin/python"
        return fileExists(path) ? path : nil
    }()

    static let models = "\(folder)/models.py"
    static let infer = "\(folder)/infer.py"
    static let document = "\(folder)/document.py"
    static let metrics = "\(folder)/metrics.py"

    private static let folder = "\(Places.package)/Tests/ModelServiceTests/Oracle"
}
