import FoundationEssentials
import Glibc

@testable import ModelService

/// Where tests find files: by this file's own place, symbolic links resolved.
enum Places {
    static let package = parent(of: real(#filePath), levels: 4)
    static let shipped = "\(package)/playbooks/roles/model_service/files"

    /// Data that is not ours to ship; tests that need it are skipped where it is absent.
    static let pima: String? = {
        let shared =
            ProcessInfo.processInfo.environment["SWIFTPLAY_SHARED"] ?? "\(parent(of: package, levels: 1))/shared"
        return fileExists("\(shared)/data/pima/reference.json") ? "\(shared)/data/pima" : nil
    }()

    /// The executable beside the test bundle.
    static let service = parent(of: real("/proc/self/exe"), levels: 1) + "/model-service"

    static func fixture(_ name: String) -> String {
        "\(parent(of: real(#filePath), levels: 2))/Fixtures/\(name)"
    }

    private static func real(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func parent(of path: String, levels: Int) -> String {
        "/" + path.split(separator: "/").dropLast(levels).joined(separator: "/")
    }
}

/// A directory of its own for one test.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() {
        path = "/tmp/model-service-test-\(getpid())-\(Job.newID().prefix(12))"
        mkdir(path, 0o700)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

func read(_ path: String) throws -> [UInt8] {
    try readFile(path, limit: 64 << 20)
}

func write(_ text: String, to path: String) throws {
    try writeFileAtomically(Array(text.utf8), to: path)
}

/// The files of the model that the project ships.
func shippedFiles() -> ModelFiles {
    ModelFiles(
        description: "\(Places.shipped)/model.json", weights: "\(Places.shipped)/weights.safetensors",
        data: "\(Places.shipped)/data.csv")
}

/// A copy of the shipped model that a test may spoil.
func copyShippedModel(to directory: String) throws -> ModelFiles {
    for name in ["model.json", "weights.safetensors", "data.csv"] {
        try writeFileAtomically(read("\(Places.shipped)/\(name)"), to: "\(directory)/\(name)")
    }
    return ModelFiles(
        description: "\(directory)/model.json", weights: "\(directory)/weights.safetensors",
        data: "\(directory)/data.csv")
}

/// The model of the HDF5 fixtures: 3 → 2 (relu) → 1 (sigmoid), with weights that can be done by hand.
let tinyModelJSON = """
    {"class_name": "Sequential", "config": {"name": "tiny", "layers": [
      {"class_name": "Dense", "config": {"name": "hidden", "units": 2, "activation": "relu", "use_bias": true,
        "batch_input_shape": [null, 3]}},
      {"class_name": "Dense", "config": {"name": "out", "units": 1, "activation": "sigmoid", "use_bias": true}}]}}
    """

func tinyDescription() throws -> KerasModel {
    try KerasModel(json: tinyModelJSON.utf8)
}

/// The network of a file's bytes.
func network(_ bytes: [UInt8], _ description: KerasModel? = nil) throws -> Network {
    try ModelFile(bytes, description: description).network
}

extension Answer {
    /// Probabilities that no model gave.
    init(digest: String, probabilities: [Float]) {
        self.init(model: "m", version: "v", digest: digest, purpose: .binary, width: 1, values: probabilities)
    }
}
