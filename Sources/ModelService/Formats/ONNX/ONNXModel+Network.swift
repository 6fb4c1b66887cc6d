#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension ONNXModel {
    /// The graph as a chain of layers.
    ///
    /// - Throws: A problem that names the operator, or the shape, that is not supported.
    func network() throws(FileProblem) -> Network {
        guard inputs.count == 1, outputs.count == 1 else {
            throw .unsupported(
                "It has \(inputs.count) inputs and \(outputs.count) outputs; exactly one of each is supported.")
        }
        let width: Int
        if let stated = inputs[0].width { width = stated } else { width = try widthOfFirstWeights() }
        var reader = ONNXChain(self, LayerChain(inputs: width))
        var unsupported: [String] = []
        for node in nodes {
            if !ONNXChain.operators.contains(node.type) || !["", "ai.onnx"].contains(node.domain) {
                unsupported.append("\(node.title) is an operator that is not supported.")
            }
        }
        guard unsupported.isEmpty else { throw .unsupported(unsupported.joined(separator: "\n  ")) }
        for node in nodes { try reader.take(node) }
        guard reader.current == outputs[0] else {
            throw .unsupported("The output \(outputs[0]) is not that of the last node, which is \(reader.current).")
        }
        return try reader.chain.network()
    }

    private func widthOfFirstWeights() throws(FileProblem) -> Int {
        for node in nodes where ["Gemm", "MatMul"].contains(node.type) && node.inputs.count > 1 {
            if let shape = try constant(node.inputs[1])?.shape, shape.count == 2 {
                return node.integer("transB") == 1 ? shape[1] : shape[0]
            }
        }
        throw .unsupported("The width of the input \(inputs[0].name) is not stated.")
    }
}

/// Follows the one value that goes through a graph, and turns each node into a layer.
private struct ONNXChain {
    private let model: ONNXModel
    private(set) var chain: LayerChain
    /// The name of the value that has come out so far.
    private(set) var current: String

    static let operators: Set<String> = [
        "Gemm", "MatMul", "Add", "Sub", "Mul", "Div", "Relu", "LeakyRelu", "Elu", "Gelu", "Sigmoid", "Tanh", "Softmax",
        "Softplus", "BatchNormalization", "LayerNormalization", "Identity", "Dropout", "Flatten", "Reshape", "Cast",
    ]

    init(_ model: ONNXModel, _ chain: LayerChain) {
        (self.model, self.chain, current) = (model, chain, model.inputs[0].name)
    }

    mutating func take(_ node: ONNXModel.Node) throws(FileProblem) {
        let others = node.inputs.filter { $0 != current && !$0.isEmpty && !model.isConstant($0) }
        guard node.inputs.contains(current), others.isEmpty else {
            throw .unsupported(
                "\(node.title) takes \(node.inputs); only chains are supported, and \(current) came before.")
        }
        switch node.type {
        case "Gemm": try multiply(node, isGemm: true)
        case "MatMul": try multiply(node, isGemm: false)
        case "Add", "Sub", "Mul", "Div": try scale(node)
        case "BatchNormalization": try normalize(node)
        case "LayerNormalization": try normalizeRow(node)
        case "Identity", "Dropout": break
        case "Flatten": try require(node.integer("axis") ?? 1 == 1, node, "has an axis other than 1")
        case "Reshape": try require(try keepsRows(node), node, "changes the shape of rows")
        case "Cast": try require(node.integer("to") == 1, node, "casts to a type other than FLOAT")
        default: try chain.append(name(node), outputs: chain.width, .none, activation(node))
        }
        current = node.outputs.first ?? ""
    }

    private func activation(_ node: ONNXModel.Node) throws(FileProblem) -> Activation {
        switch node.type {
        case "Relu": .relu
        case "LeakyRelu": .leakyReLU(slope: try node.number("alpha") ?? 0.01)
        case "Elu": .elu(alpha: try node.number("alpha") ?? 1)
        case "Gelu": .gelu(approximate: node.text("approximate") == "tanh")
        case "Sigmoid": .sigmoid
        case "Tanh": .tanh
        case "Softplus": .softplus
        case "Softmax": try softmax(node)
        default: throw .unsupported("\(node.title) is an operator that is not supported.")
        }
    }

    /// With rows alone the axes 1 and -1 are the same.
    private func softmax(_ node: ONNXModel.Node) throws(FileProblem) -> Activation {
        try require([1, -1].contains(node.integer("axis") ?? -1), node, "works along another axis than the row's")
        return .softmax
    }

