import Values

/// One term of a pattern: `web*`, `&staging`, `!db[0:2]`, `~regex`.
struct HostPattern {
    enum Role {
        case include, intersect, exclude
    }

    enum Subscript: Equatable {
        case item(Int)
        /// Both ends belong to it; without an end it goes to the last host.
        case range(Int, Int?)
    }

    let role: Role
    /// Without mark and subscript.
    let text: String
    let subscripted: Subscript?

    init(_ term: String) {
        switch term.first {
        case "!": role = .exclude
        case "&": role = .intersect
        default: role = .include
        }
        let body = role == .include ? term[...] : term.dropFirst()
        (text, subscripted) = Self.split(String(body))
    }

    var isRegex: Bool { text.hasPrefix("~") }
    var hasWildcards: Bool { text.utf8.contains { "*?[".utf8.contains($0) } }

    /// The terms of a pattern: separated by commas, or by colons where no comma stands.
    static func terms(_ pattern: String) -> [String] {
        let parts: [Substring]
        if pattern.contains(",") {
            parts = pattern.split(separator: ",")
        } else if pattern.hasPrefix("~") || isAddress(pattern) {
            parts = [pattern[...]]
        } else {
            parts = splitAtColons(pattern)
        }
        return parts.map(\.trimmed).filter { !$0.isEmpty }
    }

    /// An IPv6 address has colons of its own: seven, or some of them together. `a:b:c` are three hosts.
    private static func isAddress(_ text: String) -> Bool {
        let colons = text.count { $0 == ":" }
        guard colons > 1, text.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return false }
        return text.contains("::") || colons == (text.contains(".") ? 6 : 7)
    }

    private static func splitAtColons(_ pattern: String) -> [Substring] {
        var parts: [Substring] = []
        var start = pattern.startIndex
        var depth = 0
        for index in pattern.indices {
            switch pattern[index] {
            case "[": depth += 1
            case "]": depth = max(0, depth - 1)
            case ":" where depth == 0:
                parts.append(pattern[start..<index])
                start = pattern.index(after: index)
            default: break
            }
        }
        return parts + [pattern[start...]]
    }

    private static func split(_ text: String) -> (String, Subscript?) {
        guard !text.hasPrefix("~"), text.hasSuffix("]"), let open = text.lastIndex(of: "["), open > text.startIndex
        else {
            return (text, nil)
        }
        let inner = text[text.index(after: open)...].dropLast()
        let name = String(text[..<open])
        if let index = Int(inner) { return (name, .item(index)) }
        guard let separator = inner.firstIndex(where: { $0 == ":" || $0 == "-" }), let first = Int(inner[..<separator]),
            first >= 0
        else { return (text, nil) }
        let last = inner[inner.index(after: separator)...]
        if last.isEmpty { return (name, .range(first, nil)) }
        return Int(last).map { (name, .range(first, $0)) } ?? (text, nil)
    }
}
