/// What a layer does to its sums, by the name that Keras gives it.
package enum Activation: Equatable, Sendable {
    case linear, relu, sigmoid, tanh, softplus
    /// Over the values of a row together; all others are of one value at a time.
    case softmax
    case leakyReLU(slope: Float)
    case elu(alpha: Float)
    case gelu(approximate: Bool)

    /// Names of all, for messages.
    static let names = "linear, relu, leaky_relu, elu, gelu, sigmoid, tanh, softmax, softplus"

    /// The function of a name that Keras' layers and its `activations` use, with Keras 3's constants.
    init?(keras name: String) {
        switch name {
        case "leaky_relu": self = .leakyReLU(slope: 0.2)
        case "elu": self = .elu(alpha: 1)
        case "gelu": self = .gelu(approximate: false)
        default: self.init(name)
        }
    }
}

extension Activation: LosslessStringConvertible {
    package var description: String {
        switch self {
        case .linear: "linear"
        case .relu: "relu"
        case .sigmoid: "sigmoid"
        case .tanh: "tanh"
        case .softplus: "softplus"
        case .softmax: "softmax"
        case .leakyReLU(let slope): "leaky_relu(\(slope))"
        case .elu(let alpha): "elu(\(alpha))"
        case .gelu(let approximate): approximate ? "gelu(tanh)" : "gelu"
        }
    }

    package init?(_ description: String) {
        let parts = description.split(separator: "(", maxSplits: 1)
        let constant = parts.count == 2 ? Float(parts[1].dropLast()).flatMap { $0.isFinite ? $0 : nil } : nil
        switch (parts.first, constant) {
        case ("linear", nil): self = .linear
        case ("relu", nil): self = .relu
        case ("sigmoid", nil): self = .sigmoid
        case ("tanh", nil): self = .tanh
        case ("softplus", nil): self = .softplus
        case ("softmax", nil): self = .softmax
        case ("gelu", nil): self = .gelu(approximate: parts.count == 2)
        case ("leaky_relu", let slope?): self = .leakyReLU(slope: slope)
        case ("elu", let alpha?): self = .elu(alpha: alpha)
        default: return nil
        }
        guard self.description == description else { return nil }
    }
}

extension Activation: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let activation = Activation(name) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "there is no activation \(name)")
        }
        self = activation
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
