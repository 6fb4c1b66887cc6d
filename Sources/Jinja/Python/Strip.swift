extension Python {
    /// `str.isspace` of one code point.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 128 { return UInt8(scalar.value).isBlank }
        return scalar.properties.isWhitespace
    }

    enum Side { case both, left, right }

    /// `str.strip`, of blanks or of the characters given.
    static func strip(_ text: String, _ characters: String? = nil, side: Side = .both) -> String {
        let set = characters.map { Set($0.unicodeScalars) }
        let drops = { (scalar: Unicode.Scalar) in set.map { $0.contains(scalar) } ?? isSpace(scalar) }
        var view = Substring(text).unicodeScalars
        if side != .right { view = view.drop(while: drops) }
        if side != .left {
            while let last = view.last, drops(last) { view.removeLast() }
        }
        return String(view)
    }

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
            while limit < 0 || starts.count < limit, let at = bytes.firstRange(of: mark, from: from) {
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

    /// `str.splitlines`.
    static func lines(_ text: String, keepEnds: Bool = false) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "\n", previous == "\r" {
                if keepEnds { lines[lines.count - 1].unicodeScalars.append(scalar) }
            } else if isLineBreak(scalar) {
                if keepEnds { line.append(scalar) }
                lines.append(String(line))
                line = String.UnicodeScalarView()
            } else {
                line.append(scalar)
            }
            previous = scalar
        }
        if !line.isEmpty { lines.append(String(line)) }
        return lines
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
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
