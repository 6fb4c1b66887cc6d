import HTTPTypes

/// A request of the Open Inference Protocol, version 2: JSON, behind which the tensors' bytes may lie.
///
/// Source: "Open Inference Protocol" and "Binary Tensor Data Extension" of github.com/kserve/open-inference-protocol.
struct InferRequest {
    private struct Tensor {
        var name = ""
        var type = ""
        var shape: [Int]?
        var values: [Float]?
        var bytes: Int?
    }

    private(set) var id: String?
    /// Outputs by name, each with whether it is to be binary; all of them if there are none.
    private var wanted: [(name: String, isBinary: Bool?)] = []
    private var prefersBinary = false
    private var inputs: [Tensor] = []

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - headerBytes: How much of it is JSON, by the header `Inference-Header-Content-Length`; nothing for all of it.
    ///   - width: How many values the model takes.
    ///   - limit: How many rows one request may have.
    static func read(
        _ body: UnsafeBufferPointer<UInt8>, headerBytes: Int?, width: Int, limit: Int
    ) throws(APIError) -> (request: InferRequest, rows: Rows) {
        let length = headerBytes ?? body.count
        guard (0...body.count).contains(length) else {
            throw .malformed("wrong-header-length", "Inference-Header-Content-Length is beyond the body's end.")
        }
        var request = InferRequest()
        let text = UnsafeBufferPointer(rebasing: body[..<length])
        do throws(JSONMistake) {
            var reader = JSONReader(text)
            try request.readDocument(&reader)
            try reader.expectEnd()
        } catch {
            guard (try? JSONValue(json: text)) != nil else { throw .notJSON(error) }
            throw .malformed("wrong-form", "At byte \(error.offset), \(error.message).")
        }
        let binary = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: body[length...]))
        return (request, try request.rows(binary, width: width, limit: limit))
    }

    /// Whether an output is asked for; nothing if not, else whether as bytes.
    func form(of output: String) -> Bool? {
        if wanted.isEmpty { return prefersBinary }
        return wanted.first { $0.name == output }.map { $0.isBinary ?? prefersBinary }
    }

    /// - Throws: If an output is asked for that there is not.
    func checkOutputs(_ names: [String]) throws(APIError) {
        for output in wanted where !names.contains(output.name) {
            throw .malformed(
                "unknown-output",
                "The model has no output \"\(output.name)\"; it has \(names.joined(separator: ", ")).")
        }
    }
}

extension InferRequest {
    private mutating func readDocument(_ reader: inout JSONReader) throws(JSONMistake) {
        try reader.members { reader, name throws(JSONMistake) in
            switch name {
            case "id": id = try reader.string()
            case "parameters": prefersBinary = try reader.parameter("binary_data_output", \.bool, "a boolean") ?? false
            case "inputs": try reader.elements { reader throws(JSONMistake) in inputs.append(try Self.tensor(&reader)) }
            case "outputs": try reader.elements { reader throws(JSONMistake) in try want(&reader) }
            default: _ = try JSONValue(&reader)
            }
        }
    }

    private mutating func want(_ reader: inout JSONReader) throws(JSONMistake) {
        var output: (name: String, isBinary: Bool?) = ("", nil)
        try reader.members { reader, name throws(JSONMistake) in
            switch name {
            case "name": output.name = try reader.string()
            case "parameters": output.isBinary = try reader.parameter("binary_data", \.bool, "a boolean")
            default: _ = try JSONValue(&reader)
            }
        }
        wanted.append(output)
    }

    private static func tensor(_ reader: inout JSONReader) throws(JSONMistake) -> Tensor {
        var tensor = Tensor()
        try reader.members { reader, name throws(JSONMistake) in
            switch name {
            case "name": tensor.name = try reader.string()
            case "datatype": tensor.type = try reader.string()
            case "shape":
                let sides = try JSONValue(&reader).array ?? []
                tensor.shape = sides.compactMap(\.int)
                if tensor.shape?.count != sides.count {
                    throw reader.mistake("a shape has something other than integers")
                }
            case "parameters": tensor.bytes = try reader.parameter("binary_data_size", \.int, "an integer")
            case "data":
                var values: [Float] = []
                try reader.numbers(into: &values, depth: 8)
                tensor.values = values
            default: _ = try JSONValue(&reader)
            }
        }
        return tensor
    }

