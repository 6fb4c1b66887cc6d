import FoundationEssentials

/// The shape of a model without its weights, as Keras writes it to `model.json`.
package struct ModelDescription: Equatable, Sendable {
    /// One dense layer; its inputs follow from the layer before.
    package struct Layer: Equatable, Sendable {
        package let name: String
        package let units: Int
        package let activation: Activation
        package let usesBias: Bool
    }

    package let name: String
    /// Width of a row; nothing if the description leaves it to the weights.
    package let inputs: Int?
    package let layers: [Layer]

    package init(name: String, inputs: Int?, layers: [Layer]) {
        self.name = name
        self.inputs = inputs
        self.layers = layers
    }

    /// Reads the JSON that `model.to_json()` of Keras 2 or 3 gives for a sequential model.
    ///
    /// `InputLayer` and `Dropout` do nothing when a model answers, and are passed over.
    /// - Throws: One problem that names everything in the file that cannot be served.
    package init(kerasJSON bytes: [UInt8]) throws(FileProblem) {
        let keras: KerasModel
        do {
            keras = try JSONDecoder().decode(KerasModel.self, from: Data(bytes))
        } catch {
            throw .notKerasJSON(error)
        }
        guard keras.className == "Sequential" else { throw .notSequential(keras.className) }
        var reader = LayerReader()
        for layer in keras.config.layers { reader.read(layer) }
        guard reader.mistakes.isEmpty else { throw .unsupported(reader.mistakes) }
        self.init(name: keras.config.name ?? "sequential", inputs: reader.inputs, layers: reader.layers)
    }
}

/// Collects layers and every mistake, rather than the first.
private struct LayerReader {
    var inputs: Int?
    var layers: [ModelDescription.Layer] = []
    var mistakes: [String] = []

    mutating func read(_ layer: KerasModel.Layer) {
        let shape = layer.config.batchInputShape ?? layer.config.batchShape
        if let shape, layers.isEmpty { readShape(shape, of: layer.config.name) }
        switch layer.className {
        case "InputLayer", "Dropout": break
        case "Dense": readDense(layer.config)
        default: mistakes.append("Layer \(layer.config.name) is a \(layer.className); only Dense layers are supported.")
        }
    }

    private mutating func readShape(_ shape: [Int?], of name: String) {
        guard shape.count == 2, let width = shape[1], width > 0 else {
            mistakes.append("Layer \(name) takes input that is not a row of numbers.")
            return
        }
        inputs = width
    }

    private mutating func readDense(_ config: KerasModel.LayerConfig) {
        guard let units = config.units, (1...1_000_000).contains(units) else {
            mistakes.append("Layer \(config.name) has no valid number of units.")
            return
        }
        guard let activation = Activation(rawValue: config.activation ?? "linear") else {
            let known = Activation.allCases.map(\.rawValue).joined(separator: ", ")
            mistakes.append("Layer \(config.name) uses \(config.activation ?? ""); supported are \(known).")
            return
        }
        if layers.contains(where: { $0.name == config.name }) {
            mistakes.append("Two layers are named \(config.name).")
        }
        layers.append(
            ModelDescription.Layer(
                name: config.name, units: units, activation: activation, usesBias: config.useBias ?? true))
    }
}

extension FileProblem {
    fileprivate static func notKerasJSON(_ error: any Error) -> FileProblem {
        FileProblem(
            "model description is not Keras JSON", describeDecodingError(error),
            hint: "write it with model.to_json()")
    }

    fileprivate static func notSequential(_ name: String) -> FileProblem {
        FileProblem("model is not sequential", "Its class is \(name); only Sequential models are supported.")
    }

    fileprivate static func unsupported(_ mistakes: [String]) -> FileProblem {
        FileProblem("model is not supported", mistakes.joined(separator: "\n  "))
    }
}
