/// A text taken apart at blanks and line breaks, with quoted text and templates kept whole, as Ansible's `split_args`.
///
/// Several blanks in a row and line breaks stay with the word before them, so that the words joined by one blank give
/// the text again. A lone backslash at the end of a line joins the lines.
package struct KeyValueWords: Sendable {
    package struct Word: Sendable {
        package fileprivate(set) var text: String
        /// Both counted from 1, in the text.
        package let line: Int
        package let column: Int
    }

    /// A quote, or one of `{{`, `{%`, `{#`, that is opened and never closed.
    package struct Unbalanced: Error {}

    package private(set) var words: [Word] = []
    private var quote: Unicode.Scalar?
    private var depths = [0, 0, 0]

    package init(_ text: String) throws(Unbalanced) {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (index, line) in lines.enumerated() {
            let continues = take(line, number: index + 1)
            if index < lines.count - 1, !continues { append("\n", line: index + 1, column: 1) }
        }
        if quote != nil || isInTemplate { throw Unbalanced() }
    }

    private var isInTemplate: Bool { depths.contains { $0 > 0 } }

    /// Returns whether the line ends in a lone backslash.
    private mutating func take(_ line: String, number: Int) -> Bool {
        var column = 1
        var continues = false
        for (index, token) in line.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            let text = String(token)
            if text.isEmpty, index > 0 {
                append(" ", line: number, column: column)
            } else if text == "\\", quote == nil {
                continues = true
            } else {
                take(token: text, isFirst: index == 0, line: number, column: column)
            }
            column += token.count + 1
        }
        return continues
    }

    private mutating func take(token: String, isFirst: Bool, line: Int, column: Int) {
        let wasQuoted = quote != nil
        let wasInTemplate = isInTemplate
        quote = Self.quote(after: token, from: quote)
        countTemplates(in: token)
        if wasQuoted || wasInTemplate {
            append(isFirst ? token : " " + token, line: line, column: column)
        } else if !token.isEmpty {
            words.append(Word(text: token, line: line, column: column))
        }
    }

    private mutating func append(_ text: String, line: Int, column: Int) {
        if words.isEmpty {
            words.append(Word(text: text, line: line, column: column))
        } else {
            words[words.count - 1].text += text
        }
    }

    /// The quote that is open behind a token.
    private static func quote(after token: String, from open: Unicode.Scalar?) -> Unicode.Scalar? {
        var quote = open
        var previous: Unicode.Scalar?
        for scalar in token.unicodeScalars {
            if scalar == "'" || scalar == "\"", previous != "\\" {
                if quote == nil { quote = scalar } else if quote == scalar { quote = nil }
            }
            previous = scalar
        }
        return quote
    }

    private mutating func countTemplates(in token: String) {
        guard token.utf8.contains(UInt8(ascii: "{")) || token.utf8.contains(UInt8(ascii: "}")) else { return }
        for (kind, (opening, closing)) in [("{{", "}}"), ("{%", "%}"), ("{#", "#}")].enumerated() {
            let change = token.occurrences(of: opening) - token.occurrences(of: closing)
            depths[kind] = Swift.max(0, depths[kind] + change)
        }
    }
}

extension String {
    /// How often two letters of ASCII occur side by side, without overlaps: Python's `str.count`.
    fileprivate func occurrences(of pair: String) -> Int {
        var count = 0
        var rest = utf8[...]
        while let first = rest.popFirst() {
            guard first == pair.utf8.first, rest.first == pair.utf8.last else { continue }
            rest.removeFirst()
            count += 1
        }
        return count
    }
}
