/// Something a person must mend, told so that they can: what, where, why, and what to do.
///
/// The summary holds no values of the user, so that one kind of mistake always reads alike; the detail names
/// them in full sentences.
package struct Diagnostic: Error, Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable {
        case error, warning, notice
    }

    /// A second place that belongs to the matter: "first given here".
    package struct Note: Sendable, Hashable {
        package let text: String
        package let span: SourceSpan?

        package init(_ text: String, at span: SourceSpan? = nil) {
            self.text = text
            self.span = span
        }
    }

    package var severity: Severity
    /// A stable short word for the kind of mistake: `yaml`, `keyword`, `args`, `module`, `undefined` …
    package let code: String
    package let summary: String
    package var detail: String?
    package var span: SourceSpan?
    package var notes: [Note]
    /// What likely mends it; a command or a corrected line that can be copied.
    package var help: String?

    package init(
        _ code: String, _ summary: String, severity: Severity = .error, detail: String? = nil,
        at span: SourceSpan? = nil, notes: [Note] = [], help: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.summary = summary
        self.detail = detail
        self.span = span
        self.notes = notes
        self.help = help
    }
}

/// One or several diagnostics that end what was being done: all mistakes of a file come together.
package struct Diagnostics: Error, Sendable, Hashable {
    package private(set) var all: [Diagnostic]

    package init(_ all: [Diagnostic] = []) { self.all = all }
    package init(_ one: Diagnostic) { self.all = [one] }

    package var isEmpty: Bool { all.isEmpty }
    package var hasErrors: Bool { all.contains { $0.severity == .error } }

    package mutating func add(_ diagnostic: Diagnostic) { all.append(diagnostic) }
    package mutating func add(_ others: Diagnostics) { all.append(contentsOf: others.all) }

    /// Runs `body`; what it throws is kept here, and the answer is then `nil`.
    package mutating func collect<Result>(_ body: () throws(Diagnostics) -> Result) -> Result? {
        do {
            return try body()
        } catch {
            add(error)
            return nil
        }
    }

    /// Throws all of them if one is an error.
    package func throwIfErrors() throws(Diagnostics) {
        if hasErrors { throw self }
    }
}
