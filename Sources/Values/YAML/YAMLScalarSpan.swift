/// Where a scalar's own text stands, behind any `&anchor` and `!tag`, and how it lies there.
struct YAMLScalarSpan {
    let valueSpan: SourceSpan
    /// Where the tag stands, if there is one, or the anchor before it.
    let tagSpan: SourceSpan
    private let scalar: YAMLScalarText
    private let end: SourceSpan

    init(_ scalar: YAMLScalarText, from start: YAMLMark, to end: YAMLMark, in spans: YAMLSpans) {
        self.scalar = scalar
        self.end = spans.span(end)
        let whole = spans.span(start, to: end)
        let tag = scalar.properties.tag.map { YAMLTag.written($0).unicodeScalars.count }
        tagSpan = SourceSpan(whole.file, line: whole.line, column: whole.column, length: tag ?? 1)
        let hasProperties = scalar.properties.anchor != nil || scalar.properties.tag != nil
        valueSpan = hasProperties && !scalar.text.isEmpty ? Self.content(behind: whole, before: self.end) : whole
    }

    /// How lines and columns of the text map to the source.
    var layout: TemplateText.Layout {
        let quotes = scalar.style == .singleQuoted || scalar.style == .doubleQuoted ? 1 : 0
        if scalar.style == .literal { return .block(indent: blockIndent) }
        if valueSpan.line == end.line, end.column - valueSpan.column == scalar.text.unicodeScalars.count + 2 * quotes {
            return .flow(offset: quotes)
        }
        let isFolded = scalar.style == .folded
        let start = SourceSpan(
            valueSpan.file, line: valueSpan.line + (isFolded ? 1 : 0), column: isFolded ? 1 : valueSpan.column + quotes)
        return .segments(TemplateAlignment.segments(of: scalar.text, style: scalar.style, from: start))
    }

    /// How far a literal block is indented: the difference between its first filled line here and in the file.
    private var blockIndent: Int {
        let lines = scalar.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let filled = lines.firstIndex(where: { $0.contains { $0 != " " } }),
            let source = valueSpan.file.line(valueSpan.line + 1 + filled)
        else { return 0 }
        return Swift.max(0, Self.leadingSpaces(source) - Self.leadingSpaces(lines[filled]))
    }

    private static func leadingSpaces(_ line: Substring) -> Int {
        line.utf8.prefix { $0 == UInt8(ascii: " ") }.count
    }

    private static func content(behind whole: SourceSpan, before end: SourceSpan) -> SourceSpan {
        var cursor = SourceCursor(whole)
        while let scalar = cursor.skipBlank(commentsToo: true), scalar == "&" || scalar == "!" {
            cursor.skipWord()
        }
        guard cursor.current != nil else { return whole }
        let length = cursor.line == end.line ? end.column - cursor.column : cursor.remaining
        return SourceSpan(whole.file, line: cursor.line, column: cursor.column, length: length)
    }
}
