/// The layers of a Keras model, in order, without their weights: what `model.to_json()` writes and whole-model files hold.
struct KerasModel: Equatable, Sendable {
    let name: String
    /// Width of a row; nothing if the description leaves it to the weights.
    let inputs: Int?
    let layers: [KerasLayer]

    init(name: String, inputs: Int?, layers: [KerasLayer]) {
        (self.name, self.inputs, self.layers) = (name, inputs, layers)
    }

    /// Reads the JSON of Keras 2 or 3, of a sequential model or a functional one that is a chain.
    ///
    /// - Throws: One problem that names everything in the file that cannot be served.
    init(json bytes: some Sequence<UInt8>) throws(FileProblem) {
        let document: JSONValue
        do {
            document = try JSONValue(json: bytes)
        } catch {
            throw .notKerasJSON("\(error.message) at byte \(error.offset)")
        }
        guard let kind = document["class_name"]?.string, let config = document["config"] else {
            throw .notKerasJSON("`class_name` or `config` is missing")
        }
        // An object since Keras 2.2.3, a bare list of layers before.
        guard let list = config["layers"]?.array ?? config.array, !list.isEmpty else {
            throw .notKerasJSON("there are no layers")
        }
        guard kind == "Sequential" || kind == "Functional" || kind == "Model" else { throw .unknownModel(kind) }
        var mistakes: [String] = []
        var layers: [KerasLayer] = []
        var inputs: Int?
        for (index, entry) in list.enumerated() {
            let reader = KerasLayerReader(entry, index)
            if inputs == nil { inputs = reader.inputs }
            layers.append(reader.layer)
            mistakes += reader.mistakes
            if layers.dropLast().contains(where: { $0.name == reader.layer.name }) {
                mistakes.append("Two layers are named \(reader.layer.name).")
            }
        }
        if kind != "Sequential" { mistakes += branches(list) }
        guard mistakes.isEmpty else { throw .unsupported(mistakes) }
        (name, self.inputs, self.layers) = (config["name"]?.string ?? "sequential", inputs, layers)
    }
}

/// What a functional model does other than hand each layer's output to the next.
private func branches(_ layers: [JSONValue]) -> [String] {
    let names = layers.map { $0["name"]?.string ?? $0["config"]?["name"]?.string ?? "" }
    return zip(layers.indices, layers).compactMap { index, layer in
        let sources = sources(layer["inbound_nodes"] ?? .null)
        guard sources != (index == 0 ? [] : [names[index - 1]]) else { return nil }
        return "Layer \(names[index]) takes its input from \(sources.isEmpty ? "outside" : "\(sources)"); only chains "
            + "of layers, each from the one before, are supported."
    }
}

/// The layers that a node takes its input from: `[[["name", 0, 0, {}]]]` in Keras 2, `keras_history` in Keras 3.
private func sources(_ nodes: JSONValue) -> [String] {
    switch nodes {
    case .object(let members):
        if let history = members["keras_history"]?.array { return history.first?.string.map { [$0] } ?? [] }
        return members.sorted { $0.key < $1.key }.flatMap { sources($0.value) }
    case .array(let elements):
        if elements.count >= 3, let name = elements[0].string, elements[1].int != nil { return [name] }
        return elements.flatMap(sources)
    default: return []
    }
}

extension FileProblem {
    fileprivate static func notKerasJSON(_ detail: String) -> FileProblem {
        FileProblem(
            "model description is not Keras JSON", "It cannot be read: \(detail).",
            hint: "write it with model.to_json()")
    }

    fileprivate static func unknownModel(_ kind: String) -> FileProblem {
        FileProblem(
            "model is of an unsupported class",
            "Its class is \(kind); Sequential and Functional models are supported.")
    }

    fileprivate static func unsupported(_ mistakes: [String]) -> FileProblem {
        FileProblem("model is not supported", mistakes.joined(separator: "\n  "))
    }
}
