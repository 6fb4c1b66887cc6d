import Values

/// The packets of an OpenPGP file one after the other, up to the first that is none: RFC 9580, section 4.2.
struct OpenPGPPackets: Sequence, IteratorProtocol {
    enum Kind: UInt8 {
        case signature = 2, publicKey = 6, trust = 12, userID = 13, publicSubkey = 14, attribute = 17
    }

    struct Packet {
        let kind: Kind?
        let body: ArraySlice<UInt8>
        /// With its header.
        let whole: ArraySlice<UInt8>
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// Whether there is nothing behind the last packet.
    static func fill(_ bytes: [UInt8]) -> Bool {
        var packets = OpenPGPPackets(bytes)
        while packets.next() != nil {}
        return packets.rest.isEmpty
    }

    mutating func next() -> Packet? {
        guard let first = rest.first, first & 0x80 != 0 else { return nil }
        let isNew = first & 0x40 != 0
        guard let (length, width) = isNew ? newLength : oldLength(first & 3), rest.count > width + length else {
            return nil
        }
        let whole = rest.prefix(1 + width + length)
        rest = rest.dropFirst(whole.count)
        return Packet(
            kind: Kind(rawValue: isNew ? first & 0x3F : first >> 2 & 0xF), body: whole.dropFirst(1 + width),
            whole: whole)
    }

    /// How long the body is, and how many bytes say so. Keys are not written in pieces.
    private var newLength: (length: Int, width: Int)? {
        switch rest.dropFirst().first {
        case let byte? where byte < 192: (Int(byte), 1)
        case let byte? where byte < 224: rest.bigEndian(at: 1, 2).map { ($0 - (192 << 8) + 192, 2) }
        case 255?: rest.bigEndian(at: 2, 4).map { ($0, 5) }
        default: nil
        }
    }

    private func oldLength(_ kind: UInt8) -> (length: Int, width: Int)? {
        let width = [1, 2, 4, 0][Int(kind)]
        guard width > 0 else { return (rest.count - 1, 0) }
        return rest.bigEndian(at: 1, width).map { ($0, width) }
    }
}

/// OpenPGP as text: section 6.
enum OpenPGPArmor {
    private static let head = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
    private static let tail = "-----END PGP PUBLIC KEY BLOCK-----"

    static func isArmored(_ file: [UInt8]) -> Bool { String(decoding: file, as: UTF8.self).contains(head) }

    /// What all blocks of a text hold; a file that is no text as it is.
    static func bytes(of file: [UInt8]) -> [UInt8] {
        guard isArmored(file) else { return file }
        var (bytes, body): ([UInt8], String?) = ([], nil)
        for line in String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline) {
            switch String(line).trimmed {
            case head: body = ""
            case tail:
                bytes += body.flatMap(Base64.decoded) ?? []
                body = nil
            // Headers, and the checksum.
            case let line where line.contains(":") || line.hasPrefix("="): continue
            case let line: body? += line
            }
        }
        return bytes
    }

    static func text(of bytes: [UInt8]) -> [UInt8] {
        let encoded = Array(Base64.encoded(bytes).utf8)
        let lines = stride(from: 0, to: encoded.count, by: 64).map {
            String(decoding: encoded[$0...].prefix(64), as: UTF8.self)
        }
        return Array(([head, ""] + lines + [tail, ""]).joined(separator: "\n").utf8)
    }
}
