import Values

extension Filter {
    /// Digests and identifiers.
    static var digests: [Filter] {
        [
            Filter("hash", "hashtype='sha1'") { (input, bound, _) throws(Fault) in
                let name = try bound.text(0)
                guard let algorithm = DigestAlgorithm(rawValue: name.lowercased()) else {
                    let names = DigestAlgorithm.allCases.map(\.rawValue)
                    throw Fault.failed(
                        "unknown hash type",
                        "unsupported hash type: `\(name)` is not one of \(names.joined(separator: ", ")).",
                        help: Suggestion.question(for: name, among: names))
                }
                return try digest(input, algorithm)
            },
            Filter("md5", "") { (input, _, _) throws(Fault) in try digest(input, .md5) },
            Filter("sha1", "") { (input, _, _) throws(Fault) in try digest(input, .sha1) },
            Filter("checksum", "") { (input, _, _) throws(Fault) in try digest(input, .sha1) },
            Filter("to_uuid", "namespace='361e6d51-faec-444a-9079-341386da8e2e'", uuid),
            Filter("password_hash", "hashtype='sha512', salt=none, salt_size=none, rounds=none, ident=none") {
                (input, bound, _) throws(Fault) in
                .string(
                    try PasswordHash.make(
                        try Python.text(input), method: try bound.text(0), salt: try bound.optionalText(1),
                        saltSize: try bound.optionalInt(2), rounds: try bound.optionalInt(3)))
            },
        ]
    }

    private static func digest(_ input: Object, _ algorithm: DigestAlgorithm) throws(Fault) -> Object {
        .string(algorithm.hexDigest(of: try Python.text(input).utf8))
    }

    /// A version 5 identifier (RFC 9562): the same text and namespace give the same one.
    @Sendable private static func uuid(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let digits = try bound.text(0).filter { $0.isHexDigit }
        let namespace = stride(from: 0, to: digits.count, by: 2).compactMap { start in
            UInt8(String(Array(digits)[start..<min(start + 2, digits.count)]), radix: 16)
        }
        guard digits.count == 32, namespace.count == 16 else {
            throw Fault.failed("namespace is not a UUID", "The namespace of `to_uuid` must be a UUID.")
        }
        let text = try Python.text(input)
        var hex = Array(DigestAlgorithm.sha1.hexDigest(of: namespace + Array(text.utf8)).utf8.prefix(32))
        hex[12] = UInt8(ascii: "5")
        let variant = (Int(String(decoding: [hex[16]], as: UTF8.self), radix: 16) ?? 0) & 3 | 8
        hex[16] = Array(String(variant, radix: 16).utf8)[0]
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: hex[$0], as: UTF8.self) }
        return .string(groups.joined(separator: "-"))
    }
}
