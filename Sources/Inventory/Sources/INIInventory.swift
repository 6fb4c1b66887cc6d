import Values

/// Reads inventories in Ansible's INI form, line by line.
extension InventoryBuilder {
    mutating func readINI(_ file: SourceFile) {
        inventory.expect(hosts: file.text.utf8.count / Self.bytesOfHost)
        var reader = INIReader(file)
        INILine.forEach(in: file) { reader.take($0, into: &self) }
        reader.finish(&self)
    }

    /// About as much as a line of a host takes.
    private static let bytesOfHost = 64
}

private struct INIReader {
    private enum Section {
        case hosts, variables, children
    }

    private let file: SourceFile
    private var section = Section.hosts
    private var group = Inventory.ungroupedIndex
    /// Groups that were only mentioned so far, and where: each needs a section of its own.
    private var mentioned: [(name: String, span: SourceSpan, isChild: Bool)] = []
    private var declared: Set<String> = ["all", "ungrouped"]

    init(_ file: SourceFile) { self.file = file }

    mutating func take(_ line: INILine, into builder: inout InventoryBuilder) {
        if section == .hosts, let (name, variables) = line.plainHost {
            return builder.addHost(name, to: group, variables: variables, line: line.number)
        }
        if section == .variables, let (name, value) = line.plainAssignment {
            return builder.setVariable(name, value, ofGroup: group, at: line.span(ofFirst: name.utf8.count))
        }
        let (text, span) = (line.text, line.span)
        guard text.utf8.first == UInt8(ascii: "[") else { return takeEntry(text, span, &builder) }
        if let header = INIHeader(text) { return begin(header, span, &builder) }
        if text.hasSuffix("]"), !text.dropFirst().contains("["), !text.contains(":") {
            return builder.report(.badSection(at: span))
        }
        takeEntry(text, span, &builder)
    }

    private mutating func takeEntry(_ text: String, _ span: SourceSpan, _ builder: inout InventoryBuilder) {
        switch section {
        case .hosts: takeHosts(text, span, &builder)
        case .variables: takeVariable(text, span, &builder)
        case .children: takeChild(text, span, &builder)
        }
    }

    func finish(_ builder: inout InventoryBuilder) {
        let inQuestion = Set(mentioned.map(\.name))
        let known = declared.union(builder.inventory.groups.lazy.map(\.name).filter { !inQuestion.contains($0) })
        for (name, span, isChild) in mentioned where !known.contains(name) {
            builder.report(.undeclared(name, isChild: isChild, known: known, at: span))
        }
    }

    private mutating func begin(_ header: INIHeader, _ span: SourceSpan, _ builder: inout InventoryBuilder) {
        let isNew = builder.groupIndex(header.group) == nil
        switch header.kind {
        case nil, "hosts": section = .hosts
        case "children": section = .children
        case "vars": section = .variables
        default: return builder.report(.unknownSection(header, at: span))
        }
        if section == .variables {
            if isNew { mentioned.append((header.group, span, false)) }
        } else {
            declared.insert(header.group)
        }
        group = builder.group(header.group)
    }

    private func takeHosts(_ text: String, _ span: SourceSpan, _ builder: inout InventoryBuilder) {
        let line = Shlex(text, comments: true)
        guard line.unfinished == nil else { return builder.report(.unclosedQuote(at: span)) }
        let words = line.words
        guard let name = words.first, name.text != "---" else { return builder.report(.looksLikeYAML(at: span)) }
        var variables = Mapping()
        for word in words.dropFirst() {
            let at = SourceSpan(file, line: span.line, column: span.column + word.offset, length: word.length)
            if let (name, value) = word.assignment(at: at) {
                variables[name] = value
            } else {
                builder.report(.notAssignment(word.text, at: at))
            }
        }
        let at = SourceSpan(file, line: span.line, column: span.column, length: name.length)
        builder.addHosts(name.text, to: group, variables: variables, at: at)
    }

