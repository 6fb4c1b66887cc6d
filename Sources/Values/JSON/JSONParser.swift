/// A recursive-descent parser over bytes. Recursion is bounded by ``YAMLReader/deepestNesting``.
struct JSONParser<Builder: JSONBuilder> {
    let bytes: [UInt8]
    private let builder: Builder
    var position = 0
    private var line = 1
    private var lineStart = 0
    /// Bytes on this line that continue a scalar and so are no column of their own.
    var continuations = 0
    private var depth = 0

    init(_ text: String, builder: Builder) {
        bytes = Array(text.utf8)
        self.builder = builder
    }

    mutating func document() throws(JSONError) -> Builder.Piece {
        skipBlanks()
        let piece = try value()
        skipBlanks()
        guard position == bytes.count else { throw failure("something follows the value") }
        return piece
    }

    private mutating func value() throws(JSONError) -> Builder.Piece {
        let start = mark
        switch peek {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.mapping() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.list() }
        case UInt8(ascii: "\""):
            let text = try string()
            return builder.scalar(.string(text), at: ended(start))
        case nil: throw failure("the input ends where a value is expected")
        default:
            let value = try word()
            return builder.scalar(value, at: ended(start))
        }
    }

    private mutating func nested(
        _ body: (inout Self) throws(JSONError) -> Builder.Piece
    ) throws(JSONError) -> Builder.Piece {
        guard depth < YAMLReader.deepestNesting else {
            throw failure("nesting is deeper than \(YAMLReader.deepestNesting) levels")
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func list() throws(JSONError) -> Builder.Piece {
        let start = mark
        var items: [Builder.Piece] = []
        position += 1
        skipBlanks()
        if take("]") { return builder.list([], at: start) }
        repeat {
            skipBlanks()
            items.append(try value())
            skipBlanks()
        } while take(",")
        guard take("]") else { throw failure("`,` or `]` is expected") }
        return builder.list(items, at: start)
    }

    private mutating func mapping() throws(JSONError) -> Builder.Piece {
        let start = mark
        var entries: [(key: String, mark: JSONMark, value: Builder.Piece)] = []
        position += 1
        skipBlanks()
        if take("}") { return builder.mapping([], at: start) }
        repeat {
            skipBlanks()
            let keyStart = mark
            guard peek == UInt8(ascii: "\"") else { throw failure("a key in double quotes is expected") }
            let key = try string()
            let keyMark = ended(keyStart)
            skipBlanks()
            guard take(":") else { throw failure("`:` is expected after the key") }
            skipBlanks()
            entries.append((key, keyMark, try value()))
            skipBlanks()
        } while take(",")
        guard take("}") else { throw failure("`,` or `}` is expected") }
        return builder.mapping(entries, at: start)
    }
}

// Moving over the text.
extension JSONParser {
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private var mark: JSONMark { JSONMark(line: line, column: position - lineStart - continuations + 1) }

    private func ended(_ start: JSONMark) -> JSONMark {
        JSONMark(line: start.line, column: start.column, length: mark.column - start.column)
    }

    func failure(_ reason: String) -> JSONError {
        JSONError(reason: reason, line: mark.line, column: mark.column)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = peek, UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A {
            position += 1
            guard byte == 0x0A else { continue }
            line += 1
            lineStart = position
            continuations = 0
        }
    }
}
