/// Splits a line as Python's `shlex` does with comments: quotes, backslashes, and `#` to the end of the line.
enum ShellWords {
    struct Word {
        var text: String
        /// Where it begins and how much it takes, quotes included, in Unicode scalars.
        let offset: Int
        var length: Int
    }

    /// `nil` if a quote is never closed.
    static func split(_ line: String) -> [Word]? {
        var words: [Word] = []
        var word: Word?
        var quote: Unicode.Scalar?
        var isEscaped = false
        for (offset, scalar) in line.unicodeScalars.enumerated() {
            if isEscaped {
                // Within double quotes a backslash escapes only a quote and itself.
                if quote != nil, scalar != "\"", scalar != "\\" { word?.text.unicodeScalars.append("\\") }
                word?.text.unicodeScalars.append(scalar)
                isEscaped = false
            } else if scalar == "\\", quote != "'" {
                word = word ?? Word(text: "", offset: offset, length: 0)
                isEscaped = true
            } else if let open = quote {
                if scalar == open { quote = nil } else { word?.text.unicodeScalars.append(scalar) }
            } else if scalar == "\"" || scalar == "'" {
                word = word ?? Word(text: "", offset: offset, length: 0)
                quote = scalar
            } else if scalar == "#" {
                break
            } else if scalar.properties.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = word ?? Word(text: "", offset: offset, length: 0)
                word?.text.unicodeScalars.append(scalar)
            }
            if let start = word?.offset { word?.length = offset - start + 1 }
        }
        guard quote == nil, !isEscaped else { return nil }
        return words + (word.map { [$0] } ?? [])
    }
}
