/// Reads JSON as Python's `json` does: order kept, the last of equal keys wins, `NaN` and `Infinity` allowed.
package enum JSONReader {
    /// Reads a file of the project: text with Jinja markers becomes templates, Ansible's `__ansible_vault` and
    /// `__ansible_unsafe` objects what they stand for.
    ///
    /// - Throws: the first mistake, with its place.
    package static func read(_ file: SourceFile) throws(Diagnostics) -> Node {
        do {
            var parser = JSONParser(file.text, builder: JSONNodeBuilder(file: file))
            return try parser.document()
        } catch {
            throw Diagnostics(error.diagnostic(in: file))
        }
    }

    /// Reads text that is only data, such as what a host sent.
    package static func value(of text: String) throws(JSONError) -> Value {
        var parser = JSONParser(text, builder: JSONValueBuilder())
        return try parser.document()
    }
}

/// Where and why a text is not JSON.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package let reason: String
    /// Both counted from 1; columns in Unicode scalars.
    package let line: Int
    package let column: Int

    package var description: String { "\(reason) at line \(line), column \(column)" }

    fileprivate func diagnostic(in file: SourceFile) -> Diagnostic {
        Diagnostic(
            "json", "invalid JSON", detail: "Parsing stops here: \(reason).",
            at: SourceSpan(file, line: line, column: column))
    }
}

/// Where a piece of JSON begins; both counted from 1.
struct JSONMark {
    let line: Int
    let column: Int
    /// How many scalars it takes, if it is a scalar on one line.
    var length = 1
}

/// What a parser makes of the pieces it finds.
protocol JSONBuilder {
    associatedtype Piece
    func scalar(_ value: Value, at mark: JSONMark) -> Piece
    func list(_ items: [Piece], at mark: JSONMark) -> Piece
    func mapping(_ entries: [(key: String, mark: JSONMark, value: Piece)], at mark: JSONMark) -> Piece
}

struct JSONValueBuilder: JSONBuilder {
    func scalar(_ value: Value, at mark: JSONMark) -> Value { value }
    func list(_ items: [Value], at mark: JSONMark) -> Value { .list(items) }

    func mapping(_ entries: [(key: String, mark: JSONMark, value: Value)], at mark: JSONMark) -> Value {
        .map(Mapping(entries.lazy.map { ($0.key, $0.value) }))
    }
}

struct JSONNodeBuilder: JSONBuilder {
    let file: SourceFile

    func scalar(_ value: Value, at mark: JSONMark) -> Node {
        let span = span(mark)
        guard case .string(let text) = value, TemplateText.hasMarkers(text) else {
            return Node(.scalar(value), at: span)
        }
        return Node(.scalar(.template(TemplateText(text, at: span, layout: layout(of: text, at: span)))), at: span)
    }

    func list(_ items: [Node], at mark: JSONMark) -> Node { Node(.sequence(items), at: span(mark)) }

    func mapping(_ entries: [(key: String, mark: JSONMark, value: Node)], at mark: JSONMark) -> Node {
        if entries.count == 1, let text = entries[0].value.text {
            if entries[0].key == "__ansible_vault" {
                return Node(.scalar(.sealed(SealedText(envelope: text, at: span(mark)))), at: span(mark))
            }
            if entries[0].key == "__ansible_unsafe" { return Node(.scalar(.string(text)), at: span(mark)) }
        }
        return Node(.mapping(unique(entries)), at: span(mark))
    }

    /// Each key once, the last value at the first one's position.
    private func unique(_ entries: [(key: String, mark: JSONMark, value: Node)]) -> [Node.Entry] {
        var positions: [String: Int] = [:]
        var result: [Node.Entry] = []
        for (key, mark, value) in entries {
            let entry = Node.Entry(key: Node(.scalar(.string(key)), at: span(mark)), value: value)
            if let position = positions[key] {
                result[position] = entry
            } else {
                positions[key] = result.count
                result.append(entry)
            }
        }
        return result
    }

    private func span(_ mark: JSONMark) -> SourceSpan {
        SourceSpan(file, line: mark.line, column: mark.column, length: mark.length)
    }

    private func layout(of text: String, at span: SourceSpan) -> TemplateText.Layout {
        if span.length == text.unicodeScalars.count + 2 { return .flow(offset: 1) }
        let start = SourceSpan(span.file, line: span.line, column: span.column + 1)
        return .segments(TemplateAlignment.segments(of: text, style: .doubleQuoted, from: start))
    }
}
