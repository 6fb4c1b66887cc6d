/// The words of a text as Python's `shlex.split` tells them apart: quotes and backslashes count, nothing is expanded.
///
/// It goes by bytes, because inventories can be long: whatever has a meaning here is ASCII.
package struct Shlex: Sendable {
    package struct Word: Sendable {
        package let text: String
        /// Where it begins and how much it takes, quotes included, in Unicode scalars.
        package let offset: Int
        package let length: Int
    }

    /// What is open where the text ends, which is an error to Python.
    package enum Opening: Sendable { case quote, escape }

    /// The last one as far as it goes, if something is open.
    package private(set) var words: [Word] = []
    package private(set) var unfinished: Opening?

    private var bytes: [UInt8] = []
    private var start: Int?
    private var quote: UInt8?
    private var isEscaped = false
    private var isComment = false
    private let knowsComments: Bool

    /// - Parameter comments: Whether `#`, also within a word, begins what goes to the end of the line and is no word.
    package init(_ text: String, comments: Bool = false) {
        knowsComments = comments
        guard text.utf8.contains(where: Self.hasMeaning) else {
            words = Self.plainWords(text)
            return
        }
        var offset = -1
        for byte in text.utf8 {
            if byte & 0xC0 != 0x80 { offset += 1 }
            take(byte, at: offset)
        }
        unfinished = isEscaped ? .escape : quote == nil ? nil : .quote
        endWord(before: offset + 1)
    }

    package var texts: [String] { words.map(\.text) }

    private static func hasMeaning(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\")
            || byte == UInt8(ascii: "#") || byte >= 0x80
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }

    /// The words of ASCII text in which only blanks mean something.
    private static func plainWords(_ text: String) -> [Word] {
        let bytes = Array(text.utf8)
        return bytes.split(whereSeparator: isBlank).map { word in
            Word(text: String(decoding: word, as: UTF8.self), offset: word.startIndex, length: word.count)
        }
    }

    private mutating func take(_ byte: UInt8, at offset: Int) {
        if isComment {
            isComment = byte != UInt8(ascii: "\n")
        } else if isEscaped {
            escape(byte)
        } else if quote != nil {
            takeQuoted(byte)
        } else {
            takePlain(byte, at: offset)
        }
    }

    /// Within double quotes a backslash escapes only a quote and itself.
    private mutating func escape(_ byte: UInt8) {
        if quote != nil, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
        bytes.append(byte)
        isEscaped = false
    }

    private mutating func takeQuoted(_ byte: UInt8) {
        switch byte {
        case quote: quote = nil
        case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""): isEscaped = true
        default: bytes.append(byte)
        }
    }

    private mutating func takePlain(_ byte: UInt8, at offset: Int) {
        switch byte {
        case UInt8(ascii: "#") where knowsComments:
            endWord(before: offset)
            isComment = true
        case _ where Self.isBlank(byte): endWord(before: offset)
        default:
            start = start ?? offset
            switch byte {
            case UInt8(ascii: "\\"): isEscaped = true
            case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
            default: bytes.append(byte)
            }
        }
    }

    private mutating func endWord(before end: Int) {
        guard let start else { return }
        words.append(Word(text: String(decoding: bytes, as: UTF8.self), offset: start, length: end - start))
        bytes.removeAll(keepingCapacity: true)
        self.start = nil
    }
}

extension Shlex {
    /// `shlex.split(text, posix=False)`: quotes stay, and keep blanks only where a word begins with one; `nil` if such a
    /// one is never closed.
    package static func splitKeepingQuotes(_ text: String) -> [String]? {
        var words: [String] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.drop(while: isBlank).first {
            rest = rest.drop(while: isBlank)
            var end = rest.firstIndex(where: isBlank) ?? rest.endIndex
            if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
                guard let close = rest.dropFirst().firstIndex(of: first) else { return nil }
                end = close + 1
            }
            words.append(String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[end...]
        }
        return words
    }

    /// `shlex.quote`: in single quotes unless it is plain; a shell reads back exactly the same bytes.
    package static func quote(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy(isPlain)
        return isPlain ? word : "'" + word.replacingScalars("'", with: "'\"'\"'") + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "@%+=:,./-_".utf8.contains(byte)
        }
    }
}
