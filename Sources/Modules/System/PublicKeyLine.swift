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
        let digest = Base64.encoded(DigestAlgorithm.sha256.digest(of: key), padded: false)
        return "\(bits) SHA256:\(digest) \(comment) (\(family))"
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
