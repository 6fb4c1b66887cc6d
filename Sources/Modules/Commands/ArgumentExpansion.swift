import ModuleKit
import Values

/// `$NAME`, `${NAME}` and a leading `~` in the words of a command, which the host expands and nothing else.
///
/// As Python's `expandvars` and `expanduser`: a variable that is not set stays as it is written.
enum ArgumentExpansion {
    static func isNeeded(_ words: [String]) -> Bool {
        words.contains { $0.utf8.first == UInt8(ascii: "~") || $0.utf8.contains(UInt8(ascii: "$")) }
    }

    /// Shell text that runs the words as a program, in place of the shell.
    static func shellText(_ words: [String]) -> String {
        "exec " + words.map(shellWord).joined(separator: " ")
    }

    private static func shellWord(_ word: String) -> String {
        var text = ""
        var rest = word[...]
        // The slash stays bare, or the shell would not see where the name behind the tilde ends.
        if let tilde = word.prefixMatch(of: /~[A-Za-z0-9._\-]*(?:\/|$)/) {
            text += tilde.output
            rest = word[tilde.range.upperBound...]
        }
        while let variable = rest.firstMatch(of: /\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/) {
            let before = rest[..<variable.range.lowerBound]
            if !before.isEmpty { text += ShellWords.quoted(String(before)) }
            let name = variable.output.1 ?? variable.output.2 ?? ""
            let literal = variable.output.0.replacingScalars("}", with: #"\}"#)
            text += "\"${\(name)-\\\(literal)}\""
            rest = rest[variable.range.upperBound...]
        }
        if !rest.isEmpty || text.isEmpty { text += ShellWords.quoted(String(rest)) }
        return text
    }
}
