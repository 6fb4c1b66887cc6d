/// One step of a network: arithmetic on the values of a row, then an activation.
package struct Layer: Equatable, Sendable {
    package enum Arithmetic: Equatable, Sendable {
        /// Value × kernel + bias. The kernel has one row of `outputs` weights for each input.
        case dense(kernel: [Float], bias: [Float])
        /// (Value − mean) × factor + offset, for each value of its own.
        case scaling(means: [Float], factors: [Float], offsets: [Float])
        /// (Value − mean of the row) ÷ √(variance of the row + epsilon) × factor + offset.
        case rowScaling(factors: [Float], offsets: [Float], epsilon: Float)
        case none
    }

    package let name: String
    package let inputs: Int
    package let outputs: Int
    package let arithmetic: Arithmetic
    package let activation: Activation

    /// Makes a layer.
    /// - Throws: A problem if a part does not fit the shape or holds something other than finite numbers.
    package init(
        _ name: String, inputs: Int, outputs: Int, _ arithmetic: Arithmetic, _ activation: Activation = .linear
    ) throws(FileProblem) {
        (self.name, self.inputs, self.outputs) = (name, inputs, outputs)
        (self.arithmetic, self.activation) = (arithmetic, activation)
        guard inputs > 0, outputs > 0, inputs <= Self.widest, outputs <= Self.widest else {
            throw .wrongSize(name, "it takes \(inputs) values and outputs \(outputs)")
        }
        if case .dense = arithmetic {
        } else if inputs != outputs {
            throw .wrongSize(name, "it takes \(inputs) values, but outputs \(outputs)")
        }
        for part in parts {
            guard part.values.count == part.shape.reduce(1, *) else {
                throw .wrongSize(name, "its \(part.name) has \(part.values.count) values instead of \(part.shape)")
            }
            guard part.values.allSatisfy(\.isFinite) else { throw .notFinite(name, part.name) }
        }
    }

    /// Values of a row above which a layer is refused.
    static let widest = 1_000_000

    /// The layer's weights by their names, with the shapes that they must have.
    var parts: [(name: String, shape: [Int], values: [Float])] {
        switch arithmetic {
        case .dense(let kernel, let bias): [("kernel", [inputs, outputs], kernel), ("bias", [outputs], bias)]
        case .scaling(let means, let factors, let offsets):
            [("mean", [inputs], means), ("factor", [inputs], factors), ("offset", [inputs], offsets)]
        case .rowScaling(let factors, let offsets, _): [("factor", [inputs], factors), ("offset", [inputs], offsets)]
        case .none: []
        }
    }

    /// What the layer is called in files and digests, with the constants that its arithmetic has.
    var kind: String {
        switch arithmetic {
        case .dense: "dense"
        case .scaling: "scaling"
        case .rowScaling(_, _, let epsilon): "row_scaling(\(epsilon))"
        case .none: "activation"
        }
    }
}

extension FileProblem {
    fileprivate static func wrongSize(_ layer: String, _ what: String) -> FileProblem {
        FileProblem("layer has the wrong size", "In layer \(layer), \(what).")
    }

    fileprivate static func notFinite(_ layer: String, _ part: String) -> FileProblem {
        FileProblem(
            "weights are not finite", "The \(part) of layer \(layer) has a value that is not a finite number.")
    }
}
