/// The graph of an ONNX file: nodes in the order of their work, and the constants they use.
///
/// Source of the field numbers: onnx.proto, IR version 13.
struct ONNXModel {
    struct Node {
        let name: String
        let type: String
        let domain: String
        let inputs: [String]
        let outputs: [String]
        private let attributes: [String: ProtocolBuffer]

        init(_ message: ProtocolBuffer) throws(FileProblem) {
            (inputs, outputs) = (message.texts(1), message.texts(2))
            (name, type, domain) = (message.text(3), message.text(4), message.text(7))
            var attributes: [String: ProtocolBuffer] = [:]
            for attribute in try message.messages(5) { attributes[attribute.text(1)] = attribute }
            self.attributes = attributes
        }

        func integer(_ name: String) -> Int? { attributes[name]?.integer(3) }
        func number(_ name: String) throws(FileProblem) -> Float? { try attributes[name]?.numbers(2).last }
        func text(_ name: String) -> String? { attributes[name]?.text(4) }
        func tensor(_ name: String) throws(FileProblem) -> ProtocolBuffer? { try attributes[name]?.messages(5).last }

        /// For messages.
        var title: String {
            name.isEmpty ? "the \(type) that outputs \(outputs.first ?? "nothing")" : "\(name) (\(type))"
        }
    }

    let name: String
    let nodes: [Node]
    /// What comes from outside, with the width of a row where the file tells it.
    let inputs: [(name: String, width: Int?)]
    let outputs: [String]
    private let constants: [String: ProtocolBuffer]

    init(_ bytes: [UInt8]) throws(FileProblem) {
        let file = try ProtocolBuffer(bytes[...])
        guard let graph = try file.messages(7).last else { throw .damagedONNX("It has no graph.") }
        name = graph.text(2)
        var nodes: [Node] = []
        var constants: [String: ProtocolBuffer] = [:]
        for tensor in try graph.messages(5) { constants[tensor.text(8)] = tensor }
        for message in try graph.messages(1) {
            let node = try Node(message)
            if node.type == "Constant", let output = node.outputs.first, let value = try node.tensor("value") {
                constants[output] = value
            } else {
                nodes.append(node)
            }
        }
        var inputs: [(String, Int?)] = []
        for input in try graph.messages(11) where constants[input.text(1)] == nil {
            inputs.append((input.text(1), try Self.width(of: input)))
        }
        (self.nodes, self.constants, self.inputs) = (nodes, constants, inputs)
        outputs = try graph.messages(12).map { $0.text(1) }
    }

    /// The last side of an input's shape; none if it is named and not a number.
    private static func width(of input: ProtocolBuffer) throws(FileProblem) -> Int? {
        guard let tensor = try input.messages(2).last?.messages(1).last else { return nil }
        let type = tensor.integer(1)
        guard type == 1 else { throw .wrongType("The input \(input.text(1))", type) }
        guard let shape = try tensor.messages(2).last else { return nil }
        let sides = try shape.messages(1)
        guard sides.count == 2 else { throw .notRows(input.text(1), sides.count) }
        return sides[1].integer(1) > 0 ? sides[1].integer(1) : nil
    }

    /// A constant of 32-bit floats; nothing if the name is not that of a constant.
    func constant(_ name: String) throws(FileProblem) -> Tensor? {
        guard let message = constants[name] else { return nil }
        guard message.integer(2) == 1 else { throw .wrongType("The tensor \(name)", message.integer(2)) }
        guard message.integer(14) == 0 else {
            throw .damagedONNX("The tensor \(name) lies in another file, which is not supported.")
        }
        let shape = try message.integers(1)
        let raw = message.bytes(9).last ?? []
        let values = raw.isEmpty ? try message.numbers(4) : floats(raw)
        guard raw.count % 4 == 0, elementCount(shape) == values.count else {
            throw .damagedONNX("The tensor \(name) of shape \(shape) has \(values.count) values.")
        }
        return Tensor(shape: shape, values: values)
    }

    /// A constant of 64-bit integers, such as a shape.
    func integers(_ name: String) throws(FileProblem) -> [Int]? {
        guard let message = constants[name], message.integer(2) == 7 else { return nil }
        let raw = message.bytes(9).last ?? []
        if raw.isEmpty { return try message.integers(7) }
        return stride(from: raw.startIndex, to: raw.endIndex - 7, by: 8).map { start in
            Int(truncatingIfNeeded: raw[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }

    /// Whether a name is that of a constant of any type.
    func isConstant(_ name: String) -> Bool { constants[name] != nil }
}

extension FileProblem {
    fileprivate static func wrongType(_ what: String, _ type: Int) -> FileProblem {
        let names = [
            "UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "STRING", "BOOL", "FLOAT16",
            "DOUBLE", "UINT32", "UINT64", "COMPLEX64", "COMPLEX128", "BFLOAT16",
        ]
        let name = names.indices.contains(type) ? names[type] : "number \(type)"
        return FileProblem("tensor type is not supported", "\(what) is of the type \(name); only FLOAT is supported.")
    }

    fileprivate static func notRows(_ input: String, _ rank: Int) -> FileProblem {
        FileProblem(
            "model is not supported",
            "The input \(input) has \(rank) dimensions; only rows of numbers, with 2, are "
                + "supported.")
    }
}
