/// A text taken apart at blanks and line breaks, with quoted text and templates kept whole.
///
/// Several blanks in a row and line breaks stay with the word before them, so that the words joined by one blank give
/// the text again. A lone backslash at the end of a line joins the lines.
struct FreeFormWords {
    struct Word {
        var text: String
        /// Both counted from 1, in the text.
        let line: Int
        let column: Int
    }

    /// A quote, or one of `{{`, `{%`, `{#`, that is opened and never closed.
    struct Unbalanced: Error {}

    private(set) var words: [Word] = []
    private var quote: Character?
    private var depths = ["{{": 0, "{%": 0, "{#": 0]

    init(_ text: String) throws(Unbalanced) {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (index, line) in lines.enumerated() {
            let continues = take(line, number: index + 1)
            if index < lines.count - 1, !continues { append("\n", line: index + 1, column: 1) }
        }
        if quote != nil || isInTemplate { throw Unbalanced() }
    }

    private var isInTemplate: Bool { depths.values.contains { $0 > 0 } }

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
    private static func quote(after token: String, from open: Character?) -> Character? {
        var quote = open
        var previous: Character?
        for character in token {
            if character == "'" || character == "\"", previous != "\\" {
                if quote == nil { quote = character } else if quote == character { quote = nil }
            }
            previous = character
        }
        return quote
    }

    private mutating func countTemplates(in token: String) {
        for (opening, closing) in [("{{", "}}"), ("{%", "%}"), ("{#", "#}")] {
            let change = token.occurrences(of: opening) - token.occurrences(of: closing)
            depths[opening] = Swift.max(0, (depths[opening] ?? 0) + change)
        }
    }
}

extension String {
    /// How often a text occurs, without overlaps.
    fileprivate func occurrences(of text: String) -> Int { self.ranges(of: text).count }
}
