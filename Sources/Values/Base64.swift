/// Base 64 with the standard alphabet: RFC 4648, section 4.
package enum Base64 {
    package static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let padding = UInt8(ascii: "=")

    package static func encoded(_ bytes: [UInt8], padded: Bool = true) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<Swift.min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
            for position in 0...group.count { text.append(alphabet[Int(bits >> (18 - 6 * UInt32(position)) & 63)]) }
            if padded { text += [UInt8](repeating: padding, count: 3 - group.count) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Line breaks are skipped, and the padding may be missing.
    ///
    /// - Returns: `nil` if another byte stands in the text, or bits are missing.
    package static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        var text = String(text)
        return text.withUTF8 { text in
            var bytes = Bytes(digits: text.count)
            for byte in text where byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") {
                guard byte != padding else { break }
                guard let value = value(of: byte) else { return nil }
                bytes.append(value)
            }
            return bytes.whole
        }
    }

    /// As Python's `b64decode` does it: what is not of the alphabet is skipped.
    ///
    /// - Returns: `nil` if bits or the padding are missing.
    package static func decodedAsPython(_ text: String) -> [UInt8]? {
        var bytes = Bytes(digits: text.utf8.count)
        for value in text.utf8.lazy.compactMap(value) { bytes.append(value) }
        let isPadded = text.utf8.count { $0 == padding } >= (4 - bytes.digits % 4) % 4
        return isPadded ? bytes.whole : nil
    }

    /// What digits of six bits each become.
    private struct Bytes {
        private(set) var digits = 0
        private var joined: [UInt8] = []
        private var bits: UInt32 = 0

        init(digits: Int) { joined.reserveCapacity(digits / 4 * 3 + 3) }

        mutating func append(_ value: UInt32) {
            bits = bits << 6 | value
            digits += 1
            let width = digits * 6 % 8
            if width < 6 { joined.append(UInt8(truncatingIfNeeded: bits >> UInt32(width))) }
        }

        /// `nil` if one digit is left over, which is less than a byte.
        var whole: [UInt8]? { digits % 4 == 1 ? nil : joined }
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
