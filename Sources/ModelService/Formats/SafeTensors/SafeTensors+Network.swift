import FoundationEssentials

/// The service's own file: a safetensors file whose metadata `network` says how the tensors are used.
struct NetworkOutline: Codable {
    struct Step: Codable {
        let name: String
        let kind: String
        let activation: Activation
    }

    static let key = "network"

    let inputs: Int
    let layers: [Step]
}

extension Network {
    /// The network as a file: tensors named `layer.part`, the outline, and the digest by which damage is noticed.
    package func safeTensors(name: String) throws(FileProblem) -> SafeTensors {
        let outline = NetworkOutline(
            inputs: inputs, layers: layers.map { .init(name: $0.name, kind: $0.kind, activation: $0.activation) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(outline) else { throw .badOutline("It cannot be written.") }
        var file = SafeTensors(tensors: [:], metadata: [:])
        for layer in layers {
            for part in layer.parts {
                file.tensors["\(layer.name).\(part.name)"] = Tensor(shape: part.shape, values: part.values)
            }
        }
        file.metadata = [
            "format": "model-service", "name": name, "digest": digest,
            NetworkOutline.key: String(decoding: json, as: UTF8.self),
        ]
        return file
    }

    /// Reads what ``safeTensors(name:)`` wrote.
    init(_ file: SafeTensors, _ outline: String) throws(FileProblem) {
        let read: NetworkOutline
        do {
            read = try JSONDecoder().decode(NetworkOutline.self, from: Data(outline.utf8))
        } catch {
            throw .badOutline(describeDecodingError(error))
        }
        var layers: [Layer] = []
        var width = read.inputs
        for step in read.layers {
            layers.append(try Layer(step, inputs: width, file.tensors))
            width = layers[layers.count - 1].outputs
        }
        try self.init(layers)
    }
}

extension Layer {
    fileprivate init(
        _ step: NetworkOutline.Step, inputs: Int, _ tensors: [String: Tensor]
    ) throws(FileProblem) {
        func part(_ name: String) throws(FileProblem) -> [Float] {
            guard let tensor = tensors["\(step.name).\(name)"] else {
                throw .badOutline("Layer \(step.name) has no tensor \(name).")
            }
            return tensor.values
        }
        let arithmetic: Arithmetic
        var outputs = inputs
        switch step.kind.split(separator: "(").first {
        case "dense":
            let shape = tensors["\(step.name).kernel"]?.shape ?? []
            guard shape.count == 2, shape[0] == inputs else {
                throw .badOutline("The kernel of layer \(step.name) has shape \(shape), but \(inputs) values come in.")
            }
            outputs = shape[1]
            arithmetic = .dense(kernel: try part("kernel"), bias: try part("bias"))
        case "scaling":
            arithmetic = .scaling(means: try part("mean"), factors: try part("factor"), offsets: try part("offset"))
        case "row_scaling":
            guard let epsilon = Float(step.kind.dropFirst(12).dropLast()) else {
                throw .badOutline("Layer \(step.name) is of the unknown kind \(step.kind).")
            }
            arithmetic = .rowScaling(factors: try part("factor"), offsets: try part("offset"), epsilon: epsilon)
        case "activation": arithmetic = .none
        default: throw .badOutline("Layer \(step.name) is of the unknown kind \(step.kind).")
        }
        try self.init(step.name, inputs: inputs, outputs: outputs, arithmetic, step.activation)
    }
}

extension KerasModel {
    /// Reads the metadata `layers` and `activations`, lists of dense layers; the units follow from the kernels.
    init?(_ file: SafeTensors) throws(FileProblem) {
        guard let names = file.metadata["layers"], let activations = file.metadata["activations"] else { return nil }
        let pairs = (names.split(separator: ","), activations.split(separator: ","))
        guard pairs.0.count == pairs.1.count else {
            throw .badOutline("It names \(names) and gives them \(activations).")
        }
        let layers = zip(pairs.0, pairs.1).map { name, activation -> KerasLayer? in
            guard let shape = file.tensors["\(name).kernel"]?.shape, shape.count == 2,
                let activation = Activation(keras: String(activation))
            else { return nil }
            let kind = KerasLayer.Kind.dense(units: shape[1], usesBias: file.tensors["\(name).bias"] != nil)
            return KerasLayer(name: String(name), className: "Dense", kind: kind, activation: activation)
        }
        guard !layers.contains(nil) else { throw .badOutline("A layer it names has no kernel or no activation.") }
        self.init(name: file.metadata["name"] ?? "sequential", inputs: nil, layers: layers.compactMap(\.self))
    }
}

/// A decoding error in a sentence that says where in the document it is.
func describeDecodingError(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing."
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
        "\(path(context.codingPath)) has the wrong type. \(sentence(context.debugDescription))"
    case .dataCorrupted(let context):
        "\(path(context.codingPath)) is not valid. \(sentence(context.debugDescription))"
    default: "It cannot be decoded."
    }
}

private func path(_ keys: [any CodingKey]) -> String {
    let steps = keys.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }
    let joined = steps.joined()
    return joined.isEmpty ? "The document" : "`\(joined.hasPrefix(".") ? String(joined.dropFirst()) : joined)`"
}

private func sentence(_ text: String) -> String {
    text.hasSuffix(".") ? text : "\(text)."
}

extension FileProblem {
    fileprivate static func badOutline(_ detail: String) -> FileProblem {
        FileProblem("metadata of the weights is inconsistent", detail)
    }
}
