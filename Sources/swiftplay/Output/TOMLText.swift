import Values

/// A mapping as TOML.
///
/// Source: toml.io, version 1.0. TOML has no null, so that entries which hold nothing are left out.
enum TOMLText {
    static func text(_ mapping: Mapping) -> String { table(mapping, path: []) }

    /// Values first, as TOML wants it, then the tables below this one.
    private static func table(_ mapping: Mapping, path: [String]) -> String {
        let entries = mapping.sortedByKey().map { (name: key($0.key.text ?? ""), value: $0.value) }
        var text = ""
        for (name, value) in entries where value.map == nil && !value.isNull { text += "\(name) = \(inline(value))\n" }
        if !path.isEmpty, !text.isEmpty || mapping.isEmpty { text = "[\(path.joined(separator: "."))]\n\(text)\n" }
        for (name, value) in entries {
            if let inner = value.map { text += table(inner, path: path + [name]) }
        }
        return text
    }

    private static func inline(_ value: Value) -> String {
        switch value {
        case .list(let items): "[" + items.filter { !$0.isNull }.map(inline).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\(key($0.key.text ?? "")) = \(inline($0.value))" }.joined(separator: ", ") + "}"
        case .bool, .int, .double, .big: JSONWriter().write(value)
        default: JSONWriter(ensuresASCII: false).write(.string(value.text ?? ""))
        }
    }

    private static func key(_ name: String) -> String {
        name.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil ? name : JSONWriter(ensuresASCII: false).write(.string(name))
    }
}
