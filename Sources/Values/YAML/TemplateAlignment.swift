/// Finds where each stretch of a scalar's text stands in its source when lines were folded or escapes resolved.
///
/// Blanks and line breaks change by folding, other characters never do: so these are matched one by one and
/// blanks are passed over on both sides.
enum TemplateAlignment {
    static func segments(
        of text: String, style: YAMLScalarText.Style, from start: SourceSpan
    ) -> [TemplateText.Segment] {
        var segments: [TemplateText.Segment] = []
        var source = SourceCursor(start)
        var line = 1
        var column = 1
        for scalar in text.unicodeScalars {
            if !isBlank(scalar) {
                guard skipBlanks(&source, style) else { break }
                let here = TemplateText.Segment(
                    line: line, column: column, sourceLine: source.line, sourceColumn: source.column)
                if segments.last?.continues(to: here) != true { segments.append(here) }
                source.advance(width(at: source, style))
            }
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return segments
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    }

    /// Passes over blanks, among them those written as escapes; `false` at the end of the file.
    private static func skipBlanks(_ source: inout SourceCursor, _ style: YAMLScalarText.Style) -> Bool {
        while let scalar = source.skipBlank() {
            guard style == .doubleQuoted, scalar == "\\" else { return true }
            guard let escaped = source.ahead(1) else {
                source.advance(1)
                continue
            }
            guard "tnr \t".unicodeScalars.contains(escaped) else { return true }
            source.advance(2)
        }
        return false
    }

    /// How many scalars of the source stand for the one here.
    private static func width(at source: SourceCursor, _ style: YAMLScalarText.Style) -> Int {
        switch (style, source.current, source.ahead(1)) {
        case (.singleQuoted, "'", _): 2
        case (.doubleQuoted, "\\", "x"): 4
        case (.doubleQuoted, "\\", "u"): 6
        case (.doubleQuoted, "\\", "U"): 10
        case (.doubleQuoted, "\\", _): 2
        default: 1
        }
    }
}

extension TemplateText.Segment {
    /// Whether `next` lies where this stretch, going on unchanged, would lead.
    fileprivate func continues(to next: TemplateText.Segment) -> Bool {
        line == next.line && sourceLine == next.sourceLine
            && next.column - column == next.sourceColumn - sourceColumn
    }
}
