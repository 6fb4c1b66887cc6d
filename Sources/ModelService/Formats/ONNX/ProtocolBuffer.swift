/// Fields of a protocol buffer message, as they stand in its bytes: enough to read what ONNX files hold.
///
/// Source: protobuf.dev, "Encoding". Groups, which proto3 does not have, are refused.
struct ProtocolBuffer {
    enum Value {
        /// Integers, booleans and enumerations.
        case varint(UInt64)
        case fixed(UInt64)
        /// Texts, bytes, messages and packed numbers.
        case bytes(ArraySlice<UInt8>)
    }

    private(set) var fields: [(number: Int, value: Value)] = []

    init(_ bytes: ArraySlice<UInt8>) throws(FileProblem) {
        var rest = bytes
        while !rest.isEmpty {
            let key = try Self.varint(&rest)
            let value: Value
            switch key & 7 {
            case 0: value = .varint(try Self.varint(&rest))
            case 1: value = .fixed(try Self.fixed(&rest, 8))
            case 2: value = .bytes(try Self.take(&rest, Self.varint(&rest)))
            case 5: value = .fixed(try Self.fixed(&rest, 4))
            default: throw .damagedONNX("A field has the unknown wire type \(key & 7).")
            }
            fields.append((Int(truncatingIfNeeded: key >> 3), value))
        }
    }

    /// All byte values of a field.
    func bytes(_ number: Int) -> [ArraySlice<UInt8>] {
        fields.compactMap { field in
            if field.number == number, case .bytes(let bytes) = field.value { bytes } else { nil }
        }
    }

    func text(_ number: Int) -> String {
        String(decoding: bytes(number).last ?? [], as: UTF8.self)
    }

    func texts(_ number: Int) -> [String] {
        bytes(number).map { String(decoding: $0, as: UTF8.self) }
    }

    func messages(_ number: Int) throws(FileProblem) -> [ProtocolBuffer] {
        var messages: [ProtocolBuffer] = []
        for bytes in bytes(number) { messages.append(try ProtocolBuffer(bytes)) }
        return messages
    }

    /// The last integer of a field, or zero, which stands for a missing one.
    func integer(_ number: Int) -> Int {
        for field in fields.reversed() where field.number == number {
            if case .varint(let value) = field.value { return Int(truncatingIfNeeded: value) }
        }
        return 0
    }

    /// All integers of a field, packed or not.
    func integers(_ number: Int) throws(FileProblem) -> [Int] {
        var integers: [Int] = []
        for field in fields where field.number == number {
            switch field.value {
            case .varint(let value): integers.append(Int(truncatingIfNeeded: value))
            case .bytes(var packed):
                while !packed.isEmpty { integers.append(Int(truncatingIfNeeded: try Self.varint(&packed))) }
            case .fixed: throw .damagedONNX("A field of integers holds something else.")
            }
        }
        return integers
    }

    /// All 32-bit floats of a field, packed or not.
    func numbers(_ number: Int) throws(FileProblem) -> [Float] {
        var numbers: [Float] = []
        for field in fields where field.number == number {
            switch field.value {
            case .fixed(let bits): numbers.append(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
            case .bytes(let packed) where packed.count % 4 == 0: numbers += floats(packed)
            default: throw .damagedONNX("A field of 32-bit floats holds something else.")
            }
        }
        return numbers
    }
}

extension ProtocolBuffer {
    private static func varint(_ rest: inout ArraySlice<UInt8>) throws(FileProblem) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { throw .damagedONNX("It ends within a number.") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw .damagedONNX("A number has more than ten bytes.")
    }

    private static func fixed(_ rest: inout ArraySlice<UInt8>, _ width: UInt64) throws(FileProblem) -> UInt64 {
        try take(&rest, width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func take(
        _ rest: inout ArraySlice<UInt8>, _ count: UInt64
    ) throws(FileProblem) -> ArraySlice<UInt8> {
        guard count <= UInt64(rest.count) else { throw .damagedONNX("It ends within a field.") }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }
}

extension FileProblem {
    static func damagedONNX(_ detail: String) -> FileProblem {
        FileProblem("ONNX file is damaged", detail, hint: "export the model again")
    }
}
