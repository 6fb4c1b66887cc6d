import Values

extension Filter {
    /// Base 64.
    static var encodings: [Filter] {
        [
            Filter("b64encode", "encoding='utf-8'") { (input, bound, _) throws(Fault) in
                .string(Base64.encoded(try TextEncoding.bytes(of: try Python.text(input), in: try bound.text(0))))
            },
            Filter("b64decode", "encoding='utf-8'") { (input, bound, _) throws(Fault) in
                let text = try Python.text(input)
                guard let bytes = Base64.decodedAsPython(text) else {
                    throw Fault.failed("invalid base64", "The string cannot be decoded.")
                }
                return .string(try TextEncoding.text(of: bytes, in: try bound.text(0)))
            },
        ]
    }
}

/// Encodings of text that playbooks name.
enum TextEncoding {
    static func bytes(of text: String, in name: String) throws(Fault) -> [UInt8] {
        switch normal(name) {
        case "utf8": return text.hostBytes
        case "utf16": return [0xFF, 0xFE] + (try bytes(of: text, in: "utf-16-le"))
        case "utf16be": return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        case "utf16le": return text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case "ascii", "latin1", "iso88591":
            guard text.unicodeScalars.allSatisfy({ $0.value < 256 }) else {
                throw Fault.failed(
                    "character outside the encoding", "The string contains characters that `\(name)` cannot encode.")
            }
            return text.unicodeScalars.map { UInt8($0.value) }
        default: throw unknown(name)
        }
    }

    static func text(of bytes: [UInt8], in name: String) throws(Fault) -> String {
        switch normal(name) {
        case "utf8": return String(hostBytes: bytes)
        case "utf16be": return String(decoding: units(of: bytes).map(\.byteSwapped), as: UTF16.self)
        case "utf16" where bytes.starts(with: [0xFF, 0xFE]):
            return try self.text(of: Array(bytes.dropFirst(2)), in: "utf-16-le")
        case "utf16le", "utf16":
            return String(decoding: units(of: bytes), as: UTF16.self)
        case "ascii", "latin1", "iso88591":
            return String(scalars: bytes.map { Unicode.Scalar($0) })
        default: throw unknown(name)
        }
    }

    /// The units of UTF-16, the lower byte of each first.
    private static func units(of bytes: [UInt8]) -> [UInt16] {
        stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
    }

    private static func normal(_ name: String) -> String {
        name.lowercased().filter { $0 != "-" && $0 != "_" }
    }

    private static func unknown(_ name: String) -> Fault {
        Fault.failed(
            "unknown encoding", "`\(name)` is not one of utf-8, utf-16, utf-16-le, utf-16-be, latin-1, ascii.")
    }
}