    private func rows(_ binary: UnsafeRawBufferPointer, width: Int, limit: Int) throws(APIError) -> Rows {
        guard inputs.count == 1, let input = inputs.first else {
            throw .malformed("wrong-inputs", "The model has one input; the request has \(inputs.count).")
        }
        guard input.name == ModelSignature.input else {
            throw .malformed(
                "unknown-input", "The model has no input \"\(input.name)\"; it has \(ModelSignature.input).")
        }
        guard let shape = input.shape, shape.count == 2, shape[1] == width, shape[0] >= 0 else {
            throw .malformed(
                "wrong-shape", "The input's shape is \(input.shape ?? []); the model takes [-1, \(width)].")
        }
        guard shape[0] > 0 else { throw .malformed("no-rows", "The input has no rows.") }
        guard shape[0] <= limit else { throw .tooManyRows(shape[0], limit) }
        let values: [Float]
        if let given = input.values {
            values = given
        } else {
            values = try floats(binary, input.type, bytes: input.bytes)
        }
        if input.values != nil, !["FP32", "FP64", "INT32", "INT64"].contains(input.type) {
            throw .wrongType(input.type)
        }
        guard input.values == nil || binary.isEmpty else {
            throw .malformed("wrong-size", "Bytes follow the JSON, but the input has its data there.")
        }
        guard values.count == shape[0] * width else {
            throw .malformed("wrong-size", "The input of shape \(shape) has \(values.count) values.")
        }
        return Rows(width: width, values: values)
    }

    private func floats(_ binary: UnsafeRawBufferPointer, _ type: String, bytes: Int?) throws(APIError) -> [Float] {
        guard let bytes else { throw .malformed("no-data", "The input has neither `data` nor `binary_data_size`.") }
        guard bytes == binary.count else {
            throw .malformed("wrong-size", "The input announces \(bytes) bytes; \(binary.count) follow.")
        }
        return switch type {
        case "FP32": numbers(binary, UInt32.self) { Float(bitPattern: $0) }
        case "FP64": numbers(binary, UInt64.self) { Float(Double(bitPattern: $0)) }
        case "INT32": numbers(binary, Int32.self) { Float($0) }
        case "INT64": numbers(binary, Int64.self) { Float($0) }
        default: throw .wrongType(type)
        }
    }

    /// Whole numbers that lie one after the other, least significant byte first.
    private func numbers<Number: FixedWidthInteger>(
        _ binary: UnsafeRawBufferPointer, _: Number.Type, _ convert: (Number) -> Float
    ) -> [Float] {
        let size = MemoryLayout<Number>.size
        let count = binary.count / size
        return [Float](unsafeUninitializedCapacity: count) { values, initialized in
            for index in 0..<count {
                let number = binary.loadUnaligned(fromByteOffset: index * size, as: Number.self)
                values.initializeElement(at: index, to: convert(Number(littleEndian: number)))
            }
            initialized = count
        }
    }
}

extension JSONReader {
    /// Reads an object, whose values a function reads.
    fileprivate mutating func members(
        _ read: (inout JSONReader, String) throws(JSONMistake) -> Void
    ) throws(JSONMistake) {
        try expect("{")
        if take("}") { return }
        repeat {
            let name = try string()
            try expect(":")
            try read(&self, name)
        } while take(",")
        try expect("}")
    }

    /// Reads the object `parameters` for one of its members; the others mean nothing here.
    fileprivate mutating func parameter<Value>(
        _ name: String, _ convert: (JSONValue) -> Value?, _ kind: String
    ) throws(JSONMistake) -> Value? {
        let parameters = try JSONValue(&self)
        guard parameters.object != nil else { throw mistake("`parameters` is not an object") }
        guard let value = parameters[name] else { return nil }
        guard let converted = convert(value) else { throw mistake("`\(name)` is not \(kind)") }
        return converted
    }

    /// Reads an array, whose elements a function reads.
    fileprivate mutating func elements(_ read: (inout JSONReader) throws(JSONMistake) -> Void) throws(JSONMistake) {
        try expect("[")
        if take("]") { return }
        repeat { try read(&self) } while take(",")
        try expect("]")
    }

    /// Reads numbers, nested by the sides of a shape or flat.
    fileprivate mutating func numbers(into values: inout [Float], depth: Int) throws(JSONMistake) {
        guard depth > 0 else { throw mistake("`data` is nested too deeply") }
        try expect("[")
        if take("]") { return }
        repeat {
            if peek() == UInt8(ascii: "[") {
                try numbers(into: &values, depth: depth - 1)
            } else {
                values.append(Float(try number()))
            }
        } while take(",")
        try expect("]")
    }
}

extension APIError {
    fileprivate static func malformed(_ code: String, _ message: String) -> APIError {
        APIError(.badRequest, code, message)
    }

    fileprivate static func wrongType(_ type: String) -> APIError {
        APIError(
            .badRequest, "wrong-type",
            "The input's datatype is \(type.isEmpty ? "missing" : type); the model takes FP32, and converts FP64, INT32 and "
                + "INT64.")
    }
}
