/// Explains what libyaml reports in words that tell people what to mend.
struct YAMLSyntaxError {
    private let failure: YAMLProblem
    private let spans: YAMLSpans
    private let span: SourceSpan

    init(_ failure: YAMLProblem, in spans: YAMLSpans) {
        self.failure = failure
        self.spans = spans
        span = spans.span(failure.mark)
    }

    var diagnostic: Diagnostic {
        if let template = UnquotedTemplate(onLine: span.line, of: spans.file) { return template.diagnostic }
        return known
            ?? Diagnostic(
                "yaml", "invalid YAML", detail: "The YAML parser says: \(said).", at: span, notes: beginning)
    }

    private var said: String {
        [failure.context, failure.problem].compactMap(\.self).joined(separator: ", ")
    }

    private var known: Diagnostic? {
        switch failure.problem {
        case "mapping values are not allowed in this context": colonInValue
        case "did not find expected key": unexpectedInMapping
        case "did not find expected '-' indicator": unexpectedInList
        case "could not find expected ':'": missingColon
        case "found unexpected end of stream", "found unexpected document indicator": neverClosed
        case "did not find expected ',' or ']'": unclosed("list", bracket: "]")
        case "did not find expected ',' or '}'": unclosed("mapping", bracket: "}")
        case "found character that cannot start any token": wrongStart
        case "found unknown escape character": unknownEscape
        case "block sequence entries are not allowed in this context": misplacedDash
        case "did not find expected <document start>": outsideDocument
        case "control characters are not allowed": controlCharacter
        case let text where text.contains("tab character"): tabulator
        default: nil
        }
    }
}

// One message for each kind of mistake.
extension YAMLSyntaxError {
    private var colonInValue: Diagnostic {
        guard let fix = quotedValue else { return tooDeep }
        return Diagnostic(
            "yaml", "a plain value cannot contain \": \"",
            detail: "The line has a second colon followed by a space, so YAML expects another key there.", at: span,
            help: "put the value in quotes: \(fix)")
    }

    private var tooDeep: Diagnostic {
        Diagnostic(
            "yaml", "key not allowed here",
            detail:
                "The line above already has a value, and this line is indented further, so YAML reads it as part of "
                + "that value; an unquoted string cannot contain a colon followed by a space.", at: span,
            help: "indent this line like the key it belongs next to")
    }

    private var unexpectedInMapping: Diagnostic {
        guard let fix = textBehindQuote else {
            return Diagnostic(
                "yaml", "inconsistent indentation",
                detail: "A key was expected in the same column as the first key of this mapping.",
                at: span, notes: beginning, help: "indent all keys of a mapping equally")
        }
        return Diagnostic(
            "yaml", "text after a closing quote",
            detail: "A value that begins with a quote ends at the matching quote.", at: span,
            help: "put the whole value in quotes: \(fix)")
    }

    private var unexpectedInList: Diagnostic {
        Diagnostic(
            "yaml", "inconsistent indentation",
            detail: "The next item of this list was expected here, beginning with `- ` in the same "
                + "column as the first item.", at: span, notes: beginning, help: "indent all items of a list equally")
    }

    private var missingColon: Diagnostic {
        let line = failure.contextMark.map { spans.span($0) } ?? span
        return Diagnostic(
            "yaml", "key without a colon",
            detail: "A key is expected on this line, but no colon follows.", at: line,
            help: "write `key: value`, or indent the line if it continues the text above")
    }

    private var neverClosed: Diagnostic {
        Diagnostic(
            "yaml", "unclosed quote", detail: "The string that begins here runs to the end of the file.",
            at: failure.contextMark.map { spans.span($0) } ?? span,
            help: "close the quote; inside single quotes, write a quote twice")
    }

    private func unclosed(_ kind: String, bracket: String) -> Diagnostic {
        let start = failure.contextMark.map { spans.span($0) } ?? span
        return Diagnostic(
            "yaml", "unclosed bracket",
            detail: "The \(kind) that begins here needs `,` or `\(bracket)` before line \(span.line), column "
                + "\(span.column).", at: start, notes: [.init("read up to here", at: span)])
    }

    private var wrongStart: Diagnostic {
        let character = scalarHere
        if character == "\t" { return tabulator }
        return Diagnostic(
            "yaml", "a value cannot begin with this character",
            detail: "`\(character.map(String.init) ?? "")` has a special meaning in YAML.", at: span,
            help: restOfLine.map { "put the value in quotes: \(YAMLQuotes.quote($0))" })
    }

    private var tabulator: Diagnostic {
        Diagnostic(
            "yaml", "tab used for indentation", detail: "YAML allows only spaces for indentation.", at: span,
            help: "replace the tab with spaces")
    }

    private var unknownEscape: Diagnostic {
        Diagnostic(
            "yaml", "unknown escape in double quotes",
            detail: "In double quotes a backslash begins an escape such as \\n, and this one does not exist.",
            at: span, help: "use single quotes, where a backslash stands for itself, or write \\\\")
    }

    private var misplacedDash: Diagnostic {
        Diagnostic(
            "yaml", "list item not allowed here",
            detail: "The line above already has a value, so its key cannot have a list as well.", at: span,
            help: "move the dash to the column of the list it belongs to, or quote the text")
    }

    private var outsideDocument: Diagnostic {
        Diagnostic(
            "yaml", "inconsistent indentation",
            detail: "This line is indented less than the first line of the file, or does not belong to what that "
                + "line started.", at: span, help: "start all top-level lines in the same column")
    }

    private var controlCharacter: Diagnostic {
        Diagnostic(
            "yaml", "control character", detail: "YAML text cannot contain control characters.", at: span,
            help: "write it as an escape in double quotes, such as \"\\x1b\"")
    }
}

// What stands around the place.
extension YAMLSyntaxError {
    private var beginning: [Diagnostic.Note] {
        guard let context = failure.contextMark, context != failure.mark else { return [] }
        return [.init("the part being read begins here", at: spans.span(context))]
    }

    private var scalarHere: Unicode.Scalar? { restOfLine?.unicodeScalars.first }

    private var restOfLine: Substring? {
        spans.file.line(span.line).map { Substring($0.unicodeScalars.dropFirst(span.column - 1)) }
    }

    /// The line with the value of its first key in quotes; `nil` if no key stands before the place.
    private var quotedValue: String? {
        guard let line = spans.file.line(span.line) else { return nil }
        let before = Substring(line.unicodeScalars.prefix(span.column - 1))
        guard let colon = before.firstRange(of: ": ") else { return nil }
        return before[..<colon.upperBound].trimmed + " " + YAMLQuotes.quote(line[colon.upperBound...])
    }

    private var textBehindQuote: String? {
        guard let line = spans.file.line(span.line), let colon = line.firstRange(of: ": ") else { return nil }
        let value = line[colon.upperBound...].trimmed
        guard let quote = value.first, quote == "\"" || quote == "'", value.dropFirst().contains(quote) else {
            return nil
        }
        return line[..<colon.upperBound].trimmed + " " + YAMLQuotes.quote(value[...])
    }
}
