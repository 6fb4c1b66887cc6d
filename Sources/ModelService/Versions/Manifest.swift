import FoundationEssentials

/// What a version of a model is and what it must do: `manifest.json` in the version's directory.
package struct Manifest: Codable, Equatable, Sendable {
    /// A file of the version, as it must lie on the disk.
    struct FileFacts: Codable, Equatable {
        let sha256: String
        let bytes: Int

        init(_ contents: [UInt8]) { (sha256, bytes) = (SHA256.hex(contents), contents.count) }
    }

    /// How the model does on the version's own data set.
    struct Metrics: Codable, Equatable {
        let rows: Int
        /// Share of rows that are classified as observed.
        let accuracy: Double
    }

    /// The file that was imported.
    struct Origin: Codable, Equatable {
        let file: String
        let format: String
        let sha256: String
    }

    static let file = "manifest.json"
    static let currentFormat = 1

    let format: Int
    let name: String
    /// The network's digest, whose first digits name the version.
    let digest: String
    let purpose: Network.Purpose
    let inputs: Int
    let outputs: Int
    let files: [String: FileFacts]
    let metrics: Metrics?
    /// Below this share of right rows the version is refused.
    let minimumAccuracy: Double?
    let origin: Origin

    private enum CodingKeys: String, CodingKey {
        case format, name, digest, purpose, inputs, outputs, files, metrics, origin
        case minimumAccuracy = "minimum_accuracy"
    }
}

/// Rows and what the model must answer to them: `golden.json`.
struct GoldenRows: Codable, Equatable {
    static let file = "golden.json"
    /// By how much an answer may differ, relative to values over one.
    static let tolerance: Float = 1e-5

    let rows: [[Float]]
    let answers: [[Float]]

    /// Why a network does not pass; nothing if it does.
    func mistake(of network: Network) -> String? {
        guard !rows.isEmpty, rows.count == answers.count else {
            return "There are \(rows.count) golden rows and \(answers.count) expected answers."
        }
        for (number, (row, expected)) in zip(rows, answers).enumerated() {
            guard row.count == network.inputs, expected.count == network.outputs else {
                return
                    "Golden row \(number + 1) has \(row.count) values and \(expected.count) answers; the model takes "
                    + "\(network.inputs) and gives \(network.outputs)."
            }
            let found = row.withUnsafeBufferPointer { network.answers(to: $0) }
            guard zip(found, expected).allSatisfy({ abs($0 - $1) <= Self.tolerance * max(1, abs($1)) }) else {
                return "The answer to golden row \(number + 1) is \(found), but must be \(expected)."
            }
        }
        return nil
    }
}

/// JSON for people and programs: with line breaks, sorted, so that the same contents are the same bytes.
func documentBytes(_ value: some Encodable) throws(FileProblem) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    guard let data = try? encoder.encode(value) else {
        throw FileProblem("document cannot be written", "It has numbers that JSON does not have.")
    }
    return Array(data) + [UInt8(ascii: "\n")]
}

/// Reads a small JSON document from a file.
func readDocument<Value: Decodable>(_ type: Value.Type, _ path: String) throws(FileProblem) -> Value {
    let bytes = try readFile(path, limit: 64 << 20)
    do {
        return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
        throw FileProblem("document is not valid", describeDecodingError(error), path: path)
    }
}
