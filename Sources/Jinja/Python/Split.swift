import Values

extension Python {
    /// `str.split` and `str.rsplit` on blanks.
    static func splitOnBlanks(_ text: String, limit: Int, fromRight: Bool) -> [String] {
        var parts: [String] = []
        var rest = Substring(text).unicodeScalars
        trim(&rest, fromRight: fromRight)
        while !rest.isEmpty {
            if limit >= 0, parts.count == limit {
                parts.append(String(rest))
                break
            }
            if fromRight {
                let end = rest.lastIndex(where: isSpace).map { rest.index(after: $0) } ?? rest.startIndex
                parts.append(String(rest[end...]))
                rest = rest[..<end]
            } else {
                let end = rest.firstIndex(where: isSpace) ?? rest.endIndex
                parts.append(String(rest[..<end]))
                rest = rest[end...]
            }
            trim(&rest, fromRight: fromRight)
        }
        return fromRight ? parts.reversed() : parts
    }

    private static func trim(_ view: inout Substring.UnicodeScalarView, fromRight: Bool) {
        if fromRight {
            while let last = view.last, isSpace(last) { view.removeLast() }
        } else {
            view = view.drop(while: isSpace)
        }
    }

    /// `str.split` and `str.rsplit` on a separator, which is not empty.
    static func split(_ text: String, on separator: String, limit: Int, fromRight: Bool) -> [String] {
        let bytes = Array(text.utf8)
        let mark = Array(separator.utf8)
        var starts: [Int] = []
        if fromRight {
            var end = bytes.count
            while limit < 0 || starts.count < limit, let at = bytes.lastRange(of: mark, before: end) {
                starts.insert(at, at: 0)
                end = at
            }
        } else {
            var from = 0
            while limit < 0 || starts.count < limit, let at = bytes.firstIndex(of: mark, from: from) {
                starts.append(at)
                from = at + mark.count
            }
        }
        var parts: [String] = []
        var from = 0
        for start in starts {
            parts.append(String(decoding: bytes[from..<start], as: UTF8.self))
            from = start + mark.count
        }
        return parts + [String(decoding: bytes[from...], as: UTF8.self)]
    }
}

extension [UInt8] {
    /// The offset of the last occurrence that ends at or before `end`.
    func lastRange(of text: [UInt8], before end: Int) -> Int? {
        guard !text.isEmpty, end >= text.count else { return nil }
        for offset in stride(from: end - text.count, through: 0, by: -1) where matches(text, at: offset) {
            return offset
        }
        return nil
    }
}
