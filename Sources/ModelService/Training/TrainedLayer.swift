/// A dense layer while it learns: weights and gradients in 64-bit floats.
struct TrainedLayer {
    let inputs: Int
    let units: Int
    let activation: Activation
    var kernel: [Double]
    var bias: [Double]
    private(set) var kernelGradient: [Double]
    private(set) var biasGradient: [Double]

    /// Draws the first weights evenly from ±√(6 / (inputs + units)), as Glorot and Bengio (2010) advise.
    init(inputs: Int, units: Int, activation: Activation, _ random: inout SeededRandom) {
        let limit = (6 / Double(inputs + units)).squareRoot()
        self.inputs = inputs
        self.units = units
        self.activation = activation
        kernel = (0..<inputs * units).map { _ in (2 * random.uniform() - 1) * limit }
        bias = [Double](repeating: 0, count: units)
        kernelGradient = [Double](repeating: 0, count: inputs * units)
        biasGradient = bias
    }

    func output(for row: [Double]) -> [Double] {
        var sums = bias
        for input in 0..<inputs {
            for unit in 0..<units { sums[unit] += row[input] * kernel[input * units + unit] }
        }
        return sums.map(activation.exactly)
    }

    /// Adds one row's part to the gradients.
    ///
    /// - Parameters:
    ///   - slopes: The loss' slope along each unit's sum.
    /// - Returns: The loss' slope along each input.
    mutating func learn(from row: [Double], slopes: [Double]) -> [Double] {
        var back = [Double](repeating: 0, count: inputs)
        for input in 0..<inputs {
            for unit in 0..<units {
                kernelGradient[input * units + unit] += row[input] * slopes[unit]
                back[input] += kernel[input * units + unit] * slopes[unit]
            }
        }
        for unit in 0..<units { biasGradient[unit] += slopes[unit] }
        return back
    }

    mutating func forgetGradients() {
        for index in kernelGradient.indices { kernelGradient[index] = 0 }
        for index in biasGradient.indices { biasGradient[index] = 0 }
    }

    func layer(named name: String) throws(FileProblem) -> Layer {
        let arithmetic = Layer.Arithmetic.dense(kernel: kernel.map { Float($0) }, bias: bias.map { Float($0) })
        return try Layer(name, inputs: inputs, outputs: units, arithmetic, activation)
    }
}
