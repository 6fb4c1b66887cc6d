import Values

/// A public key of OpenPGP with its user names, signatures and subkeys, as it stands in a keyring: RFC 9580, section 10.1.
struct OpenPGPKey: Sendable, Hashable {
    /// A primary key or subkey.
    struct Part: Sendable, Hashable {
        /// In upper-case hexadecimal.
        let fingerprint: String
        /// In seconds since 1970.
        let created: Int
        /// In seconds since 1970; `nil` for never.
        var expires: Int?
        /// When the signature was made that says so.
        fileprivate var told = 0

        /// The last 16 digits of an old fingerprint, the first of a new one.
        var id: String { String(fingerprint.count == 40 ? fingerprint.suffix(16) : fingerprint.prefix(16)) }

        func hasExpired(at time: Int) -> Bool { expires.map { $0 <= time } ?? false }
    }

    /// The packets, without what a tool noted for itself.
    fileprivate(set) var bytes: [UInt8] = []
    /// The primary key first.
    private(set) var parts: [Part] = []

    var fingerprint: String { parts.first?.fingerprint ?? "" }

    /// The keys in a file, whatever its form; none if it is something else.
    static func keys(in file: [UInt8]) -> [OpenPGPKey] {
        var keys: [OpenPGPKey] = []
        for packet in OpenPGPPackets(OpenPGPArmor.bytes(of: file)) {
            switch packet.kind {
            case .publicKey: keys.append(OpenPGPKey())
            case .trust: continue
            default: break
            }
            guard !keys.isEmpty else { return [] }
            keys[keys.count - 1].take(packet)
        }
        return keys.filter { !$0.parts.isEmpty }
    }

    private mutating func take(_ packet: OpenPGPPackets.Packet) {
        bytes += packet.whole
        switch packet.kind {
        case .publicKey, .publicSubkey: if let part = Part(packet.body) { parts.append(part) }
        case .signature: read(OpenPGPSignature(packet.body))
        default: break
        }
    }

    /// What a key says of itself; the latest word counts.
    private mutating func read(_ signature: OpenPGPSignature?) {
        guard let signature, signature.tellsOfKey, let last = parts.indices.last else { return }
        guard signature.issuer == nil || signature.issuer == parts[0].id else { return }
        guard signature.isOfSubkey == (last > 0), signature.created >= parts[last].told else { return }
        parts[last].told = signature.created
        parts[last].expires = signature.lifetime.map { parts[last].created + $0 }
    }
}

extension OpenPGPKey.Part {
    /// Sections 5.5.2 and 5.5.4; `nil` for keys of versions that nobody uses.
    fileprivate init?(_ body: ArraySlice<UInt8>) {
        guard let version = body.first, let time = body.bigEndian(at: 1, 4) else { return nil }
        created = time
        let length = body.count
        switch version {
        case 4:
            let head = [0x99, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
            fingerprint = DigestAlgorithm.sha1.hexDigest(of: head + body).uppercased()
        case 5, 6:
            let head = [version == 5 ? 0x9A : 0x9B] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
            fingerprint = DigestAlgorithm.sha256.hexDigest(of: head + body).uppercased()
        default: return nil
        }
    }
}

/// What matters of a signature: section 5.2.3.
struct OpenPGPSignature {
    private let kind: UInt8
    private(set) var created = 0
    /// Seconds from the key's creation.
    private(set) var lifetime: Int?
    private(set) var issuer: String?

    /// A certification, a direct signature or the binding of a subkey.
    var tellsOfKey: Bool { (0x10...0x13).contains(kind) || kind == 0x1F || isOfSubkey }
    var isOfSubkey: Bool { kind == 0x18 }

    /// `nil` for signatures of other versions, which say nothing of expiry.
    init?(_ body: ArraySlice<UInt8>) {
        guard let version = body.first, version >= 4, let kind = body.dropFirst().first else { return nil }
        self.kind = kind
        let width = version == 6 ? 4 : 2
        guard let hashed = body.bigEndian(at: 4, width) else { return nil }
        read(body.dropFirst(4 + width).prefix(hashed))
        guard let other = body.bigEndian(at: 4 + width + hashed, width) else { return }
        // What is not hashed anybody may have written: it may only say whose the signature is.
        let (time, lifetime) = (created, lifetime)
        read(body.dropFirst(4 + 2 * width + hashed).prefix(other))
        (created, self.lifetime) = (time, lifetime)
    }

    private mutating func read(_ subpackets: ArraySlice<UInt8>) {
        var rest = subpackets
        while let first = rest.first {
            guard let (length, width) = rest.subpacketLength, length > 0, rest.count >= width + length else { return }
            let packet = rest.dropFirst(width).prefix(length)
            take(kind: (packet.first ?? first) & 0x7F, packet.dropFirst())
            rest = rest.dropFirst(width + length)
        }
    }

    private mutating func take(kind: UInt8, _ value: ArraySlice<UInt8>) {
        switch kind {
        case 2: created = value.bigEndian(at: 0, 4) ?? 0
        case 9: lifetime = value.bigEndian(at: 0, 4).flatMap { $0 == 0 ? nil : $0 }
        case 16: issuer = value.hexadecimal
        default: break
        }
    }
}

extension ArraySlice<UInt8> {
    /// The number that stands in some bytes, counted from the beginning of the slice.
    func bigEndian(at offset: Int, _ width: Int) -> Int? {
        guard count >= offset + width else { return nil }
        return dropFirst(offset).prefix(width).reduce(0) { $0 << 8 | Int($1) }
    }

    fileprivate var subpacketLength: (length: Int, width: Int)? {
        guard let first else { return nil }
        switch first {
        case 0..<192: return (Int(first), 1)
        case 192..<255: return bigEndian(at: 0, 2).map { ($0 - (192 << 8) + 192, 2) }
        default: return bigEndian(at: 1, 4).map { ($0, 5) }
        }
    }

    fileprivate var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }.joined()
    }
}
