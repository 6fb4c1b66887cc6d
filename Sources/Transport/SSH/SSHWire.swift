import Values

/// The data types of the SSH protocol, RFC 4251 section 5.
struct SSHWire {
    private(set) var bytes: [UInt8] = []

    mutating func append(byte: UInt8) { bytes.append(byte) }

    mutating func append(number: UInt32) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }

    mutating func append(string: some Collection<UInt8>) {
        append(number: UInt32(string.count))
        bytes.append(contentsOf: string)
    }

    mutating func append(string: String) { append(string: string.utf8) }

    /// A positive integer given by its bytes, most significant first.
    mutating func append(integer: some Collection<UInt8>) {
        let digits = integer.drop { $0 == 0 }
        append(string: (digits.first ?? 0) >= 0x80 ? [0] + Array(digits) : Array(digits))
    }

    static func firstString(of blob: [UInt8]) -> String? {
        var reader = SSHWireReader(blob)
        return reader.string().map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Reads the same; `nil` where the bytes end too early.
struct SSHWireReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

    mutating func byte() -> UInt8? { rest.popFirst() }

    mutating func number() -> UInt32? {
        guard rest.count >= 4 else { return nil }
        let value = rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        rest = rest.dropFirst(4)
        return value
    }

    mutating func string() -> [UInt8]? {
        guard let count = number(), Int(count) <= rest.count else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }
}

/// A host key's fingerprint as OpenSSH shows it.
enum Fingerprint {
    static func sha256(of blob: [UInt8]) -> String {
        "SHA256:" + Base64.encoded(Crypto.sha256(blob), padded: false)
    }
}
