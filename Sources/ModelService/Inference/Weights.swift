/// Weights by layer, from whichever format they were saved in.
package struct Weights: Equatable, Sendable {
    package struct Layer: Equatable, Sendable {
        package var kernel: Tensor?
        package var bias: Tensor?
    }

    package var layers: [String: Layer] = [:]
    /// The model's shape, where the file tells it.
    package var description: ModelDescription?
    /// The digest of the network that was saved, where the file tells it.
    package var digest: String?

    /// Reads Keras HDF5 or safetensors, told apart by their first bytes.
    package init(_ bytes: [UInt8]) throws(FileProblem) {
        guard !bytes.isEmpty else { throw .empty }
        if bytes.starts(with: HDF5File.signature) {
            try self.init(HDF5File(bytes))
        } else if bytes.count > 8, bytes[8] == UInt8(ascii: "{") {
            try self.init(SafeTensors(bytes))
        } else {
            throw .unknownFormat
        }
    }

    /// Takes the layers of a Keras weights file, or of a whole model saved by Keras 2.
    init(_ file: HDF5File) throws(FileProblem) {
        let root = try file.names(under: ["model_weights"]) == nil ? [] : ["model_weights"]
        for name in try file.names(under: root) ?? [] {
            guard let tensors = try file.tensors(under: root + [name]) else { continue }
            var layer = Layer()
            for (path, tensor) in tensors {
                switch path.split(separator: "/").last {
                case "kernel:0", "kernel": layer.kernel = tensor
                case "bias:0", "bias": layer.bias = tensor
                default: continue
                }
            }
            layers[name] = layer
        }
    }

    init(_ file: SafeTensors) throws(FileProblem) {
        for (name, tensor) in file.tensors {
            guard let dot = name.lastIndex(of: ".") else { continue }
            switch name[name.index(after: dot)...] {
            case "kernel": layers[String(name[..<dot]), default: Layer()].kernel = tensor
            case "bias": layers[String(name[..<dot]), default: Layer()].bias = tensor
            default: continue
            }
        }
        digest = file.metadata["digest"]
        description = try describe(file.metadata)
    }

    /// What the metadata `layers` and `activations` say; the units follow from the kernels.
    private func describe(_ metadata: [String: String]) throws(FileProblem) -> ModelDescription? {
        guard let names = metadata["layers"], let activations = metadata["activations"] else { return nil }
        let pairs = zip(names.split(separator: ","), activations.split(separator: ","))
        guard names.split(separator: ",").count == activations.split(separator: ",").count else {
            throw .badMetadata("It names \(names) and gives them \(activations).")
        }
        let described = pairs.map { name, activation -> ModelDescription.Layer? in
            guard let kernel = layers[String(name)]?.kernel, kernel.shape.count == 2,
                let activation = Activation(rawValue: String(activation))
            else { return nil }
            let usesBias = layers[String(name)]?.bias != nil
            return .init(name: String(name), units: kernel.shape[1], activation: activation, usesBias: usesBias)
        }
        guard !described.contains(nil) else { throw .badMetadata("A layer it names has no kernel or no activation.") }
        let inputs = names.split(separator: ",").first.flatMap { layers[String($0)]?.kernel?.shape.first }
        return ModelDescription(
            name: metadata["name"] ?? "sequential", inputs: inputs, layers: described.compactMap(\.self))
    }
}

extension FileProblem {
    fileprivate static var empty: FileProblem {
        FileProblem("weights file is empty", "It has no bytes.", hint: "download the file again")
    }

    fileprivate static var unknownFormat: FileProblem {
        FileProblem("weights format is unknown", "The file is neither HDF5 nor safetensors.")
    }

    fileprivate static func badMetadata(_ detail: String) -> FileProblem {
        FileProblem("metadata of the weights is inconsistent", detail)
    }
}
