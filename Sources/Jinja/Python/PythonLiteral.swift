import Values

/// Reads a text as a Python literal, as `ast.literal_eval` does; JSON's `true`, `false` and `null` count too,
/// because Ansible lets them.
struct PythonLiteral {
    /// Brackets inside each other; what is deeper stays text.
    private static let deepestNesting = 100

    private let bytes: [UInt8]
    /// Whether the constants of JSON are read as well.
    private let readsJSON: Bool
    private var index = 0
    private var depth = 0

    /// The value; `nil` if the text is no literal.
    static func parse(_ text: String, readsJSON: Bool = true) -> Object? {
        var parser = PythonLiteral(bytes: Array(text.utf8), readsJSON: readsJSON)
        guard var value = parser.value() else { return nil }
        if parser.skip(",") {
            guard let more = parser.items(until: nil) else { return nil }
            value = .tuple([value] + more.items)
        }
        parser.skipBlanks()
        guard parser.index == parser.bytes.count, !parser.endsIndented else { return nil }
        return value
    }

    private init(bytes: [UInt8], readsJSON: Bool) {
        self.bytes = bytes
        self.readsJSON = readsJSON
    }

    /// Whether nothing but blanks stands on the last of several lines, which Python takes for an indented block.
    private var endsIndented: Bool {
        guard let last = bytes.lastIndex(of: .newline), last < bytes.count - 1 else { return false }
        return bytes[(last + 1)...].allSatisfy { $0 == 32 || $0 == 9 }
    }

    /// Skips blanks and, as in Python's source, comments.
    private mutating func skipBlanks() {
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "#") {
                while index < bytes.count, bytes[index] != .newline { index += 1 }
            } else if bytes[index] == 32 || (bytes[index] >= 9 && bytes[index] <= 13) {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func value() -> Object? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepestNesting else { return nil }
        skipBlanks()
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "["):
            index += 1
            return items(until: "]").map { .list($0.items) }
        case UInt8(ascii: "("):
            index += 1
            guard let (items, hasComma) = items(until: ")") else { return nil }
            return items.count == 1 && !hasComma ? items[0] : .tuple(items)
        case UInt8(ascii: "{"):
            index += 1
            return dict()
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return strings()
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), 48...57: return number()
        default: return word()
        }
    }

    /// - Parameter end: the closing bracket; `nil` for the end of the text.
    private mutating func items(until end: Unicode.Scalar?) -> (items: [Object], hasComma: Bool)? {
        var items: [Object] = []
        var hasComma = false
        while !ends(end) {
            guard items.isEmpty || hasComma, let item = value() else { return nil }
            items.append(item)
            hasComma = skip(",")
            if !hasComma { return ends(end) ? (items, items.count > 1) : nil }
        }
        return (items, hasComma)
    }

    private mutating func ends(_ end: Unicode.Scalar?) -> Bool {
        if let end { return skip(end) }
        skipBlanks()
        return index == bytes.count
    }

    private mutating func dict() -> Object? {
        let dict = DictObject()
        if skip("}") { return .dict(dict) }
        repeat {
            if skip("}") { return .dict(dict) }
            guard let key = value() else { return nil }
            guard skip(":") else { return nil }
            guard let item = value(), let name = try? key.key(), (try? dict.set(name, item)) != nil else { return nil }
        } while skip(",")
        return skip("}") ? .dict(dict) : nil
    }

    private mutating func word() -> Object? {
        let start = index
        while index < bytes.count, bytes[index].isNameStart || bytes[index].isDigit { index += 1 }
        switch String(decoding: bytes[start..<index], as: UTF8.self) {
        case "True": return .bool(true)
        case "False": return .bool(false)
        case "None": return Object.none
        case "true" where readsJSON: return .bool(true)
        case "false" where readsJSON: return .bool(false)
        case "null" where readsJSON: return Object.none
        case let prefix where ["u", "r", "U", "R"].contains(prefix):
            return string(isRaw: prefix.lowercased() == "r").map { .string($0) }
        default: return nil
        }
    }

    private mutating func number() -> Object? {
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
        skipBlanks()
        let start = index
        while index < bytes.count,
            bytes[index].isDigit || bytes[index].isNameStart || bytes[index] == UInt8(ascii: ".")
                || (index > start && bytes[index - 1] | 32 == UInt8(ascii: "e")
                    && (bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+")))
        {
            index += 1
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let number = Python.number(literal: text) else { return nil }
        switch number {
        case .int(let value): return .int(isNegative ? -value : value)
        case .big(let value): return Object(isNegative ? -value : value)
        case .double(let value): return .float(isNegative ? -value : value)
        default: return nil
        }
    }

    /// String literals behind each other are one.
    private mutating func strings() -> Object? {
        guard var text = string(isRaw: false) else { return nil }
        skipBlanks()
        while index < bytes.count, bytes[index] == UInt8(ascii: "'") || bytes[index] == UInt8(ascii: "\"") {
            guard let more = string(isRaw: false) else { return nil }
            text += more
            skipBlanks()
        }
        return .string(text)
    }

    private mutating func string(isRaw: Bool) -> String? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "'") || bytes[index] == UInt8(ascii: "\"") else {
            return nil
        }
        let quote = bytes[index]
        let isTriple = bytes.matches([quote, quote, quote], at: index)
        index += isTriple ? 3 : 1
        let start = index
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 2
            } else if isTriple ? bytes.matches([quote, quote, quote], at: index) : bytes[index] == quote {
                let text = String(decoding: bytes[start..<index], as: UTF8.self)
                index += isTriple ? 3 : 1
                return isRaw ? text : StringEscapes.decodeLiteral(text)
            } else if !isTriple, bytes[index] == .newline {
                return nil
            } else {
                index += 1
            }
        }
        return nil
    }
}
