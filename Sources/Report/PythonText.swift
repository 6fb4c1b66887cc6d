import Runner
package import Values

extension Value {
    /// As Python's `str()` shows it, which is how Ansible shows the items of loops.
    package var pythonText: String {
        switch self {
        case .string(let text): text
        case .template: text ?? ""
        default: pythonRepresentation
        }
    }

    /// Whether Python takes it for true; what is not, Ansible often leaves out.
    var isTrueInPython: Bool {
        switch self {
        case .null, .bool(false), .int(0): false
        case .list(let items): !items.isEmpty
        case .map(let entries): !entries.isEmpty
        default: text != ""
        }
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

extension TaskHeader {
    /// The arguments as Ansible writes them into headings.
    var argumentText: String { arguments.map { "\($0.name)=\($0.value.pythonText)" }.joined(separator: ", ") }
}