    private func takeVariable(_ text: String, _ span: SourceSpan, _ builder: inout InventoryBuilder) {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
            return builder.report(.notAssignment(text, at: span))
        }
        let name = text[..<equals].trimmed
        let value = text[text.index(after: equals)...]
        let blanks = value.unicodeScalars.prefix { $0 == " " || $0 == "\t" }.count
        let offset = text.unicodeScalars.distance(from: text.startIndex, to: equals) + 1 + blanks
        let behind = SourceSpan(file, line: span.line, column: span.column + offset)
        let at = SourceSpan(file, line: span.line, column: span.column, length: name.unicodeScalars.count)
        builder.setVariable(name, InventoryLiteral.value(of: value.trimmed, at: behind), ofGroup: group, at: at)
    }

    private mutating func takeChild(_ text: String, _ span: SourceSpan, _ builder: inout InventoryBuilder) {
        let name = (text.firstIndex(of: "#").map { text[..<$0] } ?? text[...]).trimmed
        guard !name.contains(where: \.isWhitespace), !name.contains(":"), !name.contains("]") else {
            return builder.report(.badChild(name, at: span))
        }
        let at = SourceSpan(file, line: span.line, column: span.column, length: name.unicodeScalars.count)
        if builder.groupIndex(name) == nil { mentioned.append((name, at, true)) }
        builder.link(builder.group(name), below: group, at: at)
    }
}

/// `[group]`, `[group:vars]`, `[group:children]`, with a comment behind it.
private struct INIHeader {
    let group: String
    let kind: String?

    init?(_ line: String) {
        guard let close = line.firstIndex(of: "]") else { return nil }
        let behind = line[line.index(after: close)...].trimmed
        guard behind.isEmpty || behind.hasPrefix("#") else { return nil }
        let parts = line[line.index(after: line.startIndex)..<close].split(
            separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, !parts[0].isEmpty, !parts[0].contains(where: \.isWhitespace) else { return nil }
        if parts.count == 2, parts[1].isEmpty || !parts[1].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
            return nil
        }
        group = String(parts[0])
        kind = parts.count > 1 ? String(parts[1]) : nil
    }
}

extension Diagnostic {
    fileprivate static func badSection(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "invalid section header",
            detail: "A section header is `[group]`, `[group:vars]` or `[group:children]`, without spaces.", at: span)
    }

    fileprivate static func unknownSection(_ header: INIHeader, at span: SourceSpan) -> Diagnostic {
        let near = Suggestion.nearest(to: header.kind ?? "", among: ["hosts", "vars", "children"])
        return Diagnostic(
            "inventory", "unknown kind of section",
            detail: "`\(header.kind ?? "")` is not one of hosts, vars and children.", at: span,
            help: near.map { "did you mean `[\(header.group):\($0)]`?" })
    }

    fileprivate static func unclosedQuote(at span: SourceSpan) -> Diagnostic {
        Diagnostic("inventory", "unclosed quote", detail: "A quote must be closed on the same line.", at: span)
    }

    fileprivate static func looksLikeYAML(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "YAML inventory read as INI", detail: "`---` begins a YAML file.", at: span,
            help: "give the file the extension .yml")
    }

    fileprivate static func notAssignment(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "variable without a value", detail: "`\(text)` is not of the form `key=value`.", at: span,
            help: "put values with spaces in quotes")
    }

    fileprivate static func badChild(_ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "not a group name", detail: "`\(name)` must be the name of a single group.", at: span)
    }

    fileprivate static func undeclared(
        _ name: String, isChild: Bool, known: Set<String>, at span: SourceSpan
    ) -> Diagnostic {
        let near = Suggestion.question(for: name, among: known.sorted())
        return Diagnostic(
            "inventory", "unknown group",
            detail:
                "There is no section `[\(name)]` for the group that \(isChild ? "is a child" : "has variables") here.",
            at: span, help: near ?? "add a section [\(name)]")
    }
}
