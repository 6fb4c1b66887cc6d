/// A chain of layers.
package struct Network: Sendable {
    package let layers: [Layer]
    /// How many values a row has.
    package let inputs: Int
    /// How many values an answer has.
    package let outputs: Int
    /// What a row costs, as a measure to compare requests by.
    let multiplications: Int
    private let program: Program

    /// Chains layers.
    /// - Throws: A problem if one layer's outputs are not the next one's inputs.
    package init(_ layers: [Layer]) throws(FileProblem) {
        guard let first = layers.first, let last = layers.last else { throw .noLayers }
        for (before, after) in zip(layers, layers.dropFirst()) where before.outputs != after.inputs {
            throw .brokenChain(before, after)
        }
        self.layers = layers
        (inputs, outputs) = (first.inputs, last.outputs)
        multiplications = layers.reduce(0) { $0 + $1.parts.reduce($1.outputs) { $0 + $1.values.count } }
        program = Program(layers, inputs: inputs, outputs: outputs)
    }

    /// The answers to rows, `outputs` values for each, one after the other.
    ///
    /// - Precondition: Rows are `inputs` wide; rows of another width have no answers.
    package func answers(to rows: Rows) -> [Float] {
        guard rows.width == inputs else { return [] }
        return rows.values.withUnsafeBufferPointer { answers(to: $0) }
    }

    /// The answers to rows that lie one after the other.
    package func answers(to rows: UnsafeBufferPointer<Float>) -> [Float] {
        let count = rows.count / inputs * outputs
        return [Float](unsafeUninitializedCapacity: count) { answers, initialized in
            program.run(rows, into: answers)
            initialized = count
        }
    }

    /// A name for exactly this arithmetic: `sha256:` and the digest of shapes, activations and weights.
    ///
    /// It does not depend on the file format, so a converted file has the digest of its original.
    package var digest: String {
        var hash = SHA256()
        for layer in layers {
            hash.update("\(layer.kind) \(layer.inputs) \(layer.outputs) \(layer.activation)\n".utf8)
            for part in layer.parts { hash.update(littleEndianBytes(part.values)) }
        }
        return "sha256:\(hash.finish())"
    }

    /// What the answers mean.
    package var purpose: Purpose {
        switch layers.last?.activation {
        case .sigmoid where outputs == 1: .binary
        case .softmax where outputs > 1: .classes
        default: .regression
        }
    }

    /// How many classes the answers tell apart; nothing if they are no probabilities of classes.
    package var classes: Int? {
        switch purpose {
        case .binary: 2
        case .classes: outputs
        case .regression: nil
        }
    }

    package enum Purpose: String, Codable, Sendable {
        /// One probability: of class 1.
        case binary
        /// A probability for each class.
        case classes = "multi-class"
        /// Numbers of no stated meaning.
        case regression
    }
}

extension Network: Equatable {
    package static func == (one: Network, other: Network) -> Bool { one.layers == other.layers }
}

/// Values as 32-bit floats, least significant byte first.
func littleEndianBytes(_ values: [Float]) -> [UInt8] {
    #if _endian(little)
    values.withUnsafeBytes(Array.init)
    #else
    values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) }
    #endif
}

extension FileProblem {
    fileprivate static var noLayers: FileProblem {
        FileProblem("model has no layers", "A model needs at least one layer.")
    }

    fileprivate static func brokenChain(_ before: Layer, _ after: Layer) -> FileProblem {
        FileProblem(
            "layers do not match",
            "Layer \(before.name) outputs \(before.outputs) values, but layer \(after.name) takes \(after.inputs).")
    }
}
