internal import CLibcrypto
import Glibc
import Values

/// Reads private keys: OpenSSH's own form, PEM and PKCS#8.
enum PrivateKeyFile {
    enum Problem: Error, Hashable, Sendable {
        case passphraseMissing
        case passphraseWrong
        case unusable(String)

        var words: String {
            switch self {
            case .passphraseMissing: "it is encrypted, and no passphrase was given"
            case .passphraseWrong: "the passphrase is wrong"
            case .unusable(let reason): reason
            }
        }
    }

    /// Blocks for up to a second where the key is encrypted.
    static func key(_ text: String, name: String, passphrase: Secret?) throws(Problem) -> PrivateKey {
        if text.contains("BEGIN OPENSSH PRIVATE KEY") {
            return try OpenSSHKey(text).key(name: name, passphrase: passphrase)
        }
        guard text.contains("PRIVATE KEY-----") else { throw .unusable("it contains no private key") }
        if text.contains("ENCRYPTED"), passphrase == nil { throw .passphraseMissing }
        guard let key = pem(text, passphrase) else {
            throw passphrase == nil ? .unusable("libcrypto cannot read it") : .passphraseWrong
        }
        guard let blob = PublicKeyBlob.of(key) else {
            EVP_PKEY_free(key)
            throw .unusable("keys of this type are not supported; use Ed25519, ECDSA or RSA")
        }
        return PrivateKey(name: name, publicBlob: blob, key: key)
    }

    private static func pem(_ text: String, _ passphrase: Secret?) -> OpaquePointer? {
        // Without a passphrase an empty one: libcrypto would ask on the terminal.
        var words = Array((passphrase?.reveal() ?? "").utf8CString)
        let bytes = Array(text.utf8)
        // The buffer keeps the pointer, so all of it happens while the bytes stand still.
        return bytes.withUnsafeBytes { bytes in
            guard let memory = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return nil }
            defer { BIO_free(memory) }
            return words.withUnsafeMutableBytes { PEM_read_bio_PrivateKey(memory, nil, nil, $0.baseAddress) }
        }
    }
}

/// The public half of a key of libcrypto in SSH's form.
enum PublicKeyBlob {
    static func of(_ key: OpaquePointer) -> [UInt8]? {
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: rsa(key)
        case EVP_PKEY_EC: ecdsa(key)
        case EVP_PKEY_ED25519: ed25519(key)
        default: nil
        }
    }

    private static func rsa(_ key: OpaquePointer) -> [UInt8]? {
        guard let exponent = number(key, "e"), let modulus = number(key, "n") else { return nil }
        var blob = SSHWire()
        blob.append(string: "ssh-rsa")
        blob.append(integer: exponent)
        blob.append(integer: modulus)
        return blob.bytes
    }

    private static func ecdsa(_ key: OpaquePointer) -> [UInt8]? {
        var name = [CChar](repeating: 0, count: 64)
        var length = 0
        guard EVP_PKEY_get_utf8_string_param(key, "group", &name, name.count, &length) == 1,
            let curve = ECDSACurve(libcryptoName: name.prefix(length).map { UInt8(bitPattern: $0) })
        else { return nil }
        var point = [UInt8](repeating: 0, count: 256)
        var size = 0
        guard EVP_PKEY_get_octet_string_param(key, "pub", &point, point.count, &size) == 1 else { return nil }
        var blob = SSHWire()
        blob.append(string: "ecdsa-sha2-\(curve.rawValue)")
        blob.append(string: curve.rawValue)
        blob.append(string: point.prefix(size))
        return blob.bytes
    }

    private static func ed25519(_ key: OpaquePointer) -> [UInt8]? {
        var point = [UInt8](repeating: 0, count: 32)
        var size = point.count
        guard EVP_PKEY_get_raw_public_key(key, &point, &size) == 1 else { return nil }
        var blob = SSHWire()
        blob.append(string: "ssh-ed25519")
        blob.append(string: point)
        return blob.bytes
    }

    private static func number(_ key: OpaquePointer, _ name: String) -> [UInt8]? {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(key, name, &number) == 1 else { return nil }
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        BN_bn2bin(number, &bytes)
        return bytes
    }
}

/// The curves of RFC 5656.
enum ECDSACurve: String {
    case nistp256, nistp384, nistp521

    init?(libcryptoName name: [UInt8]) {
        switch String(decoding: name, as: UTF8.self) {
        case "prime256v1", "P-256": self = .nistp256
        case "secp384r1", "P-384": self = .nistp384
        case "secp521r1", "P-521": self = .nistp521
        default: return nil
        }
    }

    var libcryptoName: String {
        switch self {
        case .nistp256: "prime256v1"
        case .nistp384: "secp384r1"
        case .nistp521: "secp521r1"
        }
    }
}
