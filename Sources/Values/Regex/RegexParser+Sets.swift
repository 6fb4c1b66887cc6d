/// Escapes and character sets.
extension RegexParser {
    private static let controls: [Unicode.Scalar: Unicode.Scalar] = [
        "n": "\n", "t": "\t", "r": "\r", "f": "\u{0C}", "v": "\u{0B}", "a": "\u{07}", "\\": "\\",
    ]

    mutating func parseEscape() throws(RegexError) -> RegexTree {
        guard index + 1 < scalars.count else { throw error("bad escape (end of pattern)") }
        let letter = scalars[index + 1]
        if let assertion = assertion(letter) {
            index += 2
            return .assertion(assertion)
        }
        if let set = classSet(letter) {
            index += 2
            return .set(set)
        }
        if ("1"..."9").contains(letter), !isOctal(at: index + 1) {
            index += 1
            let digits = String(
                String.UnicodeScalarView(scalars[index...].prefix(2).prefix { ("0"..."9").contains($0) }))
            index += digits.count
            return try reference(to: Int(digits) ?? 0)
        }
        return literal(try parseCharacterEscape())
    }

    private func assertion(_ letter: Unicode.Scalar) -> RegexAssertion? {
        switch letter {
        case "A": .textStart
        case "Z": .textEnd
        case "b": .wordBoundary(isASCII: flags.contains(.ascii))
        case "B": .noWordBoundary(isASCII: flags.contains(.ascii))
        default: nil
        }
    }

    private func classEscape(_ letter: Unicode.Scalar) -> (kind: RegexSet.Class, isNegated: Bool)? {
        switch letter {
        case "d": (.digit, false)
        case "D": (.digit, true)
        case "s": (.space, false)
        case "S": (.space, true)
        case "w": (.word, false)
        case "W": (.word, true)
        default: nil
        }
    }

    private func classSet(_ letter: Unicode.Scalar) -> RegexSet? {
        guard let (kind, isNegated) = classEscape(letter) else { return nil }
        var set = RegexSet()
        set.isASCII = flags.contains(.ascii)
        set.insert(kind, isNegated: isNegated)
        set.complete()
        return set
    }

    /// Three octal digits are a character, fewer a reference to a group.
    private func isOctal(at start: Int) -> Bool {
        guard start + 2 < scalars.count, ("0"..."3").contains(scalars[start]) else { return false }
        return ("0"..."7").contains(scalars[start + 1]) && ("0"..."7").contains(scalars[start + 2])
    }

    /// Reads `\n`, `\x41`, `\u0041`, `\101`, `\.` and the like, the backslash included.
    private mutating func parseCharacterEscape() throws(RegexError) -> Unicode.Scalar {
        let start = index
        index += 1
        guard let letter = current else { throw error("bad escape (end of pattern)") }
        index += 1
        if let control = Self.controls[letter] { return control }
        let hexDigits: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
        if let digits = hexDigits[letter] { return try codePoint(digits: digits, radix: 16, from: index, start) }
        if letter == "0" || isOctal(at: index - 1) {
            let from = index - 1
            let digits = scalars[from...].prefix(3).prefix { ("0"..."7").contains($0) }.count
            return try codePoint(digits: digits, radix: 8, from: from, start)
        }
        let isASCIILetter = letter.isASCII && letter.properties.isAlphabetic
        guard !isASCIILetter, !("0"..."9").contains(letter) else {
            index = start
            throw error("bad escape \\\(letter)")
        }
        return letter
    }

    private mutating func codePoint(
        digits: Int, radix: Int, from: Int, _ start: Int
    ) throws(RegexError) -> Unicode.Scalar {
        let text = String(scalars: scalars[min(from, scalars.count)...].prefix(digits))
        guard text.count == digits, let value = UInt32(text, radix: radix), let scalar = Unicode.Scalar(value) else {
            index = start
            throw error("incomplete escape")
        }
        index = from + digits
        return scalar
    }

    // MARK: Sets

    mutating func parseSet() throws(RegexError) -> RegexSet {
        let start = index
        index += 1
        var set = RegexSet()
        set.ignoresCase = flags.contains(.ignoreCase)
        set.isASCII = flags.contains(.ascii)
        set.isNegated = skip("^")
        var isFirst = true
        while true {
            guard let scalar = current else {
                index = start
                throw error("unterminated character set")
            }
            if scalar == "]", !isFirst { break }
            isFirst = false
            try parseItem(into: &set)
        }
        index += 1
        set.complete()
        return set
    }

    private mutating func parseItem(into set: inout RegexSet) throws(RegexError) {
        guard let low = try parseMember(into: &set) else { return }
        let isRange = current == "-" && index + 1 < scalars.count && scalars[index + 1] != "]"
        guard isRange else { return set.insert(low.value...low.value) }
        index += 1
        guard let high = try parseMember(into: &set) else { throw error("bad character range") }
        guard low.value <= high.value else { throw error("bad character range \(low)-\(high)") }
        set.insert(low.value...high.value)
    }

    /// One character of a set; a class such as `\d` is put into the set at once.
    private mutating func parseMember(into set: inout RegexSet) throws(RegexError) -> Unicode.Scalar? {
        guard let scalar = current else { throw error("unterminated character set") }
        guard scalar == "\\" else {
            index += 1
            return scalar
        }
        let letter = index + 1 < scalars.count ? scalars[index + 1] : " "
        if let (kind, isNegated) = classEscape(letter) {
            index += 2
            set.insert(kind, isNegated: isNegated)
            return nil
        }
        if letter == "b" {
            index += 2
            return "\u{08}"
        }
        if ("1"..."7").contains(letter) {
            let digits = scalars[(index + 1)...].prefix(3).prefix { ("0"..."7").contains($0) }.count
            return try codePoint(digits: digits, radix: 8, from: index + 1, index)
        }
        return try parseCharacterEscape()
    }
}
