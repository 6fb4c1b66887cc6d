/// Finds secrets in texts, however they are written there, in one pass for all of them.
struct SecretSearch: Sendable {
    private var patterns: [SecretPattern] = []
    /// The patterns that may begin with a byte.
    private var beginning = [[Int]](repeating: [], count: 256)
    /// A bit for each two bytes that a match may begin with.
    private var pairs = [UInt64](repeating: 0, count: 1 << 10)

    var isEmpty: Bool { patterns.isEmpty }

    mutating func add(_ pattern: SecretPattern) {
        guard pattern.bytes.count > 1 else { return }
        for first in pattern.variants(at: 0) {
            beginning[Int(first)].append(patterns.count)
            for second in pattern.variants(at: 1) + SecretSpelling.marks { note(first, second) }
        }
        patterns.append(pattern)
    }

    private mutating func note(_ first: UInt8, _ second: UInt8) {
        let pair = Int(first) << 8 | Int(second)
        pairs[pair >> 6] |= 1 << UInt64(pair & 63)
    }

    private func mayBegin(_ first: UInt8, _ second: UInt8) -> Bool {
        let pair = Int(first) << 8 | Int(second)
        return pairs[pair >> 6] >> UInt64(pair & 63) & 1 == 1
    }

    /// Where secrets stand in the UTF-8 of a text, in order. Those that overlap are one range.
    ///
    /// - Parameter wholeValues: Whether also those that count only as whole values.
    func ranges(in text: String, wholeValues: Bool = true) -> [Range<Int>] {
        guard !isEmpty else { return [] }
        return text.utf8.withContiguousStorageIfAvailable { ranges(in: $0, wholeValues) }
            ?? Array(text.utf8).withUnsafeBufferPointer { ranges(in: $0, wholeValues) }
    }

    private func ranges(in text: UnsafeBufferPointer<UInt8>, _ wholeValues: Bool) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        guard text.count > 1 else { return ranges }
        for start in 0..<text.count - 1 {
            let byte = text[start]
            let isEscape = SecretSpelling.beginsEscape(byte)
            guard isEscape || mayBegin(byte, text[start + 1]) else { continue }
            // All backslashes of a run belong to one escape.
            if byte == SecretSpelling.backslash, start > 0, text[start - 1] == byte { continue }
            let firsts = isEscape ? SecretSpelling.firstBytes(text, at: start) : [byte]
            for first in firsts {
                for index in beginning[Int(first)] where wholeValues || patterns[index].kind != .wholeValue {
                    guard let end = end(of: patterns[index], in: text, from: start) else { continue }
                    Self.add(patterns[index].whole(start..<end, in: text), to: &ranges)
                }
            }
        }
        return ranges
    }

    private static func add(_ range: Range<Int>, to ranges: inout [Range<Int>]) {
        guard let last = ranges.last, range.lowerBound < last.upperBound else { return ranges.append(range) }
        ranges[ranges.count - 1] =
            Swift.min(last.lowerBound, range.lowerBound)..<Swift.max(last.upperBound, range.upperBound)
    }

    private func end(of pattern: SecretPattern, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        if pattern.kind == .wholeValue { return Self.endOfValue(pattern.bytes, in: text, from: start) }
        var spelling = SecretSpelling(pattern, in: text)
        return spelling.end(from: start)
    }
}

// Words, which count only as whole values.
extension SecretSearch {
    private static func endOfValue(_ word: [UInt8], in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let end = start + word.count
        guard end <= text.count, text[start..<end].elementsEqual(word) else { return nil }
        let isPassword = start > 0 && text[start - 1] == UInt8(ascii: ":") && end < text.count && text[end] == at
        guard isPassword || opensValue(text[..<start]) && closesValue(text[end...]) else { return nil }
        return end
    }

    /// `name:password@host`.
    private static let at = UInt8(ascii: "@")

    /// Whether a value may begin behind this: a line, a quote, `key=`, `key: `.
    private static func opensValue(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let last = text.last else { return true }
        return "\n\r\"'=".utf8.contains(last) || text.suffix(2).elementsEqual(": ".utf8)
            || text.suffix(2).elementsEqual("\\n".utf8)
    }

    private static func closesValue(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = text.first else { return true }
        return "\n\r\"',&\\\u{1B}".utf8.contains(first)
    }
}
