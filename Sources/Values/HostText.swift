/// Text from and for a host. Hosts speak bytes: a file name or an output line need not be UTF-8.
///
/// A byte that is not part of valid UTF-8 becomes one scalar of a private range (U+10FF00 + byte), and goes back
/// to the same byte when the text is sent, as Python does with `surrogateescape`.
extension String {
    private static let escapeBase: UInt32 = 0x10FF00

    package init(hostBytes bytes: some Collection<UInt8>) {
        if let valid = String(validating: bytes, as: UTF8.self) {
            self = valid
            return
        }
        var text = String.UnicodeScalarView()
        var decoder = UTF8()
        let bytes = Array(bytes)
        var position = 0
        while position < bytes.count {
            var iterator = bytes[position...].prefix(4).makeIterator()
            decoder = UTF8()
            if case .scalarValue(let scalar) = decoder.decode(&iterator) {
                text.append(scalar)
                position += UTF8.width(scalar)
            } else {
                text.append(Unicode.Scalar(Self.escapeBase + UInt32(bytes[position])) ?? "\u{FFFD}")
                position += 1
            }
        }
        self = String(text)
    }

    /// The exact bytes this text stands for on a host.
    package var hostBytes: [UInt8] {
        // The private range lies in plane 16, whose scalars begin with byte 0xF4 in UTF-8.
        guard utf8.contains(0xF4) else { return Array(utf8) }
        var bytes: [UInt8] = []
        for scalar in unicodeScalars {
            if scalar.value >= Self.escapeBase, scalar.value <= Self.escapeBase + 0xFF {
                bytes.append(UInt8(scalar.value - Self.escapeBase))
            } else {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        return bytes
    }
}
