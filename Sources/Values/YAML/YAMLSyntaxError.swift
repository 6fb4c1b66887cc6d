/// Explains what libyaml reports in words that tell people what to mend.
struct YAMLSyntaxError {
    private let failure: YAMLProblem
    private let places: YAMLPlaces
    private let place: SourceSpan

    init(_ failure: YAMLProblem, in places: YAMLPlaces) {
        self.failure = failure
        self.places = places
        place = places.span(failure.place)
    }

    var diagnostic: Diagnostic {
        if let template = UnquotedTemplate(onLine: place.line, of: places.file) { return template.diagnostic }
        return known
            ?? Diagnostic(
                "yaml", "invalid YAML", detail: "The YAML parser says: \(said).", at: place, notes: beginning)
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
            detail: "The line has a second colon followed by a space, so YAML expects another key there.", at: place,
            help: "put the value in quotes: \(fix)")
    }

    private var tooDeep: Diagnostic {
        Diagnostic(
            "yaml", "key not allowed here",
            detail:
                "The line above already has a value, and this line is indented further, so YAML reads it as part of "
                + "that value; an unquoted string cannot contain a colon followed by a space.", at: place,
            help: "indent this line like the key it belongs next to")
    }

    private var unexpectedInMapping: Diagnostic {
        guard let fix = textBehindQuote else {
            return Diagnostic(
                "yaml", "inconsistent indentation",
                detail: "A key was expected in the same column as the first key of this mapping.",
                at: place, notes: beginning, help: "indent all keys of a mapping equally")
        }
        return Diagnostic(
            "yaml", "text after a closing quote",
            detail: "A value that begins with a quote ends at the matching quote.", at: place,
            help: "put the whole value in quotes: \(fix)")
    }

    private var unexpectedInList: Diagnostic {
        Diagnostic(
            "yaml", "inconsistent indentation",
            detail: "The next item of this list was expected here, beginning with `- ` in the same "
                + "column as the first item.", at: place, notes: beginning, help: "indent all items of a list equally")
    }

    private var missingColon: Diagnostic {
        let line = failure.contextPlace.map { places.span($0) } ?? place
        return Diagnostic(
            "yaml", "key without a colon",
            detail: "A key is expected on this line, but no colon follows.", at: line,
            help: "write `key: value`, or indent the line if it continues the text above")
    }

    private var neverClosed: Diagnostic {
        Diagnostic(
            "yaml", "unclosed quote", detail: "The string that begins here runs to the end of the file.",
            at: failure.contextPlace.map { places.span($0) } ?? place,
            help: "close the quote; inside single quotes, write a quote twice")
    }

    private func unclosed(_ kind: String, bracket: String) -> Diagnostic {
        let start = failure.contextPlace.map { places.span($0) } ?? place
        return Diagnostic(
            "yaml", "unclosed bracket",
            detail: "The \(kind) that begins here needs `,` or `\(bracket)` before line \(place.line), column "
                + "\(place.column).", at: start, notes: [.init("read up to here", at: place)])
    }

    private var wrongStart: Diagnostic {
        let character = scalarHere
        if character == "\t" { return tabulator }
        return Diagnostic(
            "yaml", "a value cannot begin with this character",
            detail: "`\(character.map(String.init) ?? "")` has a special meaning in YAML.", at: place,
            help: restOfLine.map { "put the value in quotes: \(YAMLQuotes.quote($0))" })
    }

    private var tabulator: Diagnostic {
        Diagnostic(
            "yaml", "tab used for indentation", detail: "YAML allows only spaces for indentation.", at: place,
            help: "replace the tab with spaces")
    }

    private var unknownEscape: Diagnostic {
        Diagnostic(
            "yaml", "unknown escape in double quotes",
            detail: "In double quotes a backslash begins an escape such as \\n, and this one does not exist.",
            at: place, help: "use single quotes, where a backslash stands for itself, or write \\\\")
    }

    private var misplacedDash: Diagnostic {
        Diagnostic(
            "yaml", "list item not allowed here",
            detail: "The line above already has a value, so its key cannot have a list as well.", at: place,
            help: "move the dash to the column of the list it belongs to, or quote the text")
    }

    private var outsideDocument: Diagnostic {
        Diagnostic(
            "yaml", "inconsistent indentation",
            detail: "This line is indented less than the first line of the file, or does not belong to what that "
                + "line started.", at: place, help: "start all top-level lines in the same column")
    }

    private var controlCharacter: Diagnostic {
        Diagnostic(
            "yaml", "control character", detail: "YAML text cannot contain control characters.", at: place,
            help: "write it as an escape in double quotes, such as \"\\x1b\"")
    }
}

// What stands around the place.
extension YAMLSyntaxError {
    private var beginning: [Diagnostic.Note] {
        guard let context = failure.contextPlace, context != failure.place else { return [] }
        return [.init("the part being read begins here", at: places.span(context))]
    }

    private var scalarHere: Unicode.Scalar? { restOfLine?.unicodeScalars.first }

    private var restOfLine: Substring? {
        places.file.line(place.line).map { Substring($0.unicodeScalars.dropFirst(place.column - 1)) }
    }

    /// The line with the value of its first key in quotes; `nil` if no key stands before the place.
    private var quotedValue: String? {
        guard let line = places.file.line(place.line) else { return nil }
        let before = Substring(line.unicodeScalars.prefix(place.column - 1))
        guard let colon = before.firstRange(of: ": ") else { return nil }
        return before[..<colon.upperBound].trimmed + " " + YAMLQuotes.quote(line[colon.upperBound...])
    }

    private var textBehindQuote: String? {
        guard let line = places.file.line(place.line), let colon = line.firstRange(of: ": ") else { return nil }
        let value = line[colon.upperBound...].trimmed
        guard let quote = value.first, quote == "\"" || quote == "'", value.dropFirst().contains(quote) else {
            return nil
        }
        return line[..<colon.upperBound].trimmed + " " + YAMLQuotes.quote(value[...])
    }
}
