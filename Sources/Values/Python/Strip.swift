extension Python {
    /// `str.isspace` of one code point.
    package static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0x09...0x0D, 0x1C...0x1F: true
        case ..<0x80: false
        default: scalar.properties.isWhitespace
        }
    }

    package enum Side: Sendable { case both, left, right }

    /// `str.strip`, `str.lstrip` and `str.rstrip`, of blanks or of the characters given.
    package static func strip(
        _ text: some StringProtocol, _ characters: String? = nil, side: Side = .both
    ) -> String {
        let set = characters.map { Set($0.unicodeScalars) }
        let drops = { (scalar: Unicode.Scalar) in set.map { $0.contains(scalar) } ?? isSpace(scalar) }
        var view = Substring(text).unicodeScalars
        if side != .right { view = view.drop(while: drops) }
        if side != .left {
            while let last = view.last, drops(last) { view.removeLast() }
        }
        return String(view)
    }
}

extension StringProtocol {
    /// Without white space at both ends, as Python's `str.strip()` has it.
    package var trimmed: String { Python.strip(self) }
}

extension StringProtocol {
    /// The parts between white space, as Python's `str.split()` has them.
    package var words: [String] {
        Substring(self).unicodeScalars.split(whereSeparator: Python.isSpace).map { String($0) }
    }
}
