/// One layer of a Keras model, as its description has it.
struct KerasLayer: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case dense(units: Int, usesBias: Bool)
        case batchNormalization(epsilon: Double, scales: Bool, centers: Bool)
        case layerNormalization(epsilon: Double, scales: Bool, centers: Bool)
        /// Mean and variance stand in the description, or else among the weights.
        case normalization(mean: [Float]?, variance: [Float]?)
        /// An activation alone, or what does nothing when a model answers.
        case none
    }

    let name: String
    /// Keras' word for it, by which Keras 3 numbers the weights.
    let className: String
    let kind: Kind
    let activation: Activation

    /// The layer's variables that count, in the order in which Keras keeps them.
    var variables: [String] {
        switch kind {
        case .dense(_, let usesBias): usesBias ? ["kernel", "bias"] : ["kernel"]
        case .batchNormalization(_, let scales, let centers):
            (scales ? ["gamma"] : []) + (centers ? ["beta"] : []) + ["moving_mean", "moving_variance"]
        case .layerNormalization(_, let scales, let centers): (scales ? ["gamma"] : []) + (centers ? ["beta"] : [])
        case .normalization(nil, _), .normalization(_, nil): ["mean", "variance"]
        case .normalization, .none: []
        }
    }
}

/// Reads a layer's entry in a description, and collects what is wrong with it.
struct KerasLayerReader {
    private(set) var layer: KerasLayer
    /// Width of a row, where the layer says it.
    private(set) var inputs: Int?
    private(set) var mistakes: [String] = []
    private let config: JSONValue

    init(_ entry: JSONValue, _ index: Int) {
        let className = entry["class_name"]?.string ?? ""
        config = entry["config"] ?? .null
        let name = config["name"]?.string ?? "\(className) \(index + 1)"
        layer = KerasLayer(name: name, className: className, kind: .none, activation: .linear)
        readShape()
        readType()
        let kind = readKind(className)
        let activation = readActivation(className)
        layer = KerasLayer(name: name, className: className, kind: kind, activation: activation)
    }

    private mutating func readShape() {
        guard let shape = (config["batch_input_shape"] ?? config["batch_shape"])?.array else { return }
        guard shape.count == 2, let width = shape[1].int, width > 0 else {
            return refuse("takes input that is not a row of numbers")
        }
        inputs = width
    }

    private mutating func readType() {
        let type = config["dtype"]?.string ?? config["dtype"]?["config"]?["name"]?.string ?? "float32"
        if type != "float32" { refuse("computes in \(type); only float32 is supported") }
    }

    private mutating func readKind(_ className: String) -> KerasLayer.Kind {
        let (scales, centers) = (config["scale"]?.bool ?? true, config["center"]?.bool ?? true)
        let epsilon = config["epsilon"]?.double ?? 1e-3
        switch className {
        case "Dense":
            guard let units = config["units"]?.int, (1...Layer.widest).contains(units) else {
                refuse("has no valid number of units")
                return .none
            }
            return .dense(units: units, usesBias: config["use_bias"]?.bool ?? true)
        case "BatchNormalization":
            checkAxis()
            return .batchNormalization(epsilon: epsilon, scales: scales, centers: centers)
        case "LayerNormalization":
            checkAxis()
            if config["rms_scaling"]?.bool == true { refuse("uses rms_scaling, which is not supported") }
            return .layerNormalization(epsilon: epsilon, scales: scales, centers: centers)
        case "Normalization":
            checkAxis()
            if config["invert"]?.bool == true { refuse("uses invert, which is not supported") }
            return .normalization(mean: config["mean"]?.flatFloats, variance: config["variance"]?.flatFloats)
        case "Flatten", "Dropout", "GaussianDropout", "AlphaDropout", "GaussianNoise", "InputLayer", "Activation",
            "ReLU",
            "LeakyReLU", "ELU", "Softmax":
            return .none
        default:
            refuse("is a \(className), which is not supported")
            return .none
        }
    }

    private mutating func checkAxis() {
        let axis = config["axis"]?.array?.compactMap(\.int) ?? config["axis"]?.int.map { [$0] } ?? [-1]
        if axis != [-1], axis != [1] { refuse("works along axis \(axis); only the last one is supported") }
    }

    private mutating func readActivation(_ className: String) -> Activation {
        switch className {
        case "Dense", "Activation": return named(config["activation"] ?? .null)
        case "InputLayer", "Flatten": return .linear
        default: return function(className, config) ?? .linear
        }
    }

    /// A name, or since Keras 3 a layer in place of it.
    private mutating func named(_ value: JSONValue) -> Activation {
        if value == .null { return .linear }
        let name = value.string ?? value["class_name"]?.string ?? "\(value)"
        if let activation = value.string.flatMap({ Activation(keras: $0) }) { return activation }
        if let config = value["config"], let activation = function(name, config) { return activation }
        refuse("uses the activation \(name); supported are \(Activation.names)")
        return .linear
    }

    /// The function of a layer that is one.
    private mutating func function(_ className: String, _ config: JSONValue) -> Activation? {
        switch className {
        case "ReLU":
            let slope = Float(config["negative_slope"]?.double ?? 0)
            if config["max_value"]?.double != nil { refuse("uses max_value, which is not supported") }
            if config["threshold"]?.double ?? 0 != 0 { refuse("uses threshold, which is not supported") }
            return slope == 0 ? .relu : .leakyReLU(slope: slope)
        // `alpha` in Keras 2.
        case "LeakyReLU":
            return .leakyReLU(slope: Float((config["negative_slope"] ?? config["alpha"])?.double ?? 0.3))
        case "ELU": return .elu(alpha: Float(config["alpha"]?.double ?? 1))
        case "Softmax":
            if let axis = config["axis"]?.int, axis != -1, axis != 1 { refuse("works along axis \(axis)") }
            return .softmax
        default: return nil
        }
    }

    private mutating func refuse(_ what: String) {
        mistakes.append("Layer \(layer.name) \(what).")
    }
}

extension JSONValue {
    /// The numbers of arrays within arrays: Keras writes a mean as it was given, with a side for the batch or without.
    fileprivate var flatFloats: [Float]? {
        guard let array else { return floats }
        let parts = array.map(\.flatFloats)
        return parts.contains { $0 == nil } ? nil : parts.flatMap { $0 ?? [] }
    }
}
