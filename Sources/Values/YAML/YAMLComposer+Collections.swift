/// Closing a list or mapping: tags, merge keys, keys given twice.
extension YAMLComposer {
    mutating func sequence(_ frame: Frame) -> Node {
        let span = spans.span(frame.start)
        switch frame.tag.map({ YAMLTag(rawValue: $0) }) {
        case nil, .sequence, .unsafe: return Node(.sequence(frame.items), at: span)
        case .orderedMapping, .pairs: return Node(.sequence(frame.items.map { pair($0) }), at: span)
        default:
            report(.unusableTag(frame.properties.tag ?? "", at: span))
            return Node(.sequence(frame.items), at: span)
        }
    }

    mutating func mapping(_ frame: Frame) -> Node {
        let span = spans.span(frame.start)
        guard !reportedCollectionKey(frame, span) else { return Node(.mapping([]), at: span) }
        let entries = entries(of: frame)
        switch frame.tag.map({ YAMLTag(rawValue: $0) }) {
        case nil, .mapping, .unsafe: return Node(.mapping(entries), at: span)
        case .set: return Node(.sequence(entries.map(\.key)), at: span)
        default:
            report(.unusableTag(frame.properties.tag ?? "", at: span))
            return Node(.mapping(entries), at: span)
        }
    }

    /// An item of `!!omap` or `!!pairs`: a key and a value as a list of two.
    private mutating func pair(_ node: Node) -> Node {
        guard let entries = node.entries, entries.count == 1 else {
            report(.notPair(at: node.span))
            return node
        }
        return Node(.sequence([entries[0].key, entries[0].value]), at: node.span)
    }

    /// A list or mapping as a key is refused, as PyYAML does; mostly it is a template without quotes.
    private mutating func reportedCollectionKey(_ frame: Frame, _ span: SourceSpan) -> Bool {
        let keys = stride(from: 0, to: frame.items.count, by: 2).lazy.map { frame.items[$0] }
        guard let key = keys.first(where: { $0.scalar == nil }) else { return false }
        let braces = UnquotedTemplate(at: span)
        if let braces, key.span.line == span.line, key.span.column == span.column + 1 {
            report(braces.diagnostic)
        } else {
            report(.collectionAsKey(at: key.span))
        }
        return true
    }

    private mutating func entries(of frame: Frame) -> [Node.Entry] {
        var table = EntryTable()
        table.reserve(frame.items.count / 2)
        for index in frame.mergeKeys {
            for entry in merged(frame.items[index + 1]) { table.setMerged(entry) }
        }
        for index in stride(from: 0, to: frame.items.count - 1, by: 2) where !frame.mergeKeys.contains(index) {
            let entry = Node.Entry(key: frame.items[index], value: frame.items[index + 1])
            if let first = table.set(entry) { tellTwice(entry.key, first: first.span) }
        }
        return table.entries
    }

    /// What is data alone is nobody's to mend.
    private mutating func tellTwice(_ key: Node, first: SourceSpan) {
        switch isData ? .warn : YAMLReader.duplicateKeys {
        case .ignore: break
        case .warn: warn(.duplicateKey(key, first: first, .warning))
        case .error: report(.duplicateKey(key, first: first, .error))
        }
    }

    /// What `<<` brings in.
    private mutating func merged(_ node: Node) -> [Node.Entry] {
        if let entries = node.entries { return entries }
        if let items = node.sequence, items.allSatisfy({ $0.entries != nil }) {
            return items.flatMap { $0.entries ?? [] }
        }
        report(.unmergeable(at: node.span))
        return []
    }
}

/// Entries in the order of their keys' first appearance; the last value of a key wins.
private struct EntryTable {
    private(set) var entries: [Node.Entry] = []
    private var positions: [Value: Int] = [:]
    /// Entries before this one came by `<<`: to override them is what they are for.
    private var mergedCount = 0
    private var overridden: Set<Int> = []

    mutating func reserve(_ count: Int) {
        entries.reserveCapacity(count)
        positions.reserveCapacity(count)
    }

    /// Of what several `<<` bring in, or several mappings of one, the first wins.
    mutating func setMerged(_ entry: Node.Entry) {
        if positions[entry.key.scalar ?? .null] == nil { _ = put(entry) }
        mergedCount = entries.count
    }

    /// Returns the earlier key if this mapping itself has given it before.
    mutating func set(_ entry: Node.Entry) -> Node? {
        guard let (position, old) = put(entry) else { return nil }
        if position < mergedCount, overridden.insert(position).inserted { return nil }
        return old
    }

    private mutating func put(_ entry: Node.Entry) -> (position: Int, old: Node)? {
        let key = entry.key.scalar ?? .null
        guard let position = positions[key] else {
            positions[key] = entries.count
            entries.append(entry)
            return nil
        }
        let old = entries[position].key
        entries[position] = Node.Entry(key: old, value: entry.value)
        return (position, old)
    }
}

extension YAMLComposer.Frame {
    /// The tag that says what this is; a lone `!` says nothing of a list or mapping.
    fileprivate var tag: String? { properties.tag == "!" ? nil : properties.tag }
}

extension Diagnostic {
    fileprivate static func collectionAsKey(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "yaml", "a list or mapping as a key", detail: "Only strings, numbers, booleans and null can be keys.",
            at: span)
    }

    fileprivate static func notPair(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "yaml", "not a single key with its value",
            detail: "Each item of `!!omap` or `!!pairs` must be a mapping with one key.",
            at: span)
    }

    fileprivate static func unmergeable(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "yaml", "nothing to merge", detail: "`<<` takes a mapping or a list of mappings.", at: span,
            help: "write `<<: *name`, where `&name` marks a mapping")
    }

    fileprivate static func duplicateKey(_ key: Node, first: SourceSpan, _ severity: Diagnostic.Severity) -> Diagnostic
    {
        let name = key.text.map { "`\($0)`" } ?? "A key"
        return Diagnostic(
            "yaml", "duplicate key", severity: severity,
            detail: "\(name) occurs twice in this mapping\(severity == .error ? "" : "; the last value is used").",
            at: key.span,
            notes: [.init("first occurrence here", at: first)])
    }
}
