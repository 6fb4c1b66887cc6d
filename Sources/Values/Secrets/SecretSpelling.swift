/// Compares a secret with a text in which some of its characters may be written as escapes.
///
/// Known are URLs (`%2F`, `+`), JSON, YAML and Python (`\n`, `\u00fc`, `\x41`, `''`), HTML (`&amp;`, `&#38;`), the shell
/// (`'\''`, `\$`), each of them also within another, and lines that are wrapped, indented or marked as in a diff.
struct SecretSpelling {
    private let pattern: SecretPattern
    private let text: UnsafeBufferPointer<UInt8>
    /// How many further comparisons a match may cost: texts made to be slow end without one.
    private var budget: Int

    init(_ pattern: SecretPattern, in text: UnsafeBufferPointer<UInt8>) {
        self.pattern = pattern
        self.text = text
        budget = 32 + 4 * pattern.bytes.count
    }

    /// Bytes that may stand where a secret goes on, though they are not in it.
    static let marks: [UInt8] = Array("%\\&+'\"\n\r :-".utf8)

    private static let isMark: [Bool] = (0...UInt8.max).map(marks.contains)

    /// Where the secret ends if it begins at `start`.
    mutating func end(from start: Int) -> Int? { end(from: start, at: 0) }

    private mutating func end(from start: Int, at first: Int) -> Int? {
        var (position, index) = (start, first)
        while index < pattern.bytes.count {
            guard position < text.count else { return nil }
            let isMark = Self.isMark[Int(text[position])]
            if pattern.matches(text[position], at: index) {
                guard isMark else {
                    (position, index) = (position + 1, index + 1)
                    continue
                }
                if let end = end(from: position + 1, at: index + 1) { return end }
            }
            return isMark ? endOfEscape(at: position, index) : nil
        }
        return position
    }

    private mutating func endOfEscape(at position: Int, _ index: Int) -> Int? {
        for (next, used) in escapes(at: position, index) {
            budget -= 1
            guard budget > 0 else { return nil }
            if let end = end(from: next, at: index + used) { return end }
        }
        return nil
    }

    /// Each way to read on: where the text goes on, and how many bytes of the secret were read.
    private func escapes(at position: Int, _ index: Int) -> [(next: Int, used: Int)] {
        let wanted = pattern.bytes[index]
        return switch text[position] {
        case UInt8(ascii: "%"), UInt8(ascii: "&"): coded(at: position, index)
        case UInt8(ascii: "+"): wanted == UInt8(ascii: " ") ? [(position + 1, 1)] : []
        case UInt8(ascii: "\\"): backslashed(at: position, index)
        case UInt8(ascii: "'"): wanted == UInt8(ascii: "'") ? quotes(["'\\''", "'\"'\"'", "''"], at: position) : []
        case UInt8(ascii: "\""): wanted == UInt8(ascii: "\"") ? quotes(["\"\""], at: position) : []
        case UInt8(ascii: "\n"): index > 0 ? wrapped(behind: position + 1, index) : []
        case UInt8(ascii: "\r"): index > 0 && byte(position + 1) == 10 ? wrapped(behind: position + 2, index) : []
        default: pattern.kind == .hex && index > 0 ? [(position + 1, 0)] : []
        }
    }

    private func byte(_ position: Int) -> UInt8? { text.indices.contains(position) ? text[position] : nil }

    private func stands(_ word: String, at position: Int) -> Bool {
        text[Swift.min(position, text.count)...].starts(with: word.utf8)
    }

    private func quotes(_ spellings: [String], at position: Int) -> [(Int, Int)] {
        spellings.filter { stands($0, at: position) }.map { (position + $0.utf8.count, 1) }
    }

    /// Characters given by their number or name.
    private func coded(at position: Int, _ index: Int) -> [(Int, Int)] {
        Self.characters(text, at: position).filter { pattern.bytes[index...].starts(with: $0.bytes) }
            .map { ($0.next, $0.bytes.count) }
    }

    private func backslashed(at position: Int, _ index: Int) -> [(Int, Int)] {
        let behind = text[position...].firstIndex { $0 != Self.backslash } ?? text.count
        var ways = coded(at: position, index)
        let own = pattern.bytes[index...].prefix { $0 == Self.backslash }.count
        // A text within a text doubles them again, and one may belong to the next character.
        if own > 0 { return (behind - position >= own ? [(behind, own)] : []) + (ways + [(behind - 1, own)]) }
        guard let escaped = byte(behind) else { return ways }
        if escaped == pattern.bytes[index] {
            // `'\''`, of which the first quote was taken for one that opens.
            if stands("''", at: behind) { ways.append((behind + 2, 1)) }
            ways.append((behind + 1, 1))
        }
        if index > 0, escaped == 10 || escaped == UInt8(ascii: "n") { ways += wrapped(behind: behind + 1, index) }
        return ways
    }

