import Synchronization

/// Text with Jinja markers from a file of the project, together with its place.
///
/// A reference, because the compiled form is kept with it: a template is compiled once in a run.
package final class TemplateText: Sendable {
    /// How the text lies in its source, which tells where a line and column of it stand there.
    package enum Layout: Sendable, Hashable {
        /// On the line where the span begins, `offset` columns in: 1 behind an opening quote.
        case flow(offset: Int)
        /// A literal block: line 1 of the text is the line after the span's, `indent` columns in.
        case block(indent: Int)
        /// Folded lines or escapes lie between text and source: stretches that each lie in one line unchanged.
        case segments([Segment])
        /// The text is the whole file.
        case file
    }

    /// From here on, line and column of the text (counted from 1) run along with those of the source.
    package struct Segment: Sendable, Hashable {
        package let line: Int
        package let column: Int
        package let sourceLine: Int
        package let sourceColumn: Int

        package init(line: Int, column: Int, sourceLine: Int, sourceColumn: Int) {
            self.line = line
            self.column = column
            self.sourceLine = sourceLine
            self.sourceColumn = sourceColumn
        }
    }

    package let text: String
    package let span: SourceSpan
    package let layout: Layout
    private let memo = Mutex<(any Sendable)?>(nil)

    package init(_ text: String, at span: SourceSpan, layout: Layout) {
        self.text = text
        self.span = span
        self.layout = layout
    }

    /// The whole of a file, such as a `.j2`.
    package convenience init(file: SourceFile) {
        self.init(file.text, at: SourceSpan(file, line: 1, column: 1), layout: .file)
    }

    /// Whether text would be rendered at all: it holds `{{`, `{%` or `{#`.
    package static func hasMarkers(_ text: String) -> Bool {
        var bytes = text.utf8.makeIterator()
        var previous: UInt8 = 0
        while let byte = bytes.next() {
            let opens = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "#")
            if previous == UInt8(ascii: "{"), opens { return true }
            previous = byte
        }
        return false
    }

    /// Where a line and column of this text (both counted from 1) stand in the source.
    package func span(line: Int, column: Int, length: Int = 1) -> SourceSpan {
        switch layout {
        case .file:
            SourceSpan(span.file, line: line, column: column, length: length)
        case .block(let indent):
            SourceSpan(span.file, line: span.line + line, column: column + indent, length: length)
        case .flow(let offset) where line == 1:
            SourceSpan(span.file, line: span.line, column: span.column + offset + column - 1, length: length)
        case .flow:
            span
        case .segments(let segments):
            span(line, column, length, among: segments)
        }
    }

    private func span(_ line: Int, _ column: Int, _ length: Int, among segments: [Segment]) -> SourceSpan {
        guard let segment = segments.last(where: { ($0.line, $0.column) <= (line, column) }) else { return span }
        let distance = segment.line == line ? column - segment.column : 0
        return SourceSpan(
            span.file, line: segment.sourceLine, column: segment.sourceColumn + distance, length: length)
    }

    /// What `make` returned the first time, kept for as long as the text lives.
    package func compiled<Compiled: Sendable>(_ make: () throws -> Compiled) rethrows -> Compiled {
        if let kept = memo.withLock({ $0 as? Compiled }) { return kept }
        let made = try make()
        memo.withLock { $0 = made }
        return made
    }
}
