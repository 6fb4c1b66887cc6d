package import Values

/// A diagnostic for people: what, where with a caret under the word, why, and what to do.
package struct DiagnosticText: Sendable {
    private let theme: Theme
    private let secrets: SecretRegistry

    package init(theme: Theme, secrets: SecretRegistry) {
        self.theme = theme
        self.secrets = secrets
    }

    /// All of them, separated by empty lines; notices stand close.
    package func text(_ diagnostics: Diagnostics) -> String {
        var shown = ""
        for diagnostic in diagnostics.all {
            if !shown.isEmpty, diagnostic.severity != .notice { shown += "\n" }
            shown += text(diagnostic)
        }
        return shown
    }

    package func text(_ diagnostic: Diagnostic) -> String {
        if diagnostic.severity == .notice { return notice(diagnostic) }
        var text = theme.paint("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", tone(diagnostic.severity))
        text += ": \(plain(diagnostic.summary))\n"
        if let span = diagnostic.span { text += excerpt(span, tone(diagnostic.severity)) }
        if let detail = diagnostic.detail { text += indented(plain(detail), by: "  ") }
        for note in diagnostic.notes + diagnostic.lookAlikes {
            text += indented("note: " + plain(note.text), by: "  ")
            if let span = note.span { text += excerpt(span, .quiet) }
        }
        if let help = diagnostic.help { text += indented(theme.paint("help", .skipped) + ": " + plain(help), by: "  ") }
        return text
    }

    /// One line: what is only good to know must not push the rest off the screen.
    private func notice(_ diagnostic: Diagnostic) -> String {
        var text = theme.paint("notice[\(diagnostic.code)]", .skipped) + ": "
        if let span = diagnostic.span { text += "\(span.file.path):\(span.line): ".harmlessName }
        text += plain(diagnostic.detail ?? diagnostic.summary)
        if let help = diagnostic.help { text += " (\(plain(help)))" }
        return text + "\n"
    }

    private func excerpt(_ span: SourceSpan, _ tone: Theme.Tone) -> String {
        let margin = String(repeating: " ", count: String(span.line).count)
        var text = "\(margin) --> \(span.description.harmlessName)\n"
        guard !span.file.isVaulted, let line = span.file.line(span.line), !line.isEmpty else { return text }
        // A column is a scalar, so what is shown must have one column for each: tabs become single blanks.
        let shown = String(String.UnicodeScalarView(masked(String(line)).unicodeScalars.map(\.inExcerpt)))
            .withoutCommands(as: "\u{FFFD}")
        let carets = String(repeating: "^", count: caretLength(span, in: shown))
        text += "\(span.line) | \(shown)\n"
        text +=
            "\(margin) | \(String(repeating: " ", count: Swift.max(0, span.column - 1)))\(theme.paint(carets, tone))\n"
        return text
    }

    private func caretLength(_ span: SourceSpan, in line: String) -> Int {
        Swift.max(1, Swift.min(span.length, line.unicodeScalars.count - span.column + 1))
    }

    /// Secrets in an excerpt keep their length, so that the caret still stands under its word.
    private func masked(_ line: String) -> String {
        let hidden = secrets.mask(line)
        guard hidden != line else { return line }
        return secrets.maskKeepingLength(line)
    }

    private func plain(_ text: String) -> String { secrets.mask(text).harmless }

    private func indented(_ text: String, by margin: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { margin + $0 + "\n" }.joined()
    }

    private func tone(_ severity: Diagnostic.Severity) -> Theme.Tone {
        switch severity {
        case .error: .failed
        case .warning: .warning
        case .notice: .skipped
        }
    }
}
