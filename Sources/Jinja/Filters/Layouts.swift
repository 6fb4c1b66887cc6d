import Values

extension Filter {
    /// The shape of text: indentation, wrapping, padding, comments.
    static var layouts: [Filter] {
        [
            Filter("indent", "width=4, first=false, blank=false", indent),
            Filter("center", "width=80") { (input, bound, _) throws(Fault) in
                .string(Casing.center(try Python.text(input), try bound.width(0)))
            },
            Filter("truncate", "length=255, killwords=false, end='...', leeway=none", truncate),
            Filter("wordwrap", "width=79, break_long_words=true, wrapstring=none, break_on_hyphens=true", wrap),
            Filter(
                "comment",
                "style='plain', decoration=none, beginning=none, end=none, prefix=none, postfix=none, newline=none, "
                    + "prefix_count=1, postfix_count=1", Comment.apply),
        ]
    }

    @Sendable private static func indent(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let text = try input.requiredString(by: "indent")
        let pad = try bound[0].string.or(String(repeating: " ", count: try bound.width(0)))
        let blank = try bound.flag(2)
        // As Jinja: a line break is added so that a final one counts as a line, and taken away at the end.
        var lines = Python.lines(text + "\n")
        guard !lines.isEmpty else { return .string("") }
        try evaluation.spend(output: try Python.fitting(lines.count.multipliedReportingOverflow(by: pad.utf8.count)))
        let head = lines.removeFirst()
        var out = head
        for line in lines { out += "\n" + (blank || !line.isEmpty ? pad + line : line) }
        return .string(try bound.flag(1) ? pad + out : out)
    }

    @Sendable private static func truncate(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        guard let count = try Python.count(input) else {
            throw Fault.failed("value has no length", "\(input.kindInWords.capitalizedFirst) has no length.")
        }
        let end = try bound.text(2)
        let length = try bound.int(0)
        guard length >= end.scalarCount else {
            throw Fault.failed("length too small", "The length must leave room for the end marker.")
        }
        let leeway = try bound.optionalInt(3) ?? 5
        guard count > length + leeway else { return input }
        let scalars = Array(try input.requiredString(by: "truncate").unicodeScalars)
        let cut = String(scalars: scalars[..<(length - end.scalarCount)])
        if try bound.flag(1) { return .string(cut + end) }
        let words = Python.split(cut, on: " ", limit: 1, fromRight: true)
        return .string(words[0] + end)
    }

    @Sendable private static func wrap(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let width = try bound.int(0)
        guard width > 0 else { throw Fault.failed("width is not positive", "`wordwrap` needs a width greater than 0.") }
        let wrap = WordWrap(width: width, breaksWords: try bound.flag(1), breaksAtHyphens: try bound.flag(3))
        let mark = try bound.optionalText(2) ?? "\n"
        try evaluation.spend(
            output: mark.utf8.count > 80 ? try Python.text(input).utf8.count * min(mark.utf8.count, 1 << 24) : 0)
        let lines = Python.lines(try input.requiredString(by: "wordwrap")).map { line in
            wrap.lines(of: line).joined(separator: mark)
        }
        return .string(lines.joined(separator: mark))
    }
}

/// `comment`: text as a comment of a configuration or programming language.
enum Comment {
    private struct Style {
        var beginning = ""
        var decoration: String
        var end = ""
    }

    private static let styles: [String: Style] = [
        "plain": Style(decoration: "# "), "erlang": Style(decoration: "% "), "c": Style(decoration: "// "),
        "cblock": Style(beginning: "/*", decoration: " * ", end: " */"),
        "xml": Style(beginning: "<!--", decoration: " - ", end: "-->"),
    ]

    @Sendable static func apply(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let name = try bound.text(0)
        guard let style = styles[name] else {
            throw Fault.failed(
                "unknown comment style",
                "There is no comment style `\(name)`; there are: \(styles.keys.sorted().joined(separator: ", ")).")
        }
        let decoration = try bound.optionalText(1) ?? style.decoration
        let newline = try bound.optionalText(6) ?? "\n"
        let edge = Python.strip(decoration, side: .right)
        let prefix = try bound.optionalText(4) ?? edge
        let postfix = try bound.optionalText(5) ?? edge
        let beginning = try bound.optionalText(2) ?? style.beginning
        let end = try bound.optionalText(3) ?? style.end
        let prefixLine = prefix.isEmpty ? "" : prefix == newline ? newline : prefix + newline
        let body =
            (decoration
            + (try input.requiredString(by: "comment")).replacingScalars(newline, with: newline + decoration))
            .replacingScalars(decoration + newline, with: edge + newline)
        let postfixes = String(repeating: newline + postfix, count: try bound.width(8))
        return .string(
            (beginning.isEmpty ? "" : beginning + newline)
                + String(repeating: prefixLine, count: try bound.width(7)) + body + postfixes
                + (end.isEmpty ? "" : newline + end))
    }
}
