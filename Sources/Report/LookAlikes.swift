import Values

extension Diagnostic {
    /// Tells by their code points the characters of quoted names that look like others of ASCII: `pаth` with a letter
    /// of another alphabet is misspelt in a way that nobody sees.
    var lookAlikes: [Note] {
        var told: Set<Unicode.Scalar> = []
        return quotedNames.filter(\.onlyResemblesASCII).flatMap(\.unicodeScalars)
            .filter { !$0.isASCII && told.insert($0).inserted }
            .map {
                Note("`\($0)` is U+\($0.codePoint)\($0.properties.name.map { " \($0)" } ?? ""), which is not in ASCII")
            }
    }

    private var quotedNames: [Substring] {
        let texts = [summary, detail ?? "", help ?? ""].flatMap { text in
            text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
        }
        return texts + [span.flatMap(\.word)].compactMap(\.self)
    }
}

extension SourceSpan {
    /// The word that is marked, unless it is more than one.
    fileprivate var word: Substring? {
        guard !file.isVaulted, let line = file.line(line) else { return nil }
        let word = String(String.UnicodeScalarView(line.unicodeScalars.dropFirst(column - 1).prefix(length)))
        return word.contains(where: \.isWhitespace) ? nil : word[...]
    }
}

extension Substring {
    fileprivate var onlyResemblesASCII: Bool {
        let strange = unicodeScalars.filter { !$0.isASCII }
        return !strange.isEmpty && strange.allSatisfy(\.resemblesASCII)
    }
}

extension Unicode.Scalar {
    /// At least four digits.
    fileprivate var codePoint: String { String(value, radix: 16, uppercase: true).zeroFilled(4) }

    fileprivate var resemblesASCII: Bool {
        Self.letters.contains(self) || Self.forms.contains { $0.contains(value) }
    }

    /// Letters of other alphabets that are drawn like Latin ones.
    private static let letters = Set(
        "аеорсухіјѕԁһԛԝӏкмтвнгАВЕКМНОРСТУХІЈЅοανιρυκτΑΒΕΖΗΙΚΜΝΟΡΤΥΧօոսհցıɑɡƒ".unicodeScalars)

    /// Blanks, dashes and quotes, letters and signs in the widths and faces of their own.
    private static let forms: [ClosedRange<UInt32>] = [
        0xA0...0xA0, 0x2000...0x200A, 0x2010...0x201F, 0x202F...0x202F, 0x205F...0x205F, 0x2100...0x214F,
        0x2160...0x217F, 0x2212...0x2212, 0x2215...0x2215, 0x2236...0x2236, 0x3000...0x3000, 0xA789...0xA789,
        0xFF01...0xFF5E, 0x1D400...0x1D7FF,
    ]
}
