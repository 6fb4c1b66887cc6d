extension Python {
    /// `str.splitlines`.
    package static func lines(_ text: String, keepEnds: Bool = false) -> [String] {
        let scalars = text.unicodeScalars
        var lines: [String] = []
        var start = scalars.startIndex
        var index = start
        while index != scalars.endIndex {
            var next = scalars.index(after: index)
            if isLineBreak(scalars[index]) {
                let isPair = scalars[index] == "\r" && next != scalars.endIndex && scalars[next] == "\n"
                if isPair { next = scalars.index(after: next) }
                lines.append(String(scalars[start..<(keepEnds ? next : index)]))
                start = next
            }
            index = next
        }
        return start == scalars.endIndex ? lines : lines + [String(scalars[start...])]
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
