internal import CLibcrypto

/// Something that can prove to a server who we are: a private key, or a key that an agent holds.
protocol SigningKey: Sendable {
    /// How a person recognises it in a message: a path, or an agent's comment.
    var name: String { get }
    /// The public key as in `authorized_keys`, without base 64.
    var publicBlob: [UInt8] { get }

    /// The signature as it stands on the wire inside its name, without the name; `nil` if it cannot be made.
    ///
    /// - Parameter algorithm: One of ``algorithms``. Blocks; not for the pool of tasks.
    func sign(_ bytes: [UInt8], algorithm: String) -> [UInt8]?
}

extension SigningKey {
    var keyType: String { SSHWire.firstString(of: publicBlob) ?? "" }

    /// The signature algorithms for this key, best first. SHA-1 last: servers refuse it, old ones know nothing else.
    var algorithms: [String] {
        guard Certificate.plain(keyType) == "ssh-rsa" else { return [keyType] }
        let suffix = keyType.dropFirst("ssh-rsa".count)
        return ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"].map { $0 + suffix }
    }

    /// The public key under the algorithm's name: libssh2 sends the blob's first string as the algorithm, and servers
    /// take `rsa-sha2-512` there for a key of RSA.
    func blob(for algorithm: String) -> [UInt8] {
        guard algorithm != keyType else { return publicBlob }
        var reader = SSHWireReader(publicBlob)
        _ = reader.string()
        var blob = SSHWire()
        blob.append(string: algorithm)
        return blob.bytes + reader.rest
    }
}

/// A private key in memory.
final class PrivateKey: SigningKey, @unchecked Sendable {
    let name: String
    let publicBlob: [UInt8]
    /// Used for signing only, which libcrypto allows from several threads.
    private let key: OpaquePointer

    /// Takes over the key.
    init(name: String, publicBlob: [UInt8], key: OpaquePointer) {
        self.name = name
        self.publicBlob = publicBlob
        self.key = key
    }

    deinit { EVP_PKEY_free(key) }

    func sign(_ bytes: [UInt8], algorithm: String) -> [UInt8]? {
        guard let raw = signature(over: bytes, digest: Self.digest(of: algorithm)) else { return nil }
        return algorithm.hasPrefix("ecdsa-") ? Self.pair(of: raw) : raw
    }

    private static func digest(of algorithm: String) -> OpaquePointer? {
        switch algorithm {
        case "rsa-sha2-512", "ecdsa-sha2-nistp521": EVP_sha512()
        case "rsa-sha2-256", "ecdsa-sha2-nistp256": EVP_sha256()
        case "ecdsa-sha2-nistp384": EVP_sha384()
        case "ssh-rsa": EVP_sha1()
        default: nil
        }
    }

    private func signature(over bytes: [UInt8], digest: OpaquePointer?) -> [UInt8]? {
        guard let context = EVP_MD_CTX_new() else { return nil }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestSignInit(context, nil, digest, nil, key) == 1 else { return nil }
        var length = 0
        guard EVP_DigestSign(context, nil, &length, bytes, bytes.count) == 1 else { return nil }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1 else { return nil }
        return Array(signature.prefix(length))
    }

    /// From DER, as libcrypto gives it, to the two integers of RFC 5656 section 3.1.2.
    private static func pair(of der: [UInt8]) -> [UInt8]? {
        var reader = DERReader(der)
        guard var sequence = reader.sequence(), let r = sequence.integer(), let s = sequence.integer() else {
            return nil
        }
        var pair = SSHWire()
        pair.append(integer: r)
        pair.append(integer: s)
        return pair.bytes
    }
}

/// As much of DER as a signature of ECDSA needs.
private struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

    mutating func sequence() -> DERReader? { element(0x30).map { DERReader($0) } }
    mutating func integer() -> ArraySlice<UInt8>? { element(0x02) }

    private mutating func element(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.popFirst() == tag, let short = rest.popFirst() else { return nil }
        var length = Int(short)
        if short >= 0x80 {
            length = 0
            for _ in 0..<(short & 0x7F) { length = length << 8 | Int(rest.popFirst() ?? 0) }
        }
        guard length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }
}
