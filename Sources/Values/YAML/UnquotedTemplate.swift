/// A template that stands without quotes where YAML reads `{` as the start of a mapping.
struct UnquotedTemplate {
    /// The place of the two braces.
    let span: SourceSpan
    private let line: Substring

    /// `nil` if no `{{` stands there.
    init?(at span: SourceSpan) {
        guard let line = span.file.line(span.line), Self.rest(of: line, from: span.column).hasPrefix("{{") else {
            return nil
        }
        self.line = line
        self.span = SourceSpan(span.file, line: span.line, column: span.column, length: 2)
    }

    /// Looks for braces that begin a value on a line of the file.
    init?(onLine number: Int, of file: SourceFile) {
        guard let line = file.line(number) else { return nil }
        var column = 1
        var before: Unicode.Scalar = "-"
        for scalar in line.unicodeScalars {
            if scalar == "{", ":-,[".unicodeScalars.contains(before), Self.rest(of: line, from: column).hasPrefix("{{")
            {
                self.init(at: SourceSpan(file, line: number, column: column))
                return
            }
            if scalar != " " { before = scalar }
            column += 1
        }
        return nil
    }

    var diagnostic: Diagnostic {
        Diagnostic(
            "yaml", "unquoted template",
            detail: "YAML reads `{{` at the start of a value as a mapping; a value that begins with a template "
                + "must be in quotes.", at: span, help: corrected)
    }

    private var corrected: String {
        let key = String(line.unicodeScalars.prefix(span.column - 1))
        let value = Self.rest(of: line, from: span.column)
        let isInside = key.contains("{") || key.contains("[")
        let end = isInside ? value.firstRange(of: "}}")?.upperBound : nil
        let quoted = YAMLQuotes.quote(value[..<(end ?? value.endIndex)])
        return (key + quoted + (end.map { value[$0...] } ?? "")).trimmed
    }

    private static func rest(of line: Substring, from column: Int) -> Substring {
        Substring(line.unicodeScalars.dropFirst(column - 1))
    }
}

/// Suggests how a value would stand in quotes.
enum YAMLQuotes {
    static func quote(_ value: Substring) -> String {
        let value = value.trimmed
        if !value.contains("\""), !value.contains("\\") { return "\"\(value)\"" }
        return "'" + value.replacingScalars("'", with: "''") + "'"
    }
}
