/// Shell patterns as Python's `fnmatch` reads them: `*`, `?`, `[abc]`, `[!a-c]`, over the whole text.
package struct Wildcard {
    private enum Part {
        case any, one
        case exactly(Character)
        case set(isNegated: Bool, ranges: [ClosedRange<Character>])
    }

    private let parts: [Part]

    package init(_ pattern: String) {
        var parts: [Part] = []
        var rest = pattern[...]
        while let character = rest.popFirst() {
            switch character {
            case "*": parts.append(.any)
            case "?": parts.append(.one)
            case "[":
                guard let (set, after) = Self.set(rest) else {
                    parts.append(.exactly("["))
                    continue
                }
                parts.append(set)
                rest = after
            default: parts.append(.exactly(character))
            }
        }
        self.parts = parts
    }

    private static func set(_ rest: Substring) -> (Part, Substring)? {
        var inner = rest
        let isNegated = inner.first == "!"
        if isNegated { inner.removeFirst() }
        // A bracket right at the start belongs to the set.
        guard let close = inner.dropFirst().firstIndex(of: "]") else { return nil }
        var members = inner[..<close]
        var ranges: [ClosedRange<Character>] = []
        while let first = members.popFirst() {
            if members.first == "-", let last = members.dropFirst().first {
                members.removeFirst(2)
                if first <= last { ranges.append(first...last) }
            } else {
                ranges.append(first...first)
            }
        }
        return (.set(isNegated: isNegated, ranges: ranges), inner[inner.index(after: close)...])
    }

    /// Walks both texts once; on a mismatch it lets the last `*` take one character more.
    package func matches(_ text: String) -> Bool {
        let characters = Array(text)
        var part = 0
        var position = 0
        var retry: (part: Int, position: Int)?
        while position < characters.count {
            if part < parts.count, case .any = parts[part] {
                retry = (part + 1, position)
                part += 1
            } else if part < parts.count, fits(parts[part], characters[position]) {
                part += 1
                position += 1
            } else if let last = retry {
                retry = (last.part, last.position + 1)
                (part, position) = (last.part, last.position + 1)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { if case .any = $0 { true } else { false } }
    }

    private func fits(_ part: Part, _ character: Character) -> Bool {
        switch part {
        case .any, .one: true
        case .exactly(let wanted): character == wanted
        case .set(let isNegated, let ranges): ranges.contains { $0.contains(character) } != isNegated
        }
    }
}
