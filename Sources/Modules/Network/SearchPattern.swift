import ModuleKit
import Values

/// A regular expression of Python that is looked for on a host, where grep(1) knows POSIX extended ones.
struct SearchPattern: Sendable {
    let text: String
    private let regex: PythonRegex

    init(_ text: String) throws(ModuleFailure) {
        self.text = text
        do {
            regex = try PythonRegex(text, flags: .multiline)
        } catch {
            throw ModuleFailure("search_regex is not a regular expression: \(error)")
        }
    }

    func firstMatch(in contents: String) -> PythonRegex.Match? { (try? regex.firstMatch(in: contents)) ?? nil }

    var groupNames: [String: Int] { regex.groupNames }
    var groupCount: Int { regex.groupCount }

    /// The same in the syntax of POSIX: classes written out, groups without names, nothing lazy.
    ///
    /// - Throws: for what POSIX lacks: looking around, flags, back-references.
    func extended() throws(ModuleFailure) -> String {
        var posix = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "\\":
                guard let next = rest.popFirst() else { throw unsupported("a trailing backslash") }
                guard !next.isNumber else { throw unsupported("a back-reference") }
                posix += Self.escape(next)
            case "[": posix += try set(&rest)
            case "(" where rest.first == "?":
                try openGroup(&rest)
                posix.append("(")
            case "*", "+", "?", "}":
                posix.append(character)
                if rest.first == "?" { rest.removeFirst() }
            default: posix.append(character)
            }
        }
        return posix
    }

    /// POSIX knows no escapes in a set: a bracket must stand first, a dash last.
    private func set(_ rest: inout Substring) throws(ModuleFailure) -> String {
        let negation = rest.first == "^" ? "^" : ""
        rest = rest.dropFirst(negation.count)
        var (members, bracket, dash) = ("", rest.first == "]" ? "]" : "", "")
        rest = rest.dropFirst(bracket.count)
        while let character = rest.popFirst(), character != "]" {
            guard character == "\\", let escaped = rest.popFirst() else {
                members.append(character)
                continue
            }
            switch escaped {
            case "]": bracket = "]"
            case "-": dash = "-"
            default:
                guard let part = Self.classes[escaped] ?? Self.literal(escaped) else {
                    throw unsupported("\\\(escaped)")
                }
                members += part
            }
        }
        return "[\(negation)\(bracket)\(members)\(dash)]"
    }

    private func openGroup(_ rest: inout Substring) throws(ModuleFailure) {
        if rest.hasPrefix("?:") {
            rest = rest.dropFirst(2)
        } else if rest.hasPrefix("?P<"), let end = rest.firstIndex(of: ">") {
            rest = rest[rest.index(after: end)...]
        } else {
            throw unsupported("(\(rest.prefix(2))")
        }
    }

    private static let classes: [Character: String] = ["d": "0-9", "w": "[:alnum:]_", "s": "[:space:]"]

    private static func escape(_ character: Character) -> String {
        if let members = classes[character] { return "[\(members)]" }
        if let members = classes[Character(character.lowercased())] { return "[^\(members)]" }
        return character == "t" ? "\t" : "\\\(character)"
    }

    /// A sign that stands for itself, or the control character that a letter stands for.
    private static func literal(_ character: Character) -> String? {
        if character == "t" { return "\t" }
        return character.isLetter ? nil : String(character)
    }

    private func unsupported(_ what: String) -> ModuleFailure {
        ModuleFailure("search_regex contains \(what), which cannot be searched for on the host: \(text)")
    }
}
