import Values

/// A public key of SSH as one line of text: kind, key in base64, comment.
struct PublicKeyLine {
    let kind: String
    let key: [UInt8]
    let comment: String

    /// `nil` if the line is no such key.
    init?(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count >= 2, let key = Base64.decoded(words[1]), !key.isEmpty else { return nil }
        kind = words[0]
        self.key = key
        comment = words.count > 2 ? words[2].trimmingNewlines : "no comment"
    }

    /// As `ssh-keygen -l` shows it: `256 SHA256:… comment (ED25519)`.
    var fingerprint: String {
        let digest = DigestAlgorithm.sha256.hexDigest(of: key)
        let encoded = Base64.encoded(Base64.bytes(ofHexadecimal: digest)).filter { $0 != "=" }
        return "\(bits) SHA256:\(encoded) \(comment) (\(family))"
    }

    private var family: String {
        if kind == "ssh-rsa" { return "RSA" }
        if kind == "ssh-dss" { return "DSA" }
        if kind.hasPrefix("ecdsa-") { return "ECDSA" }
        return kind.hasPrefix("sk-") ? "ED25519-SK" : "ED25519"
    }

    /// The length of the modulus; that of a curve follows from its name.
    private var bits: Int {
        if kind.hasPrefix("ecdsa-") { return Int(kind.drop { !$0.isNumber }.dropFirst().suffix(3)) ?? 256 }
        guard kind == "ssh-rsa" || kind == "ssh-dss" else { return 256 }
        let fields = Self.fields(of: key)
        let number = fields.count > (kind == "ssh-rsa" ? 2 : 1) ? fields[kind == "ssh-rsa" ? 2 : 1] : []
        let digits = number.drop { $0 == 0 }
        return digits.count * 8 - (digits.first?.leadingZeroBitCount ?? 0)
    }

    /// The fields of a key: each a length of four bytes and as many bytes.
    private static func fields(of key: [UInt8]) -> [[UInt8]] {
        var fields: [[UInt8]] = []
        var rest = key[...]
        while rest.count >= 4 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 4 + length else { break }
            fields.append(Array(rest.dropFirst(4).prefix(length)))
            rest = rest.dropFirst(4 + length)
        }
        return fields
    }
}

extension String {
    fileprivate var trimmingNewlines: String { String(self.prefix { $0 != "\n" && $0 != "\r\n" }) }
}

extension Base64 {
    /// The bytes that a text stands for; `nil` if it is not base64. Padding may be missing.
    static func decoded(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for character in text.utf8 where character != UInt8(ascii: "=") {
            guard let value = sextet(character) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    static func bytes(ofHexadecimal text: String) -> [UInt8] {
        let digits = text.utf8.compactMap { Int(String(UnicodeScalar($0)), radix: 16) }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func sextet(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x41...0x5A: character - 0x41
        case 0x61...0x7A: character - 0x61 + 26
        case 0x30...0x39: character - 0x30 + 52
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}