    /// A line that ended in the middle, and where the next one begins: behind blanks, and behind what marks it.
    private func wrapped(behind start: Int, _ index: Int) -> [(Int, Int)] {
        let isBreak = [10, 32].contains(pattern.bytes[index]) && pattern.kind == .text
        var starts = [start]
        for _ in 0..<2 {
            let blanks = text[Swift.min(starts[starts.count - 1], text.count)...].prefix { $0 == 32 || $0 == 9 }
            if !blanks.isEmpty { starts.append(blanks.endIndex) }
            guard let mark = byte(blanks.endIndex), "+-|>#".utf8.contains(mark) else { break }
            starts.append(blanks.endIndex + 1)
        }
        return (isBreak ? starts.map { ($0, 1) } : []) + starts.map { ($0, 0) }
    }
}

// Characters that are given by number or name.
extension SecretSpelling {
    static let backslash = UInt8(ascii: "\\")

    static func beginsEscape(_ byte: UInt8) -> Bool {
        byte == backslash || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "&")
    }

    /// The bytes that a secret may begin with if it begins with an escape.
    static func firstBytes(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> Set<UInt8> {
        var firsts: Set<UInt8> = [text[position]]
        if text[position] == backslash, let escaped = text[position...].first(where: { $0 != backslash }) {
            firsts.insert(escaped)
        }
        return firsts.union(characters(text, at: position).compactMap(\.bytes.first))
    }

    /// What an escape at `position` may mean, and where the text goes on behind it.
    private static func characters(
        _ text: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> [(bytes: [UInt8], next: Int)] {
        switch text[position] {
        case UInt8(ascii: "%"): percent(text, at: position)
        case UInt8(ascii: "&"): entity(text, at: position)
        default: backslashes(text, at: position)
        }
    }

    /// `%2F`, and `%252F` for what was encoded twice.
    private static func percent(
        _ text: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> [(bytes: [UInt8], next: Int)] {
        let isTwice = text[position...].starts(with: "%25".utf8)
        return [position + 1, position + 3].prefix(isTwice ? 2 : 1).compactMap { start in
            number(text, from: start, digits: 2).map { ([UInt8($0)], start + 2) }
        }
    }

    private static let entities: [String: UInt8] = [
        "amp": 38, "lt": 60, "gt": 62, "quot": 34, "apos": 39, "nbsp": 32,
    ]

    private static func entity(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> [(bytes: [UInt8], next: Int)] {
        let inside = text[(position + 1)...].prefix(10)
        guard let end = inside.firstIndex(of: UInt8(ascii: ";")) else { return [] }
        let name = String(decoding: inside[..<end], as: UTF8.self)
        if let byte = entities[name] { return [([byte], end + 1)] }
        guard name.hasPrefix("#") else { return [] }
        let digits = name.dropFirst()
        let isHex = digits.first == "x" || digits.first == "X"
        let code = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.flatMap(utf8).map { [($0, end + 1)] } ?? []
    }

    private static let named: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "0"): 0,
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "e"): 27, UInt8(ascii: "f"): 12,
        UInt8(ascii: "v"): 11,
    ]

    private static func backslashes(
        _ text: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> [(bytes: [UInt8], next: Int)] {
        guard let letter = text[position...].firstIndex(where: { $0 != backslash }) else { return [] }
        var found: [(bytes: [UInt8], next: Int)] = []
        if let byte = named[text[letter]] { found.append(([byte], letter + 1)) }
        switch text[letter] {
        case UInt8(ascii: "x"):
            if let code = number(text, from: letter + 1, digits: 2) {
                found.append(([UInt8(code)], letter + 3))
                if let bytes = utf8(code) { found.append((bytes, letter + 3)) }
            }
        case UInt8(ascii: "u"): found += unit(text, from: letter + 1)
        case UInt8(ascii: "U"):
            let bytes = number(text, from: letter + 1, digits: 8).flatMap(utf8)
            if let bytes { found.append((bytes, letter + 9)) }
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            if let code = number(text, from: letter, digits: 3, radix: 8) { found.append(([UInt8(code)], letter + 3)) }
        default: break
        }
        return found
    }

    /// `\u00fc`, and the pair of surrogates that JSON has beyond U+FFFF.
    private static func unit(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> [(bytes: [UInt8], next: Int)] {
        guard let high = number(text, from: start, digits: 4) else { return [] }
        if let bytes = utf8(high) { return [(bytes, start + 4)] }
        let second = text[(start + 4)...].drop { $0 == backslash }
        guard second.first == UInt8(ascii: "u"), let low = number(text, from: second.startIndex + 1, digits: 4),
            (0xDC00...0xDFFF).contains(low), (0xD800...0xDBFF).contains(high)
        else { return [] }
        return utf8(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)).map { [($0, second.startIndex + 5)] } ?? []
    }

    private static func utf8(_ code: UInt32) -> [UInt8]? { Unicode.Scalar(code).map { Array(String($0).utf8) } }

    private static func number(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, digits: Int, radix: Int = 16
    ) -> UInt32? {
        guard start + digits <= text.count else { return nil }
        return UInt32(String(decoding: text[start..<start + digits], as: UTF8.self), radix: radix)
    }
}
