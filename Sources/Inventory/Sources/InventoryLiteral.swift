import Values

/// Values of INI inventories: what is a Python literal is that value, everything else text.
struct InventoryLiteral {
    private static let deepestNesting = 50

    private let scalars: [Unicode.Scalar]
    private let place: SourceSpan
    private var position = 0
    private var depth = 0

    static func value(of text: String, at place: @autoclosure () -> SourceSpan) -> Value {
        switch firstLook(at: text) {
        case .text: break
        case .integer(let integer): return .int(integer)
        case .undecided:
            var parser = InventoryLiteral(scalars: Array(text.unicodeScalars), place: place())
            if let value = parser.whole() { return value }
        }
        return TemplateText.hasMarkers(text)
            ? .template(TemplateText(text, at: place(), layout: .flow(offset: 0))) : .string(text)
    }

    private enum FirstLook {
        case text, integer(Int), undecided
    }

    /// What most values are seen to be without parsing: words, addresses, small numbers.
    private static func firstLook(at text: String) -> FirstLook {
        guard let first = text.utf8.first, "[({'\"-+.0123456789TFN \t".utf8.contains(first) else { return .text }
        var dots = 0
        var number = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number &* 10 &+ Int(byte - UInt8(ascii: "0"))
            default: return .undecided
            }
        }
        if dots > 1 { return .text }
        let isPlain = dots == 0 && text.utf8.count < 19 && (first != UInt8(ascii: "0") || text.utf8.count == 1)
        return isPlain ? .integer(number) : .undecided
    }

    private mutating func whole() -> Value? {
        guard let first = value() else { return nil }
        var items = [first]
        var hasComma = false
        while take(",") {
            hasComma = true
            guard !isAtEnd else { break }
            guard let next = value() else { return nil }
            items.append(next)
        }
        guard isAtEnd else { return nil }
        return hasComma ? .list(items) : first
    }

    private mutating func value() -> Value? {
        depth += 1
        defer { depth -= 1 }
        skipBlanks()
        guard depth <= Self.deepestNesting, let first = peek else { return nil }
        switch first {
        case "[": return items("]").map { .list($0.items) }
        case "(":
            guard let (items, hasComma) = items(")") else { return nil }
            return items.count == 1 && !hasComma ? items[0] : .list(items)
        case "{": return braces()
        case "'", "\"": return strings()
        case "-", "+", ".", "0"..."9": return number()
        default: return word()
        }
    }

    private mutating func items(_ close: Unicode.Scalar) -> (items: [Value], hasComma: Bool)? {
        position += 1
        var items: [Value] = []
        var hasComma = false
        while !take(close) {
            guard items.isEmpty || hasComma, let item = value() else { return nil }
            items.append(item)
            hasComma = take(",")
        }
        return (items, hasComma)
    }

    /// A dict, or a set, which becomes a list.
    private mutating func braces() -> Value? {
        position += 1
        var mapping = Mapping()
        var members: [Value] = []
        var hasComma = true
        while !take("}") {
            guard hasComma, let key = value() else { return nil }
            if take(":") {
                guard let value = value() else { return nil }
                mapping[key] = value
            } else if !members.contains(key) {
                members.append(key)
            }
            hasComma = take(",")
        }
        guard members.isEmpty || mapping.isEmpty else { return nil }
        return members.isEmpty ? .map(mapping) : .list(members)
    }

    /// One string, or several beside each other, which Python joins.
    private mutating func strings() -> Value? {
        var text = ""
        while let quote = peek, quote == "'" || quote == "\"" {
            guard let next = string(quote) else { return nil }
            text += next
            skipBlanks()
        }
        return TemplateText.hasMarkers(text)
            ? .template(TemplateText(text, at: place, layout: .segments([]))) : .string(text)
    }

    private mutating func string(_ quote: Unicode.Scalar) -> String? {
        position += 1
        var raw = String.UnicodeScalarView()
        while let scalar = peek, scalar != quote {
            raw.append(scalar)
            position += 1
            if scalar == "\\", let escaped = peek {
                raw.append(escaped)
                position += 1
            }
        }
        guard peek == quote else { return nil }
        position += 1
        return StringEscapes.decodeLiteral(String(raw))
    }

    private mutating func number() -> Value? {
        let isNegative = peek == "-"
        if isNegative || peek == "+" { position += 1 }
        let start = position
        while let scalar = peek, isNumberPart(scalar) { position += 1 }
        switch Python.number(literal: String(scalars: scalars[start..<position])) {
        case .int(let value)?: return .int(isNegative ? -value : value)
        case .big(let value)?: return Value(isNegative ? -value : value)
        case .double(let value)?: return .double(isNegative ? -value : value)
        default: return nil
        }
    }

    /// The sign of an exponent belongs to the number.
    private func isNumberPart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "+" || scalar == "-" { return position > 0 && "eE".unicodeScalars.contains(scalars[position - 1]) }
        return scalar == "." || scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private mutating func word() -> Value? {
        let start = position
        while let scalar = peek, scalar.properties.isAlphabetic { position += 1 }
        switch String(scalars: scalars[start..<position]) {
        case "True": return .bool(true)
        case "False": return .bool(false)
        case "None": return .null
        default: return nil
        }
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    /// At the end, or before a comment.
    private var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return peek == nil || peek == "#"
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let scalar = peek, scalar == " " || scalar == "\t" { position += 1 }
    }
}
