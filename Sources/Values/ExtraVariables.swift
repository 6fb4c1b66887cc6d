/// The variables of `-e`: `key=value …`, JSON, YAML, or `@file`. Later ones win.
package struct ExtraVariables: Sendable {
    /// What stands for the file in messages about such an argument.
    package static let sourceName = "--extra-vars"

    package private(set) var values = Mapping()
    /// Where each variable was given.
    package private(set) var spans: [String: SourceSpan] = [:]
    package private(set) var warnings: [Diagnostic] = []

    package init() {}

    /// - Parameters:
    ///   - arguments: The texts behind each `-e`, in order.
    ///   - readFile: How `@file` is read; the vault's reader opens encrypted ones.
    /// - Throws: all mistakes of all arguments.
    package init(
        _ arguments: [String], readFile: (String) throws(Diagnostics) -> SourceFile = SourceFile.read
    ) throws(Diagnostics) {
        var found = Diagnostics()
        for argument in arguments where !argument.isEmpty {
            do {
                for entry in try entries(of: argument, readFile) { add(entry) }
            } catch {
                found.add(error)
            }
        }
        try found.throwIfErrors()
    }

    private mutating func add(_ entry: Node.Entry) {
        values[entry.key.value] = entry.value.value
        if let name = entry.key.text { spans[name] = entry.key.span }
    }

    private mutating func entries(
        of argument: String, _ readFile: (String) throws(Diagnostics) -> SourceFile
    ) throws(Diagnostics) -> [Node.Entry] {
        let source = SourceFile(path: Self.sourceName, text: argument)
        switch argument.unicodeScalars.first {
        case "@": return try entries(ofYAML: try readFile(String(argument.dropFirst())))
        case "{", "[": return try entries(ofYAML: source)
        case "/", ".": throw Diagnostics(.pathWithoutMark(argument, at: SourceSpan(source, line: 1, column: 1)))
        default: return try pairs(of: source)
        }
    }

    private mutating func entries(ofYAML file: SourceFile) throws(Diagnostics) -> [Node.Entry] {
        let document = try YAMLReader.read(file)
        warnings += document.warnings
        guard let root = document.root else { return [] }
        guard let entries = root.entries else { throw Diagnostics(.notVariables(at: root.span)) }
        return entries
    }

    private func pairs(of source: SourceFile) throws(Diagnostics) -> [Node.Entry] {
        guard let text = try? KeyValueText(source.text) else { throw Diagnostics(.unbalanced(source)) }
        if let word = text.anchors.first?.word { throw Diagnostics(.wordWithoutValue(word, source)) }
        return text.pairs.map { pair in
            let key = Node(.scalar(.string(pair.name)), at: source.span(pair.line, pair.nameColumn, of: pair.name))
            let span = source.span(pair.line, pair.valueColumn, of: pair.value)
            let isTemplate = TemplateText.hasMarkers(pair.value)
            let value: Value =
                isTemplate
                ? .template(TemplateText(pair.value, at: span, layout: .flow(offset: 0))) : .string(pair.value)
            return Node.Entry(key: key, value: Node(.scalar(value), at: span))
        }
    }
}

extension SourceFile {
    fileprivate func span(_ line: Int, _ column: Int, of word: String) -> SourceSpan {
        SourceSpan(self, line: line, column: column, length: word.unicodeScalars.count)
    }
}

extension Diagnostic {
    fileprivate static func pathWithoutMark(_ path: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "usage", "variables file without `@`", detail: "`\(path)` looks like a path, not like `key=value`.",
            at: span, help: "-e @\(path)")
    }

    fileprivate static func notVariables(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "usage", "extra variables must be a mapping",
            detail: "Every variable needs a name, so the top level must map names to values.", at: span)
    }

    fileprivate static func wordWithoutValue(_ word: KeyValueWords.Word, _ source: SourceFile) -> Diagnostic {
        let text = word.text.trimmed
        return Diagnostic(
            "usage", "extra variable without a value", detail: "`\(text)` is not of the form `key=value`.",
            at: source.span(word.line, word.column, of: text), help: "-e \(text)=VALUE, or -e @\(text) for a file")
    }

    fileprivate static func unbalanced(_ source: SourceFile) -> Diagnostic {
        Diagnostic(
            "usage", "extra variable that is not closed",
            detail: "A quote or a template is opened here and not closed.",
            at: SourceSpan(source, line: 1, column: 1, length: source.text.unicodeScalars.count))
    }
}
