import FoundationEssentials
import Testing

@testable import ModelService

/// What Keras answers for the models and data that people bring, kept outside of the project.
@Suite(.enabled(if: Places.pima != nil, "reference data not found; set SWIFTPLAY_SHARED"))
struct ReferenceTests {
    private struct Reference: Decodable {
        let rows: Int
        let classes: String
        let keras: [Float]
        let precise: [Double]
        let accuracy: Float
        let classesDigest: String

        private enum CodingKeys: String, CodingKey {
            case rows, classes
            case keras = "probability_keras_f32"
            case precise = "probability_f64"
            case accuracy = "accuracy_keras"
            case classesDigest = "classes_sha256"
        }
    }

    /// The file has other entries too, of another form.
    private struct References: Decodable {
        let entries: [String: Reference]

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Name.self)
            entries = Dictionary(
                uniqueKeysWithValues: try fields.allKeys.filter { $0.stringValue.hasPrefix("model=") }.map {
                    ($0.stringValue, try fields.decode(Reference.self, forKey: $0))
                })
        }

        private struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }

    @Test(
        "probabilities agree with Keras to 1e-5, and classes entirely",
        arguments: ["development", "production"], ["development", "production"])
    func agree(model: String, data: String) throws {
        let pima = try #require(Places.pima)
        let references = try JSONDecoder().decode(References.self, from: Data(read("\(pima)/reference.json"))).entries
        let reference = try #require(references["model=\(model)_server,data=\(data)_server"])
        let loaded = try LoadedModel(
            description: "\(pima)/\(model)_server/model.json", weights: "\(pima)/\(model)_server/model.h5")
        let rows = try DataSet(contentsOf: "\(pima)/\(data)_server/pima-indians-diabetes.csv", inputs: 8)
        let probabilities = loaded.network.answers(to: rows.rows)
        let answer = Answer(loaded, probabilities, observed: rows.outcomes)
        #expect(rows.count == reference.rows)
        #expect(zip(probabilities, reference.keras).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(zip(probabilities, reference.precise).allSatisfy { abs(Double($0) - $1) < 1e-5 })
        let classes = try #require(answer.classes).map(String.init).joined()
        #expect(classes == reference.classes)
        #expect(SHA256.hex(Array(classes.utf8)) == reference.classesDigest)
        #expect(Evaluation(answer).percent == Double(reference.accuracy) * 100)
    }

    @Test("the same weights in other files are the same network", arguments: ["dev", "prod"])
    func otherFiles(name: String) throws {
        let pima = try #require(Places.pima)
        let folder = "\(pima)/\(name == "dev" ? "development" : "production")_server"
        let original = try LoadedModel(description: "\(folder)/model.json", weights: "\(folder)/model.h5")
        for file in ["-full.h5", ".safetensors", ".keras", ".onnx"] {
            let other = try LoadedModel(description: nil, weights: "\(pima)/derived/pima-\(name)\(file)")
            #expect(other.digest == original.digest)
        }
    }

    @Test func `weights of one model are refused for the other where the file tells`() throws {
        let pima = try #require(Places.pima)
        let problem = try #require(throws: FileProblem.self) {
            try LoadedModel(
                description: "\(pima)/development_server/model.json", weights: "\(pima)/derived/pima-prod.safetensors")
        }
        #expect(problem.detail.contains("dense_1 is relu in the model and sigmoid in the weights"))
    }
}
