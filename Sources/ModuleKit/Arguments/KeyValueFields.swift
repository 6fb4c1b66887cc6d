import Values

/// The fields of `k1=v1, k2="v 2"`, as Ansible's arguments of the type `dict` read text: they end at commas and blanks
/// outside of quotes, and a backslash takes whatever stands behind it as it is.
///
/// Source: `check_type_dict` of ansible-core 2.18. It is a rule apart from that of a task's free form
/// (``Values/KeyValueText``), where backslashes are escapes and templates are kept whole.
struct KeyValueFields {
    private(set) var fields: [String] = []
    private var field = String.UnicodeScalarView()
    private var quote: Unicode.Scalar?
    private var isEscaped = false

    init(_ text: String) {
        for scalar in text.trimmed.unicodeScalars { take(scalar) }
        endField()
    }

    /// `nil` if a field has no `=`.
    var mapping: Mapping? {
        var mapping: Mapping = [:]
        for field in fields {
            guard let sign = field.unicodeScalars.firstIndex(of: "=") else { return nil }
            let value = field.unicodeScalars[sign...].dropFirst()
            mapping[.string(String(field.unicodeScalars[..<sign]))] = .string(String(value))
        }
        return mapping
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        switch scalar {
        case _ where isEscaped:
            field.append(scalar)
            isEscaped = false
        case "\\": isEscaped = true
        case quote: quote = nil
        case "'" where quote == nil, "\"" where quote == nil: quote = scalar
        case "," where quote == nil, " " where quote == nil: endField()
        default: field.append(scalar)
        }
    }

    private mutating func endField() {
        if !field.isEmpty { fields.append(String(field)) }
        field = String.UnicodeScalarView()
    }
}
