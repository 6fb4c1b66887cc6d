import Values

/// Lines of at most so many characters, as Python's `textwrap` breaks them.
struct WordWrap {
    let width: Int
    /// Whether words longer than a line are broken.
    let breaksWords: Bool
    let breaksAtHyphens: Bool

    private typealias Chunk = ArraySlice<Unicode.Scalar>

    func lines(of text: String) -> [String] {
        var rest = Array(chunks(of: Array(text.unicodeScalars)).reversed())
        var lines: [String] = []
        while !rest.isEmpty {
            // Blanks at the start of the text stay, those at a break do not.
            if !lines.isEmpty, let next = rest.last, isBlank(next) { rest.removeLast() }
            var line = takeLine(from: &rest)
            if let last = line.last, isBlank(last) { line.removeLast() }
            if !line.isEmpty { lines.append(String(scalars: line.joined())) }
        }
        return lines
    }

    private func takeLine(from rest: inout [Chunk]) -> [Chunk] {
        var line: [Chunk] = []
        var length = 0
        while let next = rest.last, length + next.count <= width {
            line.append(rest.removeLast())
            length += next.count
        }
        guard let long = rest.last, long.count > width else { return line }
        if breaksWords {
            // Without room nothing is taken, but it ends the line: a blank before it then stays, as in Python.
            let end = breakPoint(of: long, within: width - length)
            line.append(long[..<end])
            rest[rest.count - 1] = long[end...]
        } else if line.isEmpty {
            line.append(rest.removeLast())
        }
        return line
    }

    /// Where a word that is too long ends: behind the last hyphen that fits, else where the line ends.
    private func breakPoint(of word: Chunk, within room: Int) -> Int {
        let end = word.startIndex + room
        guard breaksAtHyphens, let hyphen = word[..<end].lastIndex(of: "-"), hyphen > word.startIndex,
            word[..<hyphen].contains(where: { $0 != "-" })
        else { return end }
        return hyphen + 1
    }

    private func isBlank(_ chunk: Chunk) -> Bool { chunk.allSatisfy(Self.isBlank) }

    /// The blanks of `textwrap` are those of ASCII.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || (9...13).contains(scalar.value) }

    // MARK: Words

    private func chunks(of text: [Unicode.Scalar]) -> [Chunk] {
        var chunks: [Chunk] = []
        var start = 0
        for index in text.indices.dropFirst() where breaks(text, before: index, chunkFrom: start) {
            chunks.append(text[start..<index])
            start = index
        }
        if start < text.count { chunks.append(text[start...]) }
        return chunks
    }

    private func breaks(_ text: [Unicode.Scalar], before index: Int, chunkFrom start: Int) -> Bool {
        if Self.isBlank(text[index]) != Self.isBlank(text[index - 1]) { return true }
        guard breaksAtHyphens, !Self.isBlank(text[index]) else { return false }
        return isDash(text, before: index) || isHyphen(text, before: index, chunkFrom: start)
    }

    /// Two or more hyphens between words are a dash, a chunk of its own.
    private func isDash(_ text: [Unicode.Scalar], before index: Int) -> Bool {
        let isInDash = { (at: Int) in
            text[at] == "-" && (at > 0 && text[at - 1] == "-" || at + 1 < text.count && text[at + 1] == "-")
        }
        guard isInDash(index) != isInDash(index - 1) else { return false }
        if isInDash(index) {
            let end = text[index...].firstIndex { $0 != "-" } ?? text.count
            return Self.endsWord(text[index - 1]) && end < text.count && Self.isWord(text[end])
        }
        let begin = text[..<index].lastIndex { $0 != "-" }
        return Self.isWord(text[index]) && begin.map { Self.endsWord(text[$0]) } ?? false
    }

    /// A hyphen between letters ends a chunk if two letters stand on both sides.
    private func isHyphen(_ text: [Unicode.Scalar], before index: Int, chunkFrom start: Int) -> Bool {
        guard text[index - 1] == "-", index - start >= 3, index + 1 < text.count else { return false }
        let before = Self.isLetter(text[index - 2]) && (Self.isLetter(text[index - 3]) || text[index - 3] == "-")
        let after = Self.isLetter(text[index]) && (Self.isLetter(text[index + 1]) || text[index + 1] == "-")
        return before && after
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.isPythonLetter || scalar.properties.numericType != nil
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        isWord(scalar) && scalar.properties.numericType != .decimal
    }

    private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
        isWord(scalar) || "!\"'&.,?".unicodeScalars.contains(scalar)
    }
}
