import Values

/// Values of INI inventories: what is a Python literal is that value, everything else text.
enum InventoryLiteral {
    static func value(of text: String, at span: @autoclosure () -> SourceSpan) -> Value {
        switch firstLook(at: text) {
        case .text: break
        case .integer(let integer): return .int(integer)
        case .undecided: if let tree = PythonLiteral.parse(text) { return value(of: tree, at: span()) }
        }
        return TemplateText.hasMarkers(text)
            ? .template(TemplateText(text, at: span(), layout: .flow(offset: 0))) : .string(text)
    }

    private enum FirstLook {
        case text, integer(Int), undecided
    }

    /// What most values are seen to be without parsing: words, addresses, small numbers.
    private static func firstLook(at text: String) -> FirstLook {
        guard let first = text.utf8.first, mayBegin(text, first) else { return .text }
        var dots = 0
        var number = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number &* 10 &+ Int(byte - UInt8(ascii: "0"))
            default: return .undecided
            }
        }
        if dots > 1 { return .text }
        let isPlain = dots == 0 && text.utf8.count < 19 && (first != UInt8(ascii: "0") || text.utf8.count == 1)
        return isPlain ? .integer(number) : .undecided
    }

    private static func mayBegin(_ text: String, _ first: UInt8) -> Bool {
        if "uUrR".utf8.contains(first) { return text.utf8.dropFirst().first.map("'\"".utf8.contains) ?? false }
        return "[({'\"-+.0123456789TFN# \t\\".utf8.contains(first)
    }

    /// Tuples and sets are lists, as Ansible's plugin makes them.
    private static func value(of tree: PythonLiteral.Tree, at span: SourceSpan) -> Value {
        switch tree {
        case .scalar(.string(let text)) where TemplateText.hasMarkers(text):
            return .template(TemplateText(text, at: span, layout: .segments([])))
        case .scalar(let value): return value
        case .list(let trees), .tuple(let trees): return .list(trees.map { value(of: $0, at: span) })
        case .set(let trees): return .list(distinct(trees.map { value(of: $0, at: span) }))
        case .dict(let entries):
            var mapping = Mapping()
            for entry in entries { mapping[value(of: entry.key, at: span)] = value(of: entry.value, at: span) }
            return .map(mapping)
        }
    }

    private static func distinct(_ members: [Value]) -> [Value] {
        members.reduce(into: []) { known, member in
            if !known.contains(member) { known.append(member) }
        }
    }
}
