/// A chain of dense layers that ends in one probability.
package struct Network: Equatable, Sendable {
    package let layers: [DenseLayer]
    /// How many values a row has.
    package let inputs: Int

    /// Chains layers.
    /// - Throws: A problem if one layer's units are not the next one's inputs, or the last has not exactly one unit.
    package init(_ layers: [DenseLayer]) throws(FileProblem) {
        guard let first = layers.first, let last = layers.last else { throw .noLayers }
        for (before, after) in zip(layers, layers.dropFirst()) where before.units != after.inputs {
            throw .brokenChain(before, after)
        }
        guard last.units == 1 else { throw .manyOutputs(last) }
        self.layers = layers
        inputs = first.inputs
    }

    /// The probability of class 1 for each row.
    ///
    /// - Precondition: Rows are `inputs` wide; rows of another width give no probabilities.
    package func probabilities(for rows: Rows) -> [Float] {
        guard rows.width == inputs else { return [] }
        return (0..<rows.count).map { row in
            var values = rows[row]
            for layer in layers { values = layer.output(for: values)[...] }
            return values[values.startIndex]
        }
    }

    /// A name for exactly this arithmetic: `sha256:` and the digest of shapes, activations and weights.
    ///
    /// It does not depend on the file format, so a converted file has the digest of its original.
    package var digest: String {
        var hash = SHA256()
        for layer in layers {
            hash.update("dense \(layer.inputs) \(layer.units) \(layer.activation.rawValue)\n".utf8)
            hash.update(littleEndianBytes(layer.kernel))
            hash.update(littleEndianBytes(layer.bias))
        }
        return "sha256:\(hash.finish())"
    }
}

/// Whether a probability means class 1: over one half, as the round of the original page has it.
package func classOf(_ probability: Float) -> Int { probability > 0.5 ? 1 : 0 }

/// Values as 32-bit floats, least significant byte first.
func littleEndianBytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) }
}

extension FileProblem {
    fileprivate static var noLayers: FileProblem {
        FileProblem("model has no layers", "A model needs at least one dense layer.")
    }

    fileprivate static func brokenChain(_ before: DenseLayer, _ after: DenseLayer) -> FileProblem {
        FileProblem(
            "layers do not match",
            "Layer \(before.name) outputs \(before.units) values, but layer \(after.name) takes \(after.inputs).")
    }

    fileprivate static func manyOutputs(_ last: DenseLayer) -> FileProblem {
        FileProblem(
            "model does not end in a single probability",
            "Its last layer, \(last.name), has \(last.units) units; the service needs exactly one.")
    }
}
