import Values

/// A line of an INI inventory that gives a host its variables, and is known to be right.
struct HostLine: Sendable {
    private let file: SourceFile
    private let number: Int
    /// Where its text stands in the file. In bytes.
    private let start: Int
    private let length: Int
    private let indent: Int

    init(_ line: INILine) {
        file = line.file
        number = line.number
        (start, length) = (line.bytes.startIndex, line.bytes.count)
        indent = line.indent
    }

    var variables: Mapping {
        let begin = file.text.utf8.index(file.text.startIndex, offsetBy: start)
        let text = file.text[begin..<file.text.utf8.index(begin, offsetBy: length)]
        let words = Shlex(String(text), comments: true).words
        return Mapping(
            words.dropFirst().compactMap { word in
                let column = indent + 1 + word.offset
                return word.assignment(at: SourceSpan(file, line: number, column: column, length: word.length))
            })
    }
}

extension Shlex.Word {
    /// What `name=value` says; `nil` for any other word.
    func assignment(at span: SourceSpan) -> (name: String, value: Value)? {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = String(text[..<equals])
        let value = String(text[equals...].dropFirst())
        return (name, InventoryLiteral.value(of: value, at: spanOfValue(behind: name, word: span)))
    }

    /// Where the value of `key=value` or `key="value"` begins.
    private func spanOfValue(behind key: String, word span: SourceSpan) -> SourceSpan {
        let quote = length == text.unicodeScalars.count + 2 ? 1 : 0
        let column = span.column + key.unicodeScalars.count + 1 + quote
        return SourceSpan(span.file, line: span.line, column: column)
    }
}
