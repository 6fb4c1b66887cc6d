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
        let digits = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.prefix { $0 != padding }
        let values = digits.compactMap(value)
        return values.count == digits.count ? joined(values) : nil
    }

    /// As Python's `b64decode` does it: what is not of the alphabet is skipped.
    ///
    /// - Returns: `nil` if bits or the padding are missing.
    package static func decodedAsPython(_ text: String) -> [UInt8]? {
        let values = text.utf8.compactMap(value)
        let isPadded = text.utf8.count { $0 == padding } >= (4 - values.count % 4) % 4
        return isPadded ? joined(values) : nil
    }

    /// - Returns: `nil` if one digit is left over, which is less than a byte.
    private static func joined(_ values: [UInt32]) -> [UInt8]? {
        guard values.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 3 / 4)
        var (bits, width): (UInt32, UInt32) = (0, 0)
        for value in values {
            (bits, width) = (bits << 6 | value, width + 6)
            guard width >= 8 else { continue }
            width -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> width))
        }
        return bytes
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
