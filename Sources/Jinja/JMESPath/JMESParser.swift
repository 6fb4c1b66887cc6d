import Values

/// Reads JMESPath by binding powers (Pratt), as its reference implementation does.
struct JMESParser {
    enum Token: Hashable {
        case name(String), quoted(String), raw(String), literal(String), number(Int), sign(String), end
    }

    private static let deepestNesting = 100

    private var tokens: [Token] = []
    private var index = 0
    private var depth = 0
    private let text: String

    init(_ text: String) throws(Fault) {
        self.text = text
        try tokenize(Array(text.unicodeScalars))
    }

    mutating func parse() throws(Fault) -> JMESNode {
        let node = try expression(0)
        guard current == .end else { throw mistake("Something follows the end of the expression.") }
        return node
    }

    private func mistake(_ detail: String) -> Fault {
        Fault.failed("invalid JMESPath query", "`\(text)` is not a JMESPath expression. \(detail)")
    }

    // MARK: Tokens

    private static let signs = [
        "||", "&&", "==", "!=", "<=", ">=", "[?", "[]", "*", ".", "[", "]", "{", "}", "(", ")",
        ",", ":", "|", "<", ">", "!", "@", "&",
    ]

    private mutating func tokenize(_ scalars: [Unicode.Scalar]) throws(Fault) {
        var position = 0
        while position < scalars.count {
            let scalar = scalars[position]
            if Python.isSpace(scalar) {
                position += 1
            } else if scalar == "_" || scalar.isASCII && scalar.properties.isAlphabetic {
                let name = scalars[position...].prefix {
                    $0 == "_" || $0.isASCII && ($0.properties.isAlphabetic || UInt8($0.value).isDigit)
                }
                tokens.append(.name(Self.text(name)))
                position += name.count
            } else if scalar == "-" || ("0"..."9").contains(scalar) {
                let digits = scalars[(position + 1)...].prefix { ("0"..."9").contains($0) }
                guard let number = Int(Self.text(scalars[position...position]) + Self.text(digits)) else {
                    throw mistake("A number is incomplete.")
                }
                tokens.append(.number(number))
                position += digits.count + 1
            } else if "\"'`".unicodeScalars.contains(scalar) {
                let inside = try Self.quoted(scalars, from: position, self)
                tokens.append(
                    scalar == "\"" ? .quoted(inside.text) : scalar == "'" ? .raw(inside.text) : .literal(inside.text))
                position = inside.next
            } else {
                let rest = Self.text(scalars[position...].prefix(2))
                guard let sign = Self.signs.first(where: rest.hasPrefix) else {
                    throw mistake("Unexpected character `\(scalar)`.")
                }
                tokens.append(.sign(sign))
                position += sign.count
            }
        }
        tokens.append(.end)
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(scalars: scalars)
    }

    private static func quoted(
        _ scalars: [Unicode.Scalar], from start: Int, _ parser: JMESParser
    ) throws(Fault) -> (text: String, next: Int) {
        let quote = scalars[start]
        var text = String.UnicodeScalarView()
        var position = start + 1
        while position < scalars.count, scalars[position] != quote {
            if scalars[position] == "\\", position + 1 < scalars.count, scalars[position + 1] == quote {
                position += 1
            }
            text.append(scalars[position])
            position += 1
        }
        guard position < scalars.count else { throw parser.mistake("A quote is not closed.") }
        return (String(text), position + 1)
    }

    private var current: Token { tokens[index] }

    private mutating func advance() -> Token {
        defer { if index < tokens.count - 1 { index += 1 } }
        return tokens[index]
    }

    private mutating func skip(_ sign: String) -> Bool {
        guard current == .sign(sign) else { return false }
        _ = advance()
        return true
    }

    private mutating func expect(_ sign: String) throws(Fault) {
        guard skip(sign) else { throw mistake("`\(sign)` is expected.") }
    }

    // MARK: Grammar

    private static let powers: [String: Int] = [
        "|": 1, "||": 2, "&&": 3, "==": 5, "!=": 5, "<": 5, "<=": 5, ">": 5, ">=": 5, "[]": 9, "*": 20, "[?": 21,
        ".": 40, "!": 45, "{": 50, "[": 55, "(": 60,
    ]

    private var power: Int {
        if case .sign(let sign) = current { Self.powers[sign] ?? 0 } else { 0 }
    }

