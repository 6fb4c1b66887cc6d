import Values

/// The first line of a template file that sets how the rest is read: `#jinja2: lstrip_blocks: True, …`.
enum TemplateHeader {
    static let mark = "#jinja2:"

    /// Puts what the header says into `options`.
    /// - Returns: the offset behind the header; 0 if there is none.
    static func read(_ source: TemplateText, into options: inout TemplateOptions) throws(Fault) -> Int {
        let text = source.text
        guard text.utf8.starts(with: mark.utf8) else { return 0 }
        let end = text.utf8.firstIndex(of: .newline) ?? text.utf8.endIndex
        let line = text[..<end].dropFirst(mark.count)
        for pair in line.split(separator: ",") {
            try set(pair, in: &options, source)
        }
        return text.utf8.distance(from: text.utf8.startIndex, to: end) + (end == text.utf8.endIndex ? 0 : 1)
    }

    private static func set(
        _ pair: Substring, in options: inout TemplateOptions, _ source: TemplateText
    ) throws(Fault) {
        let parts = pair.split(separator: ":", maxSplits: 1).map { Python.strip(String($0)) }
        guard parts.count == 2 else { throw bad("`\(pair)` is not of the form `name: value`.", source) }
        guard let value = PythonLiteral.parse(parts[1]) else {
            throw bad("`\(parts[1])` is neither True, False nor a quoted text.", source)
        }
        switch (parts[0], value) {
        case ("trim_blocks", .bool(let flag)): options.trimBlocks = flag
        case ("lstrip_blocks", .bool(let flag)): options.lstripBlocks = flag
        case ("keep_trailing_newline", .bool(let flag)): options.keepTrailingNewline = flag
        case ("newline_sequence", .string(let text)): options.newlineSequence = text
        case (let name, .string(let text)):
            guard let key = markers[name] else { throw unknown(name, source) }
            options[keyPath: key] = text
        default: throw unknown(parts[0], source)
        }
    }

    private static var markers: [String: WritableKeyPath<TemplateOptions, String>] {
        [
            "block_start_string": \.blockStart, "block_end_string": \.blockEnd,
            "variable_start_string": \.variableStart, "variable_end_string": \.variableEnd,
            "comment_start_string": \.commentStart, "comment_end_string": \.commentEnd,
        ]
    }

    private static func unknown(_ name: String, _ source: TemplateText) -> Fault {
        let known = ["trim_blocks", "lstrip_blocks", "keep_trailing_newline", "newline_sequence"] + markers.keys
        let near = Suggestion.nearest(to: name, among: known)
        return bad("There is no setting `\(name)` that takes such a value.", source, help: near)
    }

    private static func bad(_ detail: String, _ source: TemplateText, help: String? = nil) -> Fault {
        Fault.syntax(
            "a template header that cannot be read", detail, at: Position(0, length: mark.count), in: source,
            help: help.map { "did you mean `\($0)`?" })
    }
}