    private mutating func multiply(_ node: ONNXModel.Node, isGemm: Bool) throws(FileProblem) {
        try require(node.inputs.first == current && node.integer("transA") ?? 0 == 0, node, "multiplies from the left")
        let weights = try constant(node, 1)
        try require(weights.shape.count == 2, node, "has weights of shape \(weights.shape)")
        let isTransposed = isGemm && node.integer("transB") == 1
        let (inputs, units) = (weights.shape[isTransposed ? 1 : 0], weights.shape[isTransposed ? 0 : 1])
        try require(inputs == chain.width, node, "takes \(inputs) values, but gets \(chain.width)")
        let (alpha, beta) = (try node.number("alpha") ?? 1, try node.number("beta") ?? 1)
        let kernel = (0..<inputs * units).map { index in
            alpha * weights.values[isTransposed ? index % units * inputs + index / units : index]
        }
        let bias =
            isGemm && node.inputs.count > 2 && !node.inputs[2].isEmpty
            ? try spread(constant(node, 2), units, node) : [Float](repeating: 0, count: units)
        try chain.append(
            name(node), outputs: units, .dense(kernel: kernel, bias: bias.map { beta * $0 }), .linear)
    }

    /// Arithmetic with a constant: value + c, value − c, value × c, value ÷ c; a constant in front only where order is
    /// nothing.
    private mutating func scale(_ node: ONNXModel.Node) throws(FileProblem) {
        let isFirst = node.inputs.first == current
        try require(isFirst || node.type == "Add" || node.type == "Mul", node, "has its constant in front")
        let values = try spread(constant(node, isFirst ? 1 : 0), chain.width, node)
        let (zeros, ones) = ([Float](repeating: 0, count: chain.width), [Float](repeating: 1, count: chain.width))
        switch node.type {
        case "Add": return try chain.add(name(node), values)
        case "Sub": try append(node, .scaling(means: values, factors: ones, offsets: zeros))
        case "Mul": try append(node, .scaling(means: zeros, factors: values, offsets: zeros))
        default: try append(node, .scaling(means: zeros, factors: values.map { 1 / $0 }, offsets: zeros))
        }
    }

    private mutating func normalize(_ node: ONNXModel.Node) throws(FileProblem) {
        var parts: [[Float]] = []
        for index in 1...4 { parts.append(try spread(constant(node, index), chain.width, node)) }
        let epsilon = Double(try node.number("epsilon") ?? 1e-5)
        let factors = zip(parts[0], parts[3]).map { Float(Double($0) / sqrt(Double($1) + epsilon)) }
        try append(node, .scaling(means: parts[2], factors: factors, offsets: parts[1]))
    }

    private mutating func normalizeRow(_ node: ONNXModel.Node) throws(FileProblem) {
        try require([1, -1].contains(node.integer("axis") ?? -1), node, "works along another axis than the row's")
        let factors = try spread(constant(node, 1), chain.width, node)
        let offsets =
            node.inputs.count > 2 && !node.inputs[2].isEmpty
            ? try spread(constant(node, 2), chain.width, node) : [Float](repeating: 0, count: chain.width)
        try append(
            node, .rowScaling(factors: factors, offsets: offsets, epsilon: try node.number("epsilon") ?? 1e-5))
    }

    private mutating func append(_ node: ONNXModel.Node, _ arithmetic: Layer.Arithmetic) throws(FileProblem) {
        try chain.append(name(node), outputs: chain.width, arithmetic, .linear)
    }

    private func constant(_ node: ONNXModel.Node, _ index: Int) throws(FileProblem) -> Tensor {
        guard node.inputs.indices.contains(index), let tensor = try model.constant(node.inputs[index]) else {
            throw .unsupported("\(node.title) has no constant as its input \(index + 1).")
        }
        return tensor
    }

    /// One value stands for all of a row, and a side for the batch may stand before.
    private func spread(_ tensor: Tensor, _ count: Int, _ node: ONNXModel.Node) throws(FileProblem) -> [Float] {
        if tensor.values.count == 1 { return [Float](repeating: tensor.values[0], count: count) }
        try require(
            tensor.values.count == count && tensor.shape.last == count, node,
            "has a constant of shape \(tensor.shape), where rows have \(count) values")
        return tensor.values
    }

    private func require(_ holds: Bool, _ node: ONNXModel.Node, _ what: String) throws(FileProblem) {
        guard holds else { throw .unsupported("\(node.title) \(what).") }
    }

    /// Whether the shape is [any, width]; it is the one constant of 64-bit integers.
    private func keepsRows(_ node: ONNXModel.Node) throws(FileProblem) -> Bool {
        guard node.inputs.count == 2, let sides = try model.integers(node.inputs[1]), sides.count == 2 else {
            return false
        }
        return [-1, 0].contains(sides[0]) && [-1, chain.width].contains(sides[1]) && sides != [-1, -1]
    }

    /// Of the weights where they say it: exporters name those after the layer, and nodes after nothing.
    private func name(_ node: ONNXModel.Node) -> String {
        let weights = node.inputs.first { model.isConstant($0) }
        let stem = weights.flatMap { name in name.lastIndex(of: ".").map { String(name[..<$0]) } }
        let wanted = stem ?? (node.name.isEmpty ? "layer_\(chain.layers.count + 1)" : node.name)
        return chain.layers.contains { $0.name == wanted } ? "\(wanted)_\(chain.layers.count + 1)" : wanted
    }
}

extension FileProblem {
    fileprivate static func unsupported(_ detail: String) -> FileProblem {
        FileProblem("ONNX model is not supported", detail)
    }
}
