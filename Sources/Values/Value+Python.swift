extension Value {
    /// The text that Python's `str` makes of it, which is what Ansible gives where text is wanted: scalars as they are,
    /// lists and mappings as they would stand in a program.
    package var asPythonText: String {
        switch self {
        case .list, .map: pythonRepresentation
        case .null: "None"
        default: scalarText ?? ""
        }
    }

    /// As Python's `repr` writes it.
    private var pythonRepresentation: String {
        switch self {
        case .list(let items): "[\(items.map(\.pythonRepresentation).joined(separator: ", "))]"
        case .map(let mapping):
            "{\(mapping.map { "\($0.key.pythonRepresentation): \($0.value.pythonRepresentation)" }.joined(separator: ", "))}"
        case .null: "None"
        case .string(let text): text.pythonQuoted
        default: text?.pythonQuoted ?? scalarText ?? ""
        }
    }
}

extension String {
    /// In single quotes, or in double ones where that spares a backslash.
    fileprivate var pythonQuoted: String {
        let quote: Unicode.Scalar = contains("'") && !contains("\"") ? "\"" : "'"
        var quoted = String.UnicodeScalarView([quote])
        for scalar in unicodeScalars {
            switch scalar {
            case quote, "\\": quoted += ["\\", scalar]
            case "\n": quoted += "\\n".unicodeScalars
            case "\r": quoted += "\\r".unicodeScalars
            case "\t": quoted += "\\t".unicodeScalars
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x\(digits.count < 2 ? "0" : "")\(digits)".unicodeScalars
            default: quoted.append(scalar)
            }
        }
        quoted.append(quote)
        return String(quoted)
    }
}
