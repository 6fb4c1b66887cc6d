extension Python {
    /// `repr(text)`.
    package static func repr(_ text: String) -> String {
        var out = ""
        quote(text, into: &out)
        return out
    }

    /// A string literal: single quotes unless only they occur in the text.
    package static func quote(_ text: String, into out: inout String) {
        let utf8 = text.utf8
        let quote: Unicode.Scalar = utf8.contains(39) && !utf8.contains(34) ? "\"" : "'"
        out.unicodeScalars.append(quote)
        if utf8.allSatisfy({ $0 >= 32 && $0 < 127 && $0 != 92 && $0 != 39 }) {
            out += text
        } else {
            for scalar in text.unicodeScalars { escape(scalar, quote: quote, into: &out) }
        }
        out.unicodeScalars.append(quote)
    }

    private static func escape(_ scalar: Unicode.Scalar, quote: Unicode.Scalar, into out: inout String) {
        switch scalar {
        case quote, "\\": out += "\\\(scalar)"
        case "\n": out += "\\n"
        case "\r": out += "\\r"
        case "\t": out += "\\t"
        case _ where isPrintable(scalar): out.unicodeScalars.append(scalar)
        default: escape(beyondASCII: scalar, into: &out)
        }
    }

    package static func escape(beyondASCII scalar: Unicode.Scalar, into out: inout String) {
        let digits = String(scalar.value, radix: 16)
        switch scalar.value {
        case ...0xFF: out += "\\x" + digits.zeroFilled(2)
        case ...0xFFFF: out += "\\u" + digits.zeroFilled(4)
        default: out += "\\U" + digits.zeroFilled(8)
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 127 { return scalar.value >= 32 }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}

extension Value {
    /// `str(value)`, which is what Ansible gives where text is wanted: scalars as they are, lists and mappings as they
    /// would stand in a program.
    package var pythonText: String { text ?? pythonRepresentation }

    /// `repr(value)`.
    private var pythonRepresentation: String {
        switch self {
        case .null, .sealed: "None"
        case .bool, .int, .big, .double: scalarText ?? ""
        case .string, .template: Python.repr(text ?? "")
        case .list(let items): "[\(items.map(\.pythonRepresentation).joined(separator: ", "))]"
        case .map(let mapping):
            "{\(mapping.map { "\($0.key.pythonRepresentation): \($0.value.pythonRepresentation)" }.joined(separator: ", "))}"
        }
    }

    /// `bool(value)`.
    package var isTrueInPython: Bool {
        switch self {
        case .null, .bool(false), .int(0), .double(0): false
        case .list(let items): !items.isEmpty
        case .map(let entries): !entries.isEmpty
        default: text != ""
        }
    }
}
