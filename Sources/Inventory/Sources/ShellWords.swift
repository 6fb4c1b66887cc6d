/// Splits a line as Python's `shlex` does with comments: quotes, backslashes, and `#` to the end of the line.
///
/// It goes by bytes, because inventories can be long: whatever has a meaning here is ASCII.
struct ShellWords {
    struct Word {
        let text: String
        /// Where it begins and how much it takes, quotes included, in Unicode scalars.
        let offset: Int
        let length: Int
    }

    private var words: [Word] = []
    private var bytes: [UInt8] = []
    private var start: Int?
    private var quote: UInt8?
    private var isEscaped = false

    /// `nil` if a quote is never closed.
    static func split(_ line: String) -> [Word]? {
        guard line.utf8.contains(where: hasMeaning) else { return plainWords(line) }
        var splitter = ShellWords()
        var offset = -1
        for byte in line.utf8 {
            if byte & 0xC0 != 0x80 { offset += 1 }
            guard splitter.take(byte, at: offset) else { break }
        }
        guard splitter.quote == nil, !splitter.isEscaped else { return nil }
        splitter.endWord(before: offset + 1)
        return splitter.words
    }

    private static func hasMeaning(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\")
            || byte == UInt8(ascii: "#") || byte >= 0x80
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }

    /// The words of a line of ASCII in which only blanks mean something.
    private static func plainWords(_ line: String) -> [Word] {
        let bytes = Array(line.utf8)
        return bytes.split(whereSeparator: isBlank).map { word in
            Word(text: String(decoding: word, as: UTF8.self), offset: word.startIndex, length: word.count)
        }
    }

    /// `false` at a comment.
    private mutating func take(_ byte: UInt8, at offset: Int) -> Bool {
        if isEscaped {
            // Within double quotes a backslash escapes only a quote and itself.
            if quote != nil, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
            isEscaped = false
            return true
        }
        switch byte {
        case UInt8(ascii: "\\") where quote != UInt8(ascii: "'"):
            start = start ?? offset
            isEscaped = true
        case quote:
            quote = nil
        case _ where quote != nil:
            bytes.append(byte)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            start = start ?? offset
            quote = byte
        case UInt8(ascii: "#"):
            endWord(before: offset)
            return false
        case _ where Self.isBlank(byte):
            endWord(before: offset)
        default:
            start = start ?? offset
            bytes.append(byte)
        }
        return true
    }

    private mutating func endWord(before end: Int) {
        guard let start else { return }
        words.append(Word(text: String(decoding: bytes, as: UTF8.self), offset: start, length: end - start))
        bytes.removeAll(keepingCapacity: true)
        self.start = nil
    }
}
