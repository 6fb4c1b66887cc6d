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

enum Base64 {
    /// Standard alphabet; line ends are skipped. `nil` if another byte stands in it.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 where byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") {
            if byte == UInt8(ascii: "=") { break }
            guard let value = value(of: byte) else { return nil }
            bits = bits << 6 | value
            count += 1
            if count == 4 {
                bytes += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
                (bits, count) = (0, 0)
            }
        }
        switch count {
        case 0: return bytes
        case 2: return bytes + [UInt8(bits >> 4 & 255)]
        case 3: return bytes + [UInt8(bits >> 10 & 255), UInt8(bits >> 2 & 255)]
        default: return nil
        }
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

    static func encode(_ bytes: some Sequence<UInt8>, padded: Bool = true) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bytes = Array(bytes)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for position in 0...group.count { text.append(alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)]) }
            if padded { text += [UInt8](repeating: UInt8(ascii: "="), count: 3 - group.count) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// A host key's fingerprint as OpenSSH shows it.
enum Fingerprint {
    static func sha256(of blob: [UInt8]) -> String {
        "SHA256:" + Base64.encode(Crypto.sha256(blob), padded: false)
    }
}
