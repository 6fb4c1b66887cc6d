#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension KerasModel {
    /// Joins the description and the weights.
    ///
    /// - Throws: One problem that lists everything that does not fit.
    func network(_ weights: KerasWeights) throws(FileProblem) -> Network {
        guard let width = inputs ?? firstWidth(weights) else {
            throw .misfit(["Neither the model nor its weights say how many values a row has."])
        }
        var chain = LayerChain(inputs: width)
        var mistakes: [String] = []
        for layer in layers {
            var assembly = KerasAssembly(layer, inputs: chain.width, weights)
            let arithmetic = assembly.arithmetic()
            mistakes += assembly.mistakes
            // Goes on with the width that the description promises, so that one bad layer is one message.
            if case .dense(let units, _) = layer.kind, !assembly.mistakes.isEmpty {
                chain = LayerChain(inputs: units)
            } else if assembly.mistakes.isEmpty {
                try chain.append(layer.name, outputs: assembly.outputs, arithmetic, layer.activation)
            }
        }
        guard mistakes.isEmpty else { throw .misfit(mistakes) }
        return try chain.network()
    }

    private func firstWidth(_ weights: KerasWeights) -> Int? {
        guard let layer = layers.first(where: { !$0.variables.isEmpty }) else { return nil }
        return weights.layers[layer.name]?[layer.variables[0]]?.shape.first
    }
}

/// Turns one layer's variables into arithmetic, and collects what is wrong with them.
private struct KerasAssembly {
    let layer: KerasLayer
    let inputs: Int
    let outputs: Int
    private let variables: [String: Tensor]
    private(set) var mistakes: [String] = []

    init(_ layer: KerasLayer, inputs: Int, _ weights: KerasWeights) {
        (self.layer, self.inputs) = (layer, inputs)
        if case .dense(let units, _) = layer.kind { outputs = units } else { outputs = inputs }
        variables = weights.layers[layer.name] ?? [:]
        if !layer.variables.isEmpty, weights.layers[layer.name] == nil {
            let names = weights.layers.keys.sorted().joined(separator: ", ")
            mistakes.append("There are no weights for layer \(layer.name); there are some for: \(names).")
        }
    }

    mutating func arithmetic() -> Layer.Arithmetic {
        guard mistakes.isEmpty else { return .none }
        switch layer.kind {
        case .dense(_, let usesBias):
            let kernel = take("kernel", [inputs, outputs])
            return .dense(kernel: kernel, bias: take("bias", [outputs], unless: usesBias ? nil : 0))
        case .batchNormalization(let epsilon, let scales, let centers):
            let gamma = take("gamma", [inputs], unless: scales ? nil : 1)
            let beta = take("beta", [inputs], unless: centers ? nil : 0)
            let (mean, variance) = (take("moving_mean", [inputs]), take("moving_variance", [inputs]))
            let factors = zip(gamma, variance).map { Float(Double($0) / sqrt(Double($1) + epsilon)) }
            return .scaling(means: mean, factors: factors, offsets: beta)
        case .layerNormalization(let epsilon, let scales, let centers):
            let gamma = take("gamma", [inputs], unless: scales ? nil : 1)
            return .rowScaling(
                factors: gamma, offsets: take("beta", [inputs], unless: centers ? nil : 0), epsilon: Float(epsilon))
        case .normalization(let mean?, let variance?): return normalization(spread(mean), spread(variance))
        case .normalization: return normalization(take("mean", [inputs]), take("variance", [inputs]))
        case .none: return .none
        }
    }

    /// Keras' smallest deviation is 1e-7.
    private func normalization(_ mean: [Float], _ variance: [Float]) -> Layer.Arithmetic {
        let factors = variance.map { Float(1 / max(sqrt(Double($0)), 1e-7)) }
        return .scaling(means: mean, factors: factors, offsets: [Float](repeating: 0, count: mean.count))
    }

    /// One number stands for all.
    private mutating func spread(_ values: [Float]) -> [Float] {
        if values.count == 1 { return [Float](repeating: values[0], count: inputs) }
        if values.count != inputs {
            mistakes.append("Layer \(layer.name) has \(values.count) means or variances; the model needs \(inputs).")
        }
        return values
    }

    /// - Parameters:
    ///   - constant: What stands in for a variable that the layer does without.
    private mutating func take(_ variable: String, _ shape: [Int], unless constant: Float? = nil) -> [Float] {
        if let constant, variables[variable] == nil {
            return [Float](repeating: constant, count: shape.reduce(1, *))
        }
        guard let tensor = variables[variable] else {
            mistakes.append("Layer \(layer.name) has no \(variable).")
            return []
        }
        // Keras 2 keeps a mean with a side for the batch.
        let sides = tensor.shape.count > shape.count ? tensor.shape.drop { $0 == 1 } : tensor.shape[...]
        guard Array(sides) == shape || tensor.shape == shape else {
            mistakes.append(
                "The \(variable) of layer \(layer.name) has shape \(tensor.shape); the model needs \(shape).")
            return []
        }
        if !tensor.values.allSatisfy(\.isFinite) {
            mistakes.append("The \(variable) of layer \(layer.name) has a value that is not a finite number.")
        }
        return tensor.values
    }
}

extension FileProblem {
    static func misfit(_ mistakes: [String]) -> FileProblem {
        FileProblem("weights do not match the model", mistakes.joined(separator: "\n  "))
    }
}
