import Values

/// Where something stands in a template's text, in bytes of its UTF-8.
struct Position: Sendable, Hashable {
    var offset: Int32
    var length: Int32

    init(_ offset: Int, length: Int = 1) {
        self.offset = Int32(clamping: offset)
        self.length = Int32(clamping: length)
    }
}

/// A word of the template language.
struct Token: Sendable {
    enum Kind: Sendable, Hashable {
        case data(String)
        case blockBegin, blockEnd, variableBegin, variableEnd
        case name(String)
        case string(String)
        case integer(Int)
        case bigInteger(BigInteger)
        case float(Double)
        case sign(Sign)
        case end
    }

    let kind: Kind
    let position: Position
}

/// The operators and brackets of expressions.
enum Sign: String, Sendable, Hashable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case modulo = "%"
    case power = "**"
    case tilde = "~"
    case leftBracket = "["
    case rightBracket = "]"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBrace = "{"
    case rightBrace = "}"
    case equal = "=="
    case notEqual = "!="
    case greater = ">"
    case greaterOrEqual = ">="
    case less = "<"
    case lessOrEqual = "<="
    case assign = "="
    case dot = "."
    case colon = ":"
    case pipe = "|"
    case comma = ","
    case semicolon = ";"
}

extension Token.Kind {
    /// The token as messages name it.
    var inWords: String {
        switch self {
        case .data: "text"
        case .blockBegin: "start of statement"
        case .blockEnd: "end of statement"
        case .variableBegin: "start of expression"
        case .variableEnd, .end: "end of expression"
        case .name(let name): "`\(name)`"
        case .string: "string"
        case .integer, .bigInteger, .float: "number"
        case .sign(let sign): "`\(sign.rawValue)`"
        }
    }
}
