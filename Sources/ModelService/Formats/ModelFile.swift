/// A network as a file holds it, whichever of the formats it is.
struct ModelFile: Equatable {
    enum Format: String, CaseIterable, Sendable {
        case hdf5, keras, onnx, safetensors
    }

    let format: Format
    let name: String
    let network: Network

    /// Reads a file, told apart by its first bytes.
    ///
    /// - Parameters:
    ///   - description: Keras' `model.json`, for files that hold weights alone.
    init(_ bytes: [UInt8], description: KerasModel? = nil) throws(FileProblem) {
        guard !bytes.isEmpty else { throw .empty }
        if bytes.starts(with: HDF5File.signature) {
            format = .hdf5
            (name, network) = try Self.read(HDF5File(bytes), description)
        } else if bytes.count > 8, bytes[8] == UInt8(ascii: "{") {
            format = .safetensors
            (name, network) = try Self.read(SafeTensors(bytes), description)
        } else if description != nil {
            throw bytes.starts(with: ZipArchive.signature) || bytes.first == 0x08 ? .describesItself : .unknownFormat
        } else if bytes.starts(with: ZipArchive.signature) {
            format = .keras
            let archive = try KerasArchive(bytes)
            (name, network) = (archive.model.name, try archive.model.network(archive.weights))
        } else if bytes.first == 0x08 {
            // The field `ir_version`, which must be there and which everybody writes first.
            format = .onnx
            let model = try ONNXModel(bytes)
            (name, network) = (model.name.isEmpty ? "onnx" : model.name, try model.network())
        } else {
            throw .unknownFormat
        }
    }

    private static func read(_ file: HDF5File, _ description: KerasModel?) throws(FileProblem) -> (String, Network) {
        if let model = description { return (model.name, try model.network(KerasWeights(file, of: model))) }
        guard let json = try file.attribute("model_config") else { throw .noDescription("HDF5") }
        return try read(file, KerasModel(json: json.utf8))
    }

    private static func read(_ file: SafeTensors, _ description: KerasModel?) throws(FileProblem) -> (String, Network) {
        let stored = try network(of: file)
        if let description, let stored { try description.check(against: stored) }
        let name = description?.name ?? file.metadata["name"] ?? "sequential"
        guard let network = stored else {
            guard let description else { throw .noDescription("safetensors") }
            return (name, try description.network(KerasWeights(file)))
        }
        if let claimed = file.metadata["digest"], claimed != network.digest {
            throw .wrongDigest(claimed, network.digest)
        }
        return (name, network)
    }

    /// What the file's metadata tell of the network, in the service's own form or as a list of dense layers.
    private static func network(of file: SafeTensors) throws(FileProblem) -> Network? {
        if let outline = file.metadata[NetworkOutline.key] { return try Network(file, outline) }
        return try KerasModel(file)?.network(KerasWeights(file))
    }
}

extension KerasModel {
    /// Refuses a network that says of itself something other than this description.
    fileprivate func check(against network: Network) throws(FileProblem) {
        var mistakes: [String] = []
        let stored = network.layers.filter { $0.arithmetic != .none }
        let described = layers.filter { $0.kind != .none }
        if stored.map(\.name) != described.map(\.name) {
            mistakes.append("The weights were saved for layers other than those of the model.")
        } else {
            for (layer, stored) in zip(described, stored) {
                if case .dense(let units, _) = layer.kind, units != stored.outputs {
                    mistakes.append(
                        "Layer \(layer.name) has \(units) units in the model and \(stored.outputs) in the weights.")
                }
                // An activation that follows as a layer of its own was joined to the one before.
                if layer.activation != .linear, layer.activation != stored.activation {
                    mistakes.append(
                        "Layer \(layer.name) is \(layer.activation) in the model and \(stored.activation) in the "
                            + "weights.")
                }
            }
        }
        guard mistakes.isEmpty else { throw .misfit(mistakes) }
    }
}

extension FileProblem {
    fileprivate static var empty: FileProblem {
        FileProblem("weights file is empty", "It has no bytes.", hint: "download the file again")
    }

    fileprivate static var unknownFormat: FileProblem {
        FileProblem(
            "weights format is unknown", "The file is neither HDF5 nor .keras, ONNX or safetensors.",
            hint: "save it with Keras, or export it as ONNX")
    }

    fileprivate static var describesItself: FileProblem {
        FileProblem(
            "model has two descriptions", ".keras and ONNX files say themselves how their layers are connected.",
            hint: "leave out the model.json")
    }

    fileprivate static func noDescription(_ format: String) -> FileProblem {
        FileProblem(
            "model has no description", "The \(format) weights do not say how their layers are connected.",
            hint: "give the corresponding model.json with --model")
    }

    fileprivate static func wrongDigest(_ claimed: String, _ found: String) -> FileProblem {
        FileProblem(
            "weights are damaged", "The file was saved with the digest \(claimed) and now has \(found).",
            hint: "download the file again")
    }
}
