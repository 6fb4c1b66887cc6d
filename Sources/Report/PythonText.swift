import Values

extension Value {
    /// As Python's `str()` shows it, which is how Ansible shows the items of loops.
    var pythonText: String {
        if case .string(let text) = self { return text }
        return pythonRepresentation
    }

    private var pythonRepresentation: String {
        switch self {
        case .null, .sealed: "None"
        case .bool, .int, .big, .double: scalarText ?? ""
        case .string, .template: Self.quoted(text ?? "")
        case .list(let items): "[" + items.map(\.pythonRepresentation).joined(separator: ", ") + "]"
        case .map(let entries):
            "{"
                + entries.map { "\($0.key.pythonRepresentation): \($0.value.pythonRepresentation)" }.joined(
                    separator: ", ")
                + "}"
        }
    }

    /// In single quotes, or in double ones if that saves escaping.
    private static func quoted(_ text: String) -> String {
        let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var quoted = String(quote)
        for character in text {
            switch character {
            case "\\", quote: quoted += "\\\(character)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            default: quoted.append(character)
            }
        }
        return quoted + String(quote)
    }
}
