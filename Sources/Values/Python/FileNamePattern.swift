/// A pattern over a whole text as Python's `fnmatch` reads it: `*`, `?`, `[abc]`, `[a-c]`, `[!abc]`, by code points.
package struct FileNamePattern: Sendable {
    private enum Part: Sendable {
        case anything
        case anyOne
        case one(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], negated: Bool)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .anything, .anyOne: true
            case .one(let wanted): wanted == scalar
            case .set(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
            }
        }
    }

    private var parts: [Part] = []

    package init(_ pattern: String) {
        var rest = Array(pattern.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": parts.append(.anything)
            case "?": parts.append(.anyOne)
            case "[": parts.append(Self.set(&rest) ?? .one("["))
            default: parts.append(.one(scalar))
            }
        }
    }

    /// Reads up to the closing bracket; `nil`, and nothing is read, if there is none.
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Part? {
        let negated = rest.first == "!"
        let content = rest.dropFirst(negated ? 1 : 0)
        // A bracket that comes first is a member.
        guard let end = content.dropFirst().firstIndex(of: "]") else { return nil }
        var members = content[..<end]
        rest = rest[(end + 1)...]
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let first = members.popFirst() {
            guard members.first == "-", members.count > 1, let last = members.dropFirst().first else {
                ranges.append(first...first)
                continue
            }
            members = members.dropFirst(2)
            if first <= last { ranges.append(first...last) }
        }
        return .set(ranges, negated: negated)
    }

    package func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var (part, position) = (0, 0)
        // Where to go back to when the last `*` took too little.
        var retry: (part: Int, position: Int)?
        while position < scalars.count || part < parts.count {
            if part < parts.count, case .anything = parts[part] {
                retry = (part, position + 1)
                part += 1
            } else if part < parts.count, position < scalars.count, parts[part].matches(scalars[position]) {
                part += 1
                position += 1
            } else if let again = retry, again.position <= scalars.count {
                (part, position) = (again.part, again.position)
            } else {
                return false
            }
        }
        return true
    }
}
