/// The content of `!!binary`: base64, where characters that do not belong are passed over, as Python does.
enum YAMLBinary {
    /// `nil` if it is not padded to groups of four, or holds something other than ASCII.
    static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var group: UInt32 = 0
        var digits = 0
        var padding = 0
        for byte in text.utf8 {
            guard byte < 0x80 else { return nil }
            if byte == UInt8(ascii: "="), digits >= 2 {
                padding += 1
                // What follows a full group with padding does not count.
                if digits + padding == 4 { return bytes }
            } else if let digit = sixBits(byte) {
                padding = 0
                group = group << 6 | digit
                digits += 1
                if digits > 1 { bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(8 - 2 * digits))) }
                if digits == 4 { digits = 0 }
            }
        }
        return digits == 0 ? bytes : nil
    }

    private static func sixBits(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
