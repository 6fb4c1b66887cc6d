/// Clauses of chmod(1), such as `u=rwX,go-w`.
struct SymbolicMode {
    private struct Action {
        var who: UInt16
        var namesNobody: Bool
        var operation: Character
        var permissions: Substring
    }

    private var actions: [Action] = []

    /// `nil` if the text is not a list of clauses.
    init?(_ text: String) {
        for clause in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard parse(clause) else { return nil }
        }
    }

    private mutating func parse(_ clause: Substring) -> Bool {
        let people = clause.prefix { "ugoa".contains($0) }
        var rest = clause.dropFirst(people.count)
        guard !rest.isEmpty else { return false }
        while let operation = rest.first, "+-=".contains(operation) {
            let permissions = rest.dropFirst().prefix { !"+-=".contains($0) }
            guard permissions.allSatisfy({ "rwxXstugo".contains($0) }) else { return false }
            actions.append(
                Action(
                    who: Self.mask(of: people), namesNobody: people.isEmpty, operation: operation,
                    permissions: permissions))
            rest = rest.dropFirst(1 + permissions.count)
        }
        return rest.isEmpty
    }

    /// The bits of those named, their special bits included; everyone when nobody is named.
    private static func mask(of people: Substring) -> UInt16 {
        guard !people.isEmpty, !people.contains("a") else { return 0o7777 }
        return people.reduce(0) { mask, who in
            switch who {
            case "u": mask | 0o4700
            case "g": mask | 0o2070
            default: mask | 0o1007
            }
        }
    }

    func applied(to current: UInt16, isDirectory: Bool, umask: UInt16) -> UInt16 {
        actions.reduce(current) { mode, action in
            var bits = Self.bits(action.permissions, current: mode, isDirectory: isDirectory) & action.who
            if action.namesNobody { bits &= ~umask }
            return switch action.operation {
            case "+": mode | bits
            case "-": mode & ~bits
            // chmod keeps a directory's set-id bits unless they are named.
            default: (mode & ~(action.who & (isDirectory ? 0o1777 : 0o7777))) | bits
            }
        }
    }

    private static func bits(_ permissions: Substring, current: UInt16, isDirectory: Bool) -> UInt16 {
        permissions.reduce(0) { bits, permission in
            switch permission {
            case "r": bits | 0o444
            case "w": bits | 0o222
            case "x": bits | 0o111
            case "X": isDirectory || current & 0o111 != 0 ? bits | 0o111 : bits
            case "s": bits | 0o6000
            case "t": bits | 0o1000
            case "u": bits | copied(current >> 6)
            case "g": bits | copied(current >> 3)
            default: bits | copied(current)
            }
        }
    }

    private static func copied(_ three: UInt16) -> UInt16 { (three & 7) * 0o111 }
}
