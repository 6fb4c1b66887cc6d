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
        let text = try Python.text(input)
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
        let scalars = Array(try Python.text(input).unicodeScalars)
        let end = try bound.text(2)
        let length = try bound.int(0)
        guard length >= end.scalarCount else {
            throw Fault.failed("a length that is too short", "The length must hold at least the end mark.")
        }
        let leeway = try bound.optionalInt(3) ?? 5
        guard scalars.count > length + leeway else { return input }
        let cut = String(String.UnicodeScalarView(scalars[..<(length - end.scalarCount)]))
        if try bound.flag(1) { return .string(cut + end) }
        let words = Python.split(cut, on: " ", limit: 1, fromRight: true)
        return .string(words[0] + end)
    }

    @Sendable private static func wrap(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let width = max(1, try bound.int(0))
        let breaksWords = try bound.flag(1)
        let mark = try bound.optionalText(2) ?? "\n"
        try evaluation.spend(
            output: mark.utf8.count > 80 ? try Python.text(input).utf8.count * min(mark.utf8.count, 1 << 24) : 0)
        let lines = Python.lines(try Python.text(input)).map { line in
            WordWrap.wrap(line, width: width, breaksWords: breaksWords).joined(separator: mark)
        }
        return .string(lines.joined(separator: mark))
    }
}

/// Lines of at most so many characters.
enum WordWrap {
    static func wrap(_ line: String, width: Int, breaksWords: Bool) -> [String] {
        var lines: [String] = []
        var current: [Unicode.Scalar] = []
        for chunk in chunks(line) {
            var chunk = chunk
            if current.count + chunk.count <= width {
                current += chunk
                continue
            }
            if chunk.count > width, breaksWords {
                let room = width - current.count
                lines.append(trimmed(current + chunk.prefix(room)))
                chunk = Array(chunk.dropFirst(room))
                while chunk.count > width {
                    lines.append(trimmed(Array(chunk.prefix(width))))
                    chunk = Array(chunk.dropFirst(width))
                }
            } else if !current.isEmpty {
                lines.append(trimmed(current))
            }
            current = chunk.allSatisfy(Python.isSpace) ? [] : chunk
        }
        if !current.isEmpty { lines.append(trimmed(current)) }
        return lines.isEmpty ? [""] : lines
    }

    private static func trimmed(_ scalars: [Unicode.Scalar]) -> String {
        Python.strip(String(String.UnicodeScalarView(scalars)), side: .right)
    }

    /// Words and the blanks between them; a hyphen within a word ends a chunk.
    private static func chunks(_ line: String) -> [[Unicode.Scalar]] {
        var chunks: [[Unicode.Scalar]] = []
        var previous: Unicode.Scalar?
        for scalar in line.unicodeScalars {
            let isBlank = Python.isSpace(scalar)
            let isNew = previous.map { Python.isSpace($0) != isBlank || ($0 == "-" && scalar.isPythonLetter) } ?? true
            if isNew { chunks.append([]) }
            chunks[chunks.count - 1].append(scalar)
            previous = scalar
        }
        return chunks
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
                "an unknown style of comment",
                "There is no style `\(name)`; there are: \(styles.keys.sorted().joined(separator: ", ")).")
        }
        let decoration = try bound.optionalText(1) ?? style.decoration
        let newline = try bound.optionalText(6) ?? "\n"
        let edge = Python.strip(decoration, side: .right)
        let prefix = try bound.optionalText(4) ?? edge
        let postfix = try bound.optionalText(5) ?? edge
        let beginning = try bound.optionalText(2) ?? style.beginning
        let end = try bound.optionalText(3) ?? style.end
        let prefixLine = prefix.isEmpty ? "" : prefix == newline ? newline : prefix + newline
        let body = (decoration + (try Python.text(input)).replacing(newline, with: newline + decoration))
            .replacing(decoration + newline, with: edge + newline)
        let postfixes = String(repeating: newline + postfix, count: try bound.width(8))
        return .string(
            (beginning.isEmpty ? "" : beginning + newline)
                + String(repeating: prefixLine, count: try bound.width(7)) + body + postfixes
                + (end.isEmpty ? "" : newline + end))
    }
}
