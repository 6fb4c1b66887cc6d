import ModuleKit
import Values

/// Text split into words, and words made into text, by the rules of a POSIX shell.
enum ShellWords {
    /// Splits as Python's `shlex.split` does: quotes and backslashes count, nothing is expanded.
    static func split(_ text: String) throws(ModuleFailure) -> [String] {
        var splitter = WordSplitter(text)
        return try splitter.words()
    }

    /// The word in single quotes unless it is plain; a shell reads back exactly the same bytes.
    static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy(isPlainByte)
        return isPlain ? word : "'" + word.replacingScalars("'", with: #"'\''"#) + "'"
    }

    private static func isPlainByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_-./:,@%+".utf8.contains(byte)
        }
    }
}

/// Walks over text once and gathers words.
private struct WordSplitter {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func words() throws(ModuleFailure) -> [String] {
        var words: [String] = []
        while let word = try nextWord() { words.append(word) }
        return words
    }

    private mutating func nextWord() throws(ModuleFailure) -> String? {
        while let scalar = peek, Self.isSpace(scalar) { position += 1 }
        guard peek != nil else { return nil }
        var word = String.UnicodeScalarView()
        while let scalar = take() {
            if Self.isSpace(scalar) { break }
            switch scalar {
            case "'": try singleQuoted(&word)
            case "\"": try doubleQuoted(&word)
            case "\\": word.append(try escaped())
            default: word.append(scalar)
            }
        }
        return String(word)
    }

    private mutating func singleQuoted(_ word: inout String.UnicodeScalarView) throws(ModuleFailure) {
        while let scalar = take() {
            if scalar == "'" { return }
            word.append(scalar)
        }
        throw .unclosedQuote
    }

    private mutating func doubleQuoted(_ word: inout String.UnicodeScalarView) throws(ModuleFailure) {
        while let scalar = take() {
            if scalar == "\"" { return }
            guard scalar == "\\", let next = peek, next == "\"" || next == "\\" else {
                word.append(scalar)
                continue
            }
            position += 1
            word.append(next)
        }
        throw .unclosedQuote
    }

    private mutating func escaped() throws(ModuleFailure) -> Unicode.Scalar {
        guard let next = take() else {
            throw ModuleFailure("the command ends in a backslash", hint: "write \\\\ for a literal backslash")
        }
        return next
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        position += 1
        return scalar
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { " \t\r\n".unicodeScalars.contains(scalar) }
}

extension ModuleFailure {
    fileprivate static var unclosedQuote: ModuleFailure {
        ModuleFailure("a quote in the command is not closed", hint: "close it, or pass the words as `argv`")
    }
}
