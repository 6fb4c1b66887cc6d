import Values

/// Reads the tokens of one expression or statement.
struct ExpressionScanner {
    /// Where the end marker stood, and the `-` or `+` before it.
    struct Closing {
        let start: Int
        let end: Int
        let sign: UInt8
    }

    private let bytes: [UInt8]
    private let source: TemplateText
    private let keepsBackslashes: Bool
    private var position: Int
    private var open: [(sign: Sign, offset: Int)] = []
    private(set) var closed: Closing?

    init(_ bytes: [UInt8], at position: Int, source: TemplateText, keepsBackslashes: Bool) {
        self.bytes = bytes
        self.position = position
        self.source = source
        self.keepsBackslashes = keepsBackslashes
    }

    /// The next token; `nil` at the end marker, which is then in ``closed``, or at the end of the text.
    mutating func next(until end: [UInt8]?) throws(Fault) -> Token? {
        while position < bytes.count, bytes[position].isBlank { position += 1 }
        guard position < bytes.count else { return nil }
        // Within brackets `}}` is two closing braces.
        if let end, open.isEmpty, close(at: end) { return nil }
        let start = position
        let kind = try readToken()
        return Token(kind: kind, position: Position(start, length: position - start))
    }

    private mutating func close(at end: [UInt8]) -> Bool {
        let byte = bytes[position]
        let isSigned = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
        if isSigned, bytes.matches(end, at: position + 1) {
            closed = Closing(start: position, end: position + 1 + end.count, sign: byte)
        } else if bytes.matches(end, at: position) {
            closed = Closing(start: position, end: position + end.count, sign: 0)
        }
        return closed != nil
    }

    private mutating func readToken() throws(Fault) -> Token.Kind {
        let byte = bytes[position]
        if byte.isNameStart { return .name(readName()) }
        if byte.isDigit { return try readNumber() }
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return .string(try readString(quote: byte)) }
        return .sign(try readSign())
    }

    private mutating func readName() -> String {
        let start = position
        while position < bytes.count, bytes[position].isNameStart || bytes[position].isDigit { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    // MARK: Signs

    private mutating func readSign() throws(Fault) -> Sign {
        guard let sign = sign(length: 2) ?? sign(length: 1) else {
            let character = String(decoding: bytes[position..<min(position + 1, bytes.count)], as: UTF8.self)
            throw fault("unexpected character", "`\(character)` has no meaning in an expression.")
        }
        try balance(sign)
        position += sign.rawValue.utf8.count
        return sign
    }

    private func sign(length: Int) -> Sign? {
        guard position + length <= bytes.count else { return nil }
        return Sign(rawValue: String(decoding: bytes[position..<(position + length)], as: UTF8.self))
    }

    private mutating func balance(_ sign: Sign) throws(Fault) {
        switch sign {
        case .leftParenthesis, .leftBracket, .leftBrace: open.append((sign, position))
        case .rightParenthesis, .rightBracket, .rightBrace:
            let pairs: [Sign: Sign] = [
                .rightParenthesis: .leftParenthesis, .rightBracket: .leftBracket, .rightBrace: .leftBrace,
            ]
            guard let last = open.popLast() else {
                throw fault("unmatched closing bracket", "No opening bracket matches this `\(sign.rawValue)`.")
            }
            guard last.sign == pairs[sign] else {
                throw fault(
                    "mismatched brackets", "`\(last.sign.rawValue)` is closed with `\(sign.rawValue)` here.")
            }
        default: break
        }
    }

    // MARK: Numbers

    private mutating func readNumber() throws(Fault) -> Token.Kind {
        let start = position
        if bytes[position] == UInt8(ascii: "0"), position + 1 < bytes.count,
            let radix = Self.radix[bytes[position + 1] | 32]
        {
            position += 2
            while position < bytes.count, bytes[position].isNameStart || bytes[position].isDigit { position += 1 }
            return try integer(String(decoding: bytes[(start + 2)..<position], as: UTF8.self), radix: radix, at: start)
        }
        skipDigits()
        // `names.0.1` are two indexes, not a fraction.
        let isIndex = start > 0 && bytes[start - 1] == UInt8(ascii: ".")
        let isFloat = !isIndex && (skipFraction() || skipExponent())
        let text = String(decoding: bytes[start..<position].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        guard isFloat else { return try integer(text, radix: 10, at: start) }
        return .float(Double(text) ?? .infinity)
    }

    private static let radix: [UInt8: Int] = [UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2]

    private mutating func skipDigits() {
        while position < bytes.count, bytes[position].isDigit || bytes[position] == UInt8(ascii: "_") { position += 1 }
    }

    private mutating func skipFraction() -> Bool {
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "."), bytes[position + 1].isDigit else {
            return false
        }
        position += 1
        skipDigits()
        _ = skipExponent()
        return true
    }

    private mutating func skipExponent() -> Bool {
        guard position < bytes.count, bytes[position] | 32 == UInt8(ascii: "e") else { return false }
        var next = position + 1
        if next < bytes.count, bytes[next] == UInt8(ascii: "-") || bytes[next] == UInt8(ascii: "+") { next += 1 }
        guard next < bytes.count, bytes[next].isDigit else { return false }
        position = next
        skipDigits()
        return true
    }

    private func integer(_ digits: String, radix: Int, at start: Int) throws(Fault) -> Token.Kind {
        let plain = digits.filter { $0 != "_" }
        if let value = Int(plain, radix: radix) { return .integer(value) }
        guard let value = BigInteger(plain, radix: radix) else {
            throw Fault.syntax(
                "not an integer", "`\(digits.prefix(40))` is not an integer.",
                at: Position(start, length: position - start), in: source)
        }
        return .bigInteger(value)
    }

    // MARK: Strings

    private mutating func readString(quote: UInt8) throws(Fault) -> String {
        let start = position
        var end = position + 1
        var isPlain = true
        while end < bytes.count, bytes[end] != quote {
            if bytes[end] == UInt8(ascii: "\\") {
                isPlain = false
                end += 1
            }
            end += 1
        }
        guard end < bytes.count else {
            throw fault("unterminated string", "The string that starts here has no closing quote.")
        }
        position = end + 1
        let text = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
        return isPlain || keepsBackslashes ? text : StringEscapes.decodeLiteral(text)
    }

    private func fault(_ summary: String, _ detail: String) -> Fault {
        Fault.syntax(summary, detail, at: Position(position), in: source)
    }
}
