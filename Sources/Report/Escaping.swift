extension String {
    /// The text without anything a terminal would obey: control characters but line breaks and tabs are shown as
    /// `\x1b`, so that text of a host can neither move the cursor nor set a title.
    var harmless: String {
        guard unicodeScalars.contains(where: Self.isControl) else { return self }
        var shown = ""
        for scalar in unicodeScalars {
            if Self.isControl(scalar) {
                let digits = String(scalar.value, radix: 16)
                shown += "\\x" + (digits.count < 2 ? "0" : "") + digits
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\n" || scalar == "\t" { return false }
        return scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}

extension String {
    /// The last part of a path.
    var fileName: String { split(separator: "/").last.map(String.init) ?? self }
}
