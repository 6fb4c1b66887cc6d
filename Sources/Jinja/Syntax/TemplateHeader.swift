import Values

/// The first line of a template file that sets how the rest is read: `#jinja2: lstrip_blocks: True, …`.
enum TemplateHeader {
    static let mark = "#jinja2:"

    /// Puts what the header says into `options`.
    /// - Returns: the offset behind the header; 0 if there is none.
    static func read(_ source: TemplateText, into options: inout TemplateOptions) throws(Fault) -> Int {
        let text = source.text
        guard text.utf8.starts(with: mark.utf8) else { return 0 }
        guard let end = text.utf8.firstIndex(of: .newline) else {
            throw bad("The header line is the whole template; text must follow on the next line.", source)
        }
        let line = text[..<end].dropFirst(mark.count)
        for pair in line.split(separator: ",", omittingEmptySubsequences: false) {
            try set(pair, in: &options, source)
        }
        return text.utf8.distance(from: text.utf8.startIndex, to: end) + 1
    }

    private static func set(
        _ pair: Substring, in options: inout TemplateOptions, _ source: TemplateText
    ) throws(Fault) {
        let parts = pair.split(separator: ":", maxSplits: 1).map { Python.strip(String($0)) }
        guard parts.count == 2 else { throw bad("`\(pair)` is not of the form `name: value`.", source) }
        let name = parts[0]
        if let reason = refused[name] { throw bad("`\(name)` is not supported: \(reason).", source) }
        // As Ansible: what is no setting is passed over, whatever stands behind it.
        guard flags[name] != nil || texts[name] != nil else { return }
        guard let value = Object.literal(parts[1], readsJSON: false) else {
            throw bad("`\(parts[1])` is not True, False or a quoted string.", source)
        }
        if let key = flags[name] {
            options[keyPath: key] = try Python.isTrue(value)
        } else if let key = texts[name] {
            guard let text = value.string else { throw bad("`\(name)` must be a quoted string.", source) }
            options[keyPath: key] = text
        }
    }

    private static let refused = [
        "line_statement_prefix": "write statements between their markers",
        "line_comment_prefix": "write comments between their markers",
    ]

    private static var flags: [String: WritableKeyPath<TemplateOptions, Bool>] {
        [
            "trim_blocks": \.trimBlocks, "lstrip_blocks": \.lstripBlocks,
            "keep_trailing_newline": \.keepTrailingNewline,
        ]
    }

    private static var texts: [String: WritableKeyPath<TemplateOptions, String>] {
        [
            "newline_sequence": \.newlineSequence, "block_start_string": \.blockStart, "block_end_string": \.blockEnd,
            "variable_start_string": \.variableStart, "variable_end_string": \.variableEnd,
            "comment_start_string": \.commentStart, "comment_end_string": \.commentEnd,
        ]
    }

    private static func bad(_ detail: String, _ source: TemplateText, help: String? = nil) -> Fault {
        Fault.syntax(
            "invalid template header", detail, at: Position(0, length: mark.count), in: source,
            help: help.map { "did you mean `\($0)`?" })
    }
}
