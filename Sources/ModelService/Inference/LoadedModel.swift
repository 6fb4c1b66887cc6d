/// A model that has passed every check and may answer.
package struct LoadedModel: Equatable, Sendable {
    package let name: String
    package let network: Network
    /// The network's digest, kept because every answer names it.
    package let digest: String
    /// The version that protocols name: the first digits of the digest, so that it names this arithmetic and no other.
    package let version: String
    /// SHA-256 of the weights file as it lies on disk, to compare with a deployment.
    package let weightsChecksum: String
    package let weightsFormat: String

    /// Reads and checks a model description and weights.
    ///
    /// - Parameters:
    ///   - description: Path of Keras' `model.json`, for weights that do not describe themselves.
    ///   - weights: Path of a file in any of the formats of ``ModelFile``. If `PATH.sha256` lies beside it, in the format of
    ///     sha256sum(1), the file must have that checksum: HDF5 has none of its own for weights.
    package init(description: String?, weights: String) throws(FileProblem) {
        let bytes = try readFile(weights, limit: Self.weightsLimit)
        let checksum = SHA256.hex(bytes)
        try checkSidecar(of: weights, checksum)
        let keras = try description.map(Self.describe)
        do {
            let file = try ModelFile(bytes, description: keras)
            (name, network, weightsFormat) = (file.name, file.network, file.format.rawValue)
        } catch {
            throw error.inFile(weights)
        }
        digest = network.digest
        version = String(digest.dropFirst("sha256:".count).prefix(12))
        weightsChecksum = checksum
    }

    private static let weightsLimit = 256 << 20
    private static let descriptionLimit = 16 << 20

    private static func describe(_ path: String) throws(FileProblem) -> KerasModel {
        let bytes = try readFile(path, limit: descriptionLimit)
        do {
            return try KerasModel(json: bytes)
        } catch {
            throw error.inFile(path)
        }
    }
}

private func checkSidecar(of path: String, _ checksum: String) throws(FileProblem) {
    let sidecar = "\(path).sha256"
    guard fileExists(sidecar) else { return }
    let text = String(decoding: try readFile(sidecar, limit: 4096), as: UTF8.self)
    let wanted = text.split(whereSeparator: \.isWhitespace).first.map { $0.lowercased() }
    guard wanted == checksum else { throw .wrongChecksum(path, sidecar, checksum) }
}

extension FileProblem {
    fileprivate static func wrongChecksum(_ path: String, _ sidecar: String, _ found: String) -> FileProblem {
        FileProblem(
            "weights are damaged", "The checksum in \(sidecar) differs from the file's, \(found).", path: path,
            hint: "download both files again")
    }
}
