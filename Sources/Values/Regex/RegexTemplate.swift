/// The replacement text of `re.sub`.
struct RegexTemplate: Sendable {
    private enum Part: Sendable {
        case text([Unicode.Scalar])
        case group(Int)
    }

    private var parts: [Part] = []

    init(_ template: String, groupCount: Int, groupNames: [String: Int]) throws(RegexError) {
        let scalars = Array(template.unicodeScalars)
        var literal: [Unicode.Scalar] = []
        var index = 0
        while index < scalars.count {
            guard scalars[index] == "\\" else {
                literal.append(scalars[index])
                index += 1
                continue
            }
            guard let escape = try Self.escape(scalars, at: index + 1, groupNames) else {
                throw RegexError("bad escape in the replacement", at: index)
            }
            index = escape.next
            switch escape.part {
            case .text(let text): literal += text
            case .group(let number):
                guard number <= groupCount else { throw RegexError("invalid group reference \(number)", at: index) }
                parts.append(.text(literal))
                parts.append(.group(number))
                literal = []
            }
        }
        parts.append(.text(literal))
    }

    private static let controls: [Unicode.Scalar: Unicode.Scalar] = [
        "n": "\n", "t": "\t", "r": "\r", "f": "\u{0C}", "v": "\u{0B}", "a": "\u{07}", "b": "\u{08}", "\\": "\\",
    ]

    private static func escape(
        _ scalars: [Unicode.Scalar], at index: Int, _ names: [String: Int]
    ) throws(RegexError) -> (part: Part, next: Int)? {
        guard index < scalars.count else { return nil }
        let letter = scalars[index]
        if let control = controls[letter] { return (.text([control]), index + 1) }
        if letter == "g" { return try named(scalars, at: index + 1, names) }
        if ("0"..."9").contains(letter) { return number(scalars, at: index) }
        // Python keeps an escape it does not know, unless it is a letter that may one day mean something.
        guard !(letter.isASCII && letter.properties.isAlphabetic) else { return nil }
        return (.text(["\\", letter]), index + 1)
    }

    /// `\0` and three octal digits are characters, else one or two digits are a group.
    private static func number(_ scalars: [Unicode.Scalar], at index: Int) -> (part: Part, next: Int) {
        let digits = Array(scalars[index...].prefix(3).prefix { ("0"..."9").contains($0) })
        let octal = digits.prefix { ("0"..."7").contains($0) }
        if digits[0] == "0" || octal.count == 3 && ("0"..."3").contains(digits[0]) {
            let text = String(scalars: octal)
            let scalar = UInt32(text, radix: 8).flatMap(Unicode.Scalar.init) ?? "\0"
            return (.text([scalar]), index + octal.count)
        }
        let text = String(scalars: digits.prefix(2))
        return (.group(Int(text) ?? 0), index + text.count)
    }

    private static func named(
        _ scalars: [Unicode.Scalar], at index: Int, _ names: [String: Int]
    ) throws(RegexError) -> (part: Part, next: Int) {
        guard index < scalars.count, scalars[index] == "<",
            let end = scalars[index...].firstIndex(of: ">"), end > index + 1
        else { throw RegexError("missing group name", at: index) }
        let name = String(scalars: scalars[(index + 1)..<end])
        guard let number = Int(name) ?? names[name] else { throw RegexError("unknown group name '\(name)'", at: index) }
        return (.group(number), end + 1)
    }

    /// Appends the replacement of one match; a group that took no part is empty.
    func expand(_ match: PythonRegex.Match, into out: inout [Unicode.Scalar]) {
        for part in parts {
            switch part {
            case .text(let text): out += text
            case .group(let number): match.range(number).map { out += match.subject[$0] }
            }
        }
    }

    /// The replacement of one match (`Match.expand`).
    func expand(_ match: PythonRegex.Match) -> String {
        var out: [Unicode.Scalar] = []
        expand(match, into: &out)
        return String(scalars: out)
    }
}
