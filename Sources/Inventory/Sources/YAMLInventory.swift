import Values

/// Reads inventories in YAML: groups with `hosts`, `children` and `vars`.
extension InventoryBuilder {
    mutating func readYAML(_ file: SourceFile) throws(Diagnostics) {
        let document = try DataFile.read(file)
        for warning in document.warnings { report(warning) }
        guard let root = document.root else { return report(.emptyInventory(file)) }
        guard let entries = root.entries else { return report(.notMapping("An inventory", "groups", at: root.span)) }
        if let plugin = root.entry("plugin"), plugin.value.text != nil { return report(.plugin(plugin)) }
        for entry in entries { _ = readGroup(entry.key, entry.value) }
    }

    private mutating func readGroup(_ key: Node, _ data: Node) -> Int? {
        guard let name = key.text else {
            report(.notName("group", at: key.span))
            return nil
        }
        guard data.isNull || data.entries != nil else {
            report(.notMapping("A group", "hosts, children or vars", at: data.span))
            return nil
        }
        let group = group(name)
        for entry in data.entries ?? [] { readSection(entry, of: group) }
        return group
    }

    private mutating func readSection(_ section: Node.Entry, of group: Int) {
        guard let kind = section.key.text, ["hosts", "children", "vars"].contains(kind) else {
            return report(.unknownSection(section.key))
        }
        guard let entries = members(of: section.value) else {
            return report(.notMapping("`\(kind)`", "names", at: section.value.span))
        }
        switch kind {
        case "hosts": for (key, value) in entries { readHosts(key, value, into: group) }
        case "children":
            for (key, value) in entries {
                guard let child = readGroup(key, value) else { continue }
                link(child, below: group, at: key.span)
            }
        default:
            for (key, value) in entries {
                guard let name = key.text else { continue }
                setVariable(name, value.value, ofGroup: group, at: key.span)
            }
        }
    }

    /// The entries of a mapping; a lone text is one name.
    private func members(of node: Node) -> [(Node, Node)]? {
        if node.isNull { return [] }
        if node.text != nil { return [(node, Node(.scalar(.null), at: node.span))] }
        return node.entries?.map { ($0.key, $0.value) }
    }

    private mutating func readHosts(_ key: Node, _ data: Node, into group: Int) {
        guard let name = key.text else { return report(.notName("host", at: key.span)) }
        guard data.isNull || data.entries != nil else {
            return report(.notMapping("A host", "variables", at: data.span))
        }
        addHosts(name, to: group, variables: data.value.map ?? [:], at: key.span)
    }
}

extension Diagnostic {
    fileprivate static func emptyInventory(_ file: SourceFile) -> Diagnostic {
        Diagnostic(
            "inventory", "empty inventory", severity: .warning, detail: "\(file.path) contains no groups.",
            at: SourceSpan(file, line: 1, column: 1))
    }

    fileprivate static func notMapping(_ what: String, _ content: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic("inventory", "mapping expected", detail: "\(what) must be a mapping of \(content).", at: span)
    }

    fileprivate static func notName(_ what: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "name is not a string",
            detail: "A \(what) name that looks like a number or a boolean "
                + "must be in quotes.", at: span)
    }

    fileprivate static func unknownSection(_ key: Node) -> Diagnostic {
        let near = Suggestion.nearest(to: key.text ?? "", among: ["hosts", "children", "vars"])
        return Diagnostic(
            "inventory", "unknown group key", severity: .warning,
            detail: "A group has `hosts`, `children` and `vars`; `\(key.text ?? "")` is ignored.", at: key.span,
            help: near.map { "did you mean `\($0)`?" } ?? "groups belong under `children`")
    }

    fileprivate static func plugin(_ entry: Node.Entry) -> Diagnostic {
        Diagnostic(
            "inventory-plugin", "inventory plugins are not supported",
            detail: "The file requests the plugin `\(entry.value.text ?? "")`.", at: entry.value.span,
            help: "use a script that prints the inventory as JSON when called with --list")
    }
}
