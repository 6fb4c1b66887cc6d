/// One YAML document of a file.
package struct YAMLDocument: Sendable {
    /// The whole document; `nil` if it is empty.
    package let root: Node?
    /// What the reader accepted but doubts: keys given twice.
    package let warnings: [Diagnostic]
}

/// What becomes of a key that a mapping has twice; the last value wins where it is accepted.
package enum DuplicateKeys: String, Sendable, CaseIterable {
    case warn, error, ignore
}

/// Reads YAML 1.1 as PyYAML's safe loader with Ansible's tags does.
///
/// Text with Jinja markers becomes a template that knows its place; `!vault` text stays sealed; `!unsafe` text is
/// only data. A mapping holds each key once, the last value at the first one's position; keys are never templates.
package enum YAMLReader {
    /// Collections inside each other; more than people write, and little enough for any thread's stack.
    package static let deepestNesting = 200
    /// Nodes that aliases may stand for in one file, counted as if each alias were written out.
    package static let mostAliasedNodes = 1_000_000
    /// What becomes of keys given twice, for all that is read within.
    @TaskLocal package static var duplicateKeys = DuplicateKeys.warn
    /// Syntax errors told of one file; after so many the rest is likely a consequence.
    static let mostSyntaxErrors = 10

    /// Reads a file that holds at most one document.
    ///
    /// - Parameter isData: The text was not written by the project's people, as with `from_yaml`: nothing in it is a
    ///   template.
    /// - Throws: all mistakes found in the file. After a syntax error reading goes on at the next item of the
    ///   outermost list or mapping, for the sake of further messages only.
    package static func read(_ file: SourceFile, isData: Bool = false) throws(Diagnostics) -> YAMLDocument {
        let documents = try readAll(file, isData: isData)
        if documents.count > 1, let second = documents[1].root {
            throw Diagnostics(severalDocuments(at: second.span))
        }
        return documents.first ?? YAMLDocument(root: nil, warnings: [])
    }

    /// Reads all documents of a file, separated by `---`.
    package static func readAll(_ file: SourceFile, isData: Bool = false) throws(Diagnostics) -> [YAMLDocument] {
        let spans = YAMLSpans(file)
        var composer = YAMLComposer(spans, isData: isData, isResumed: false)
        var found = Diagnostics()
        var start: Int? = 1
        while let line = start, found.all.count < mostSyntaxErrors {
            if line > 1 { composer = YAMLComposer(spans, isData: isData, isResumed: true) }
            let failure = composer.compose(fromLine: line)
            start = nil
            for mistake in composer.mistakes { found.addOnce(mistake) }
            if let failure {
                found.addOnce(YAMLSyntaxError(failure, in: spans).diagnostic)
                start = YAMLRecovery(spans).lineToResume(after: failure)
            }
        }
        try found.throwIfErrors()
        return composer.documents
    }

    private static func severalDocuments(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "yaml", "second document in the file",
            detail: "This file must be a single YAML document, but another one begins here after `---`.", at: span,
            help: "remove the `---` line, or move the second document to a file of its own")
    }
}

extension Diagnostics {
    /// A template without quotes can be two mistakes to a parser: a mapping as a key, and bad syntax behind it.
    fileprivate mutating func addOnce(_ diagnostic: Diagnostic) {
        if !all.contains(diagnostic) { add(diagnostic) }
    }
}
