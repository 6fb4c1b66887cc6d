/// Splits a line into words as a shell does, with quotes and backslashes, and nothing expanded.
enum ShellWords {
    /// An unfinished quotation ends with the line.
    static func split(_ line: String) -> [String] {
        var splitter = Splitter()
        for character in line { splitter.take(character) }
        return splitter.finish()
    }

    private struct Splitter {
        private var words: [String] = []
        private var word: String?
        private var quote: Character?
        private var isEscaped = false

        mutating func take(_ character: Character) {
            if isEscaped {
                escape(character)
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                endWord()
            } else {
                append(character)
            }
        }

        /// Within double quotes a backslash stands for itself, except before another or a quote.
        private mutating func escape(_ character: Character) {
            isEscaped = false
            if quote == "\"", character != "\"", character != "\\" { append("\\") }
            append(character)
        }

        private mutating func append(_ character: Character) { word = (word ?? "") + String(character) }

        private mutating func endWord() {
            if let word { words.append(word) }
            word = nil
        }

        mutating func finish() -> [String] {
            endWord()
            return words
        }
    }
}
