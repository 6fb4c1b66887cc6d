extension String {
    /// Whether both have the same scalars, as Python compares text. Swift's `==` also holds for an accented letter and the
    /// letter with the accent behind it.
    package func isSame(as other: String) -> Bool { self == other && utf8.count == other.utf8.count }

    /// The text of code points. The standard library makes one of them through a view, which takes many times as long.
    package init(scalars: some Sequence<Unicode.Scalar>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.underestimatedCount)
        for scalar in scalars {
            if scalar.isASCII {
                bytes.append(UInt8(scalar.value))
            } else if let encoded = UTF8.encode(scalar) {
                bytes += encoded
            }
        }
        self = String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the scalars of a part stand in a row here.
    package func containsScalars(_ part: String) -> Bool {
        part.isEmpty || Array(utf8).firstIndex(of: Array(part.utf8)) != nil
    }
}

extension StringProtocol {
    /// The text with another put in everywhere for a part of it, whatever stands around that part.
    ///
    /// The standard library's `replacing` looks for whole characters: it passes over a quote that has an accent behind
    /// it, and over the `\n` in a `\r\n`. What quotes for a shell, or says what a line is, must not.
    package func replacingScalars(_ old: String, with new: String) -> String {
        let (text, old, new) = (Array(utf8), Array(old.utf8), Array(new.utf8))
        guard !old.isEmpty, text.count >= old.count else { return String(self) }
        var made: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index...].starts(with: old) {
                made += new
                index += old.count
            } else {
                made.append(text[index])
                index += 1
            }
        }
        return String(decoding: made, as: UTF8.self)
    }
}
