/// Text of the form `key=value other="two words"`, as in `-e` and in a task's free form.
///
/// Words end at blanks outside quotes and outside `{{ }}`, `{% %}` and `{# #}`; quotes around a value are taken off.
package struct KeyValueText: Sendable {
    /// A word of the text, as written.
    package struct Word: Sendable, Hashable {
        package let text: String
        /// Where it begins, in Unicode scalars from the start of the text, from 0.
        package let offset: Int
    }

    /// One `key=value`.
    package struct Pair: Sendable, Hashable {
        package let key: String
        /// Without quotes around it; escapes such as `\n` and `\x41` are decoded.
        package let value: String
        /// Where key and value begin, in Unicode scalars from the start of the text, from 0.
        package let keyOffset: Int
        package let valueOffset: Int
    }

    package private(set) var pairs: [Pair] = []
    /// Words without `=`, in order.
    package private(set) var rest: [Word] = []
    /// Where a quote or a template opens that never closes; `nil` if all are closed.
    package let unclosed: Int?

    package init(_ text: String) {
        var splitter = WordSplitter(text)
        let words = splitter.words()
        unclosed = splitter.unclosed
        for word in words {
            if let pair = Pair(word) { pairs.append(pair) } else { rest.append(word) }
        }
    }

    /// The words of a text, split by the same rules.
    package static func words(of text: String) -> [Word] {
        var splitter = WordSplitter(text)
        return splitter.words()
    }

    /// The text without the quotes that enclose it.
    package static func unquoted(_ text: String) -> String {
        guard text.unicodeScalars.count > 1, let first = text.unicodeScalars.first, first == "\"" || first == "'",
            text.unicodeScalars.last == first
        else { return text }
        return String(text.unicodeScalars.dropFirst().dropLast())
    }
}

extension KeyValueText.Pair {
    fileprivate init?(_ word: KeyValueText.Word) {
        let scalars = word.text.unicodeScalars
        var previous: Unicode.Scalar?
        guard
            let equals = scalars.firstIndex(where: { scalar in
                defer { previous = scalar }
                return scalar == "=" && previous != "\\"
            }), equals != scalars.startIndex
        else { return nil }
        let written = String(scalars[scalars.index(after: equals)...])
        key = String(scalars[..<equals])
        value = KeyValueText.unquoted(EscapeSequences.decode(written))
        keyOffset = word.offset
        let quote = value.unicodeScalars.count < written.unicodeScalars.count ? 1 : 0
        valueOffset = word.offset + scalars.distance(from: scalars.startIndex, to: equals) + 1 + quote
    }
}

/// Cuts text into words; a state machine over its scalars.
private struct WordSplitter {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private(set) var unclosed: Int?

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func words() -> [KeyValueText.Word] {
        var words: [KeyValueText.Word] = []
        while skipBlanks() {
            let start = position
            takeWord()
            words.append(.init(text: String(scalars: scalars[start..<position]), offset: start))
        }
        return words
    }

    private mutating func skipBlanks() -> Bool {
        while position < scalars.count, isBlank(scalars[position]) { position += 1 }
        return position < scalars.count
    }

    private mutating func takeWord() {
        while position < scalars.count, !isBlank(scalars[position]) {
            switch scalars[position] {
            case "\"", "'": takeQuoted()
            case "{" where position + 1 < scalars.count && closer(scalars[position + 1]) != nil: takeTemplate()
            case "\\": position += 2
            default: position += 1
            }
        }
        position = Swift.min(position, scalars.count)
    }

    private mutating func takeQuoted() {
        let start = position
        position += 1
        while position < scalars.count, scalars[position] != scalars[start] {
            position += scalars[position] == "\\" ? 2 : 1
        }
        close(start, width: 1)
    }

    private mutating func takeTemplate() {
        let start = position
        let end = closer(scalars[position + 1]) ?? "}"
        position += 2
        while position < scalars.count, !(scalars[position] == end && isBrace(position + 1)) { position += 1 }
        close(start, width: 2)
    }

    private mutating func close(_ start: Int, width: Int) {
        if position >= scalars.count { unclosed = unclosed ?? start }
        position = Swift.min(position + width, scalars.count)
    }

    private func closer(_ opener: Unicode.Scalar) -> Unicode.Scalar? {
        switch opener {
        case "{": "}"
        case "%", "#": opener
        default: nil
        }
    }

    private func isBrace(_ index: Int) -> Bool { index < scalars.count && scalars[index] == "}" }

    private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? scalar == " " || ("\t"..."\r").contains(scalar) : scalar.properties.isWhitespace
    }
}