    private mutating func expression(_ least: Int) throws(Fault) -> JMESNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepestNesting else { throw mistake("It is nested too deeply.") }
        var left = try prefix()
        while least < power { left = try infix(left) }
        return left
    }

    private mutating func prefix() throws(Fault) -> JMESNode {
        switch advance() {
        case .name(let name): return .field(name)
        case .quoted(let text): return .field(try json("\"" + text + "\"").text ?? text)
        case .raw(let text): return .literal(.string(text))
        case .literal(let text): return .literal((try? JSONReader.value(of: text)) ?? .string(Python.strip(text)))
        case .sign("@"): return .current
        case .sign("*"): return .projectValues(.current, try projected(20))
        case .sign("["): return try bracket()
        case .sign("[]"): return .project(.flatten(.current), try projected(9))
        case .sign("[?"): return try filter(.current)
        case .sign("{"): return try hash()
        case .sign("!"): return .not(try expression(45))
        case .sign("&"): return .reference(try expression(0))
        case .sign("("):
            let inner = try expression(0)
            try expect(")")
            return inner
        default: throw mistake("A value is missing.")
        }
    }

    private func json(_ text: String) throws(Fault) -> Value {
        guard let value = try? JSONReader.value(of: text) else { throw mistake("A literal is not JSON.") }
        return value
    }

    private mutating func infix(_ left: JMESNode) throws(Fault) -> JMESNode {
        guard case .sign(let sign) = advance() else { throw mistake("An operator is missing.") }
        switch sign {
        case "|": return .pipe(left, try expression(1))
        case "||": return .or(left, try expression(2))
        case "&&": return .and(left, try expression(3))
        case ".":
            if skip("*") { return .projectValues(left, try projected(20)) }
            return .sub(left, try dotted(40))
        case "[": return try bracket(behind: left)
        case "[]": return .project(.flatten(left), try projected(9))
        case "[?": return try filter(left)
        case "(": return try call(left)
        default: return .compare(sign, left, try expression(5))
        }
    }

    /// What may stand behind a dot.
    private mutating func dotted(_ power: Int) throws(Fault) -> JMESNode {
        if skip("[") { return try list() }
        if skip("{") { return try hash() }
        return try expression(power)
    }

    /// What a projection applies to its elements.
    private mutating func projected(_ least: Int) throws(Fault) -> JMESNode {
        if power < 10 { return .current }
        switch current {
        case .sign("["), .sign("[?"): return try expression(least)
        case .sign("."):
            _ = advance()
            return skip("*") ? .projectValues(.current, try projected(20)) : try dotted(least)
        default: throw mistake("This cannot follow a projection.")
        }
    }

    /// What stands in brackets: an index, a slice, all items, or, where nothing stands before, a list.
    private mutating func bracket(behind left: JMESNode? = nil) throws(Fault) -> JMESNode {
        if skip("*") {
            try expect("]")
            return .project(left ?? .current, try projected(20))
        }
        if case .number = current { return try indexOrSlice(left ?? .current) }
        if current == .sign(":") { return try indexOrSlice(left ?? .current) }
        guard left == nil else { throw mistake("An index must be an integer.") }
        return try list()
    }

    private mutating func indexOrSlice(_ left: JMESNode) throws(Fault) -> JMESNode {
        var bounds: [Int?] = [nil]
        while current != .sign("]") {
            if skip(":") {
                bounds.append(nil)
            } else if case .number(let number) = advance() {
                bounds[bounds.count - 1] = number
            } else {
                throw mistake("An index must be an integer.")
            }
        }
        try expect("]")
        if bounds.count == 1, let index = bounds[0] { return .sub(left, .index(index)) }
        guard bounds.count <= 3 else { throw mistake("A slice has at most three parts.") }
        let slice = JMESNode.slice(bounds[0], bounds[1], bounds.count > 2 ? bounds[2] : nil)
        return .project(.sub(left, slice), try projected(20))
    }

    private mutating func filter(_ left: JMESNode) throws(Fault) -> JMESNode {
        let condition = try expression(0)
        try expect("]")
        return .filter(left, condition: condition, try projected(21))
    }

    private mutating func list() throws(Fault) -> JMESNode {
        var items: [JMESNode] = []
        repeat { items.append(try expression(0)) } while skip(",")
        try expect("]")
        return .multiList(items)
    }

    private mutating func hash() throws(Fault) -> JMESNode {
        var items: [(String, JMESNode)] = []
        repeat {
            switch advance() {
            case .name(let key), .quoted(let key):
                try expect(":")
                items.append((key, try expression(0)))
            default: throw mistake("A key is missing.")
            }
        } while skip(",")
        try expect("}")
        return .multiHash(items)
    }

    private mutating func call(_ callee: JMESNode) throws(Fault) -> JMESNode {
        guard case .field(let name) = callee else { throw mistake("Only functions can be called.") }
        var arguments: [JMESNode] = []
        if skip(")") { return .call(name, []) }
        repeat { arguments.append(try expression(0)) } while skip(",")
        try expect(")")
        return .call(name, arguments)
    }
}
