/// The variables of `-e`: `key=value …`, JSON, YAML, or `@file`. Later ones win.
package struct ExtraVariables: Sendable {
    /// What stands for the file in messages about such an argument.
    package static let sourceName = "--extra-vars"

    package private(set) var values = Mapping()
    /// Where each variable was given.
    package private(set) var places: [String: SourceSpan] = [:]
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
        if let name = entry.key.text { places[name] = entry.key.span }
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
        let text = KeyValueText(source.text)
        if let word = text.rest.first { throw Diagnostics(.wordWithoutValue(word, source)) }
        return text.pairs.map { pair in
            let key = Node(.scalar(.string(pair.key)), at: source.place(at: pair.keyOffset, of: pair.key))
            let place = source.place(at: pair.valueOffset, of: pair.value)
            let isTemplate = TemplateText.hasMarkers(pair.value)
            let value: Value =
                isTemplate
                ? .template(TemplateText(pair.value, at: place, layout: .flow(offset: 0))) : .string(pair.value)
            return Node.Entry(key: key, value: Node(.scalar(value), at: place))
        }
    }
}

extension SourceFile {
    /// The place of a word, given its distance from the start of the text in Unicode scalars.
    fileprivate func place(at offset: Int, of word: String) -> SourceSpan {
        var line = 1
        var column = 1
        for scalar in text.unicodeScalars.prefix(offset) {
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return SourceSpan(self, line: line, column: column, length: word.unicodeScalars.count)
    }
}

extension Diagnostic {
    fileprivate static func pathWithoutMark(_ path: String, at place: SourceSpan) -> Diagnostic {
        Diagnostic(
            "usage", "variables file without `@`", detail: "`\(path)` looks like a path, not like `key=value`.",
            at: place, help: "-e @\(path)")
    }

    fileprivate static func notVariables(at place: SourceSpan) -> Diagnostic {
        Diagnostic(
            "usage", "extra variables must be a mapping",
            detail: "Every variable needs a name, so the top level must map names to values.", at: place)
    }

    fileprivate static func wordWithoutValue(_ word: KeyValueText.Word, _ source: SourceFile) -> Diagnostic {
        Diagnostic(
            "usage", "extra variable without a value", detail: "`\(word.text)` is not of the form `key=value`.",
            at: source.place(at: word.offset, of: word.text),
            help: "-e \(word.text)=VALUE, or -e @\(word.text) for a file")
    }
}
