/// Layers while they are read: joins what is one step, so that the same network from two formats is the same.
struct LayerChain {
    private(set) var layers: [Layer] = []
    /// How many values come out of the last layer.
    private(set) var width: Int

    init(inputs: Int) {
        width = inputs
    }

    /// Adds a layer; an activation alone becomes that of the layer before, where this has none.
    mutating func append(
        _ name: String, outputs: Int, _ arithmetic: Layer.Arithmetic, _ activation: Activation
    ) throws(FileProblem) {
        guard arithmetic == .none else {
            layers.append(try Layer(name, inputs: width, outputs: outputs, arithmetic, activation))
            width = outputs
            return
        }
        guard activation != .linear else { return }
        guard let last = layers.last, last.activation == .linear else {
            layers.append(try Layer(name, inputs: width, outputs: width, .none, activation))
            return
        }
        layers[layers.count - 1] = try Layer(
            last.name, inputs: last.inputs, outputs: last.outputs, last.arithmetic, activation)
    }

    /// Adds numbers to the values; to the bias of the layer before, where that is exact.
    mutating func add(_ name: String, _ offsets: [Float]) throws(FileProblem) {
        if let last = layers.last, last.activation == .linear, case .dense(let kernel, let bias) = last.arithmetic,
            bias.allSatisfy({ $0 == 0 }), bias.count == offsets.count
        {
            layers[layers.count - 1] = try Layer(
                last.name, inputs: last.inputs, outputs: last.outputs, .dense(kernel: kernel, bias: offsets))
        } else {
            let (zeros, ones) = ([Float](repeating: 0, count: width), [Float](repeating: 1, count: width))
            try append(name, outputs: width, .scaling(means: zeros, factors: ones, offsets: offsets), .linear)
        }
    }

    /// The whole.
    /// - Throws: A problem if there is no layer.
    func network() throws(FileProblem) -> Network {
        try Network(layers)
    }
}
