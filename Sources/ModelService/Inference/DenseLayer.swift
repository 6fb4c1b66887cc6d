/// A fully connected layer: activation(input × kernel + bias).
package struct DenseLayer: Equatable, Sendable {
    package let name: String
    package let inputs: Int
    package let units: Int
    package let activation: Activation
    /// One row of `units` weights for each input.
    package let kernel: [Float]
    package let bias: [Float]

    /// Makes a layer whose arrays fit its shape, or nothing.
    package init?(name: String, inputs: Int, units: Int, activation: Activation, kernel: [Float], bias: [Float]) {
        guard inputs > 0, units > 0, kernel.count == inputs * units, bias.count == units else { return nil }
        self.name = name
        self.inputs = inputs
        self.units = units
        self.activation = activation
        self.kernel = kernel
        self.bias = bias
    }

    /// The layer's answer to one row of `inputs` values.
    package func output(for row: ArraySlice<Float>) -> [Float] {
        var sums = [Float](repeating: 0, count: units)
        for (input, value) in row.enumerated() {
            let start = input * units
            for unit in 0..<units { sums[unit] += value * kernel[start + unit] }
        }
        for unit in 0..<units { sums[unit] = activation(sums[unit] + bias[unit]) }
        return sums
    }
}
