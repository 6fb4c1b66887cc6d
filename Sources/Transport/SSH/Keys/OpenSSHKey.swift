internal import CLibcrypto
import Values

/// A private key in OpenSSH's own form; see PROTOCOL.key of OpenSSH.
struct OpenSSHKey {
    /// In the clear, whether or not the secret part is.
    let publicBlob: [UInt8]
    private let cipher: String
    private let derivation: String
    private let options: [UInt8]
    private let secret: [UInt8]
    /// Of an authenticated cipher: what stands after the encrypted part.
    private let tag: [UInt8]

    init(_ text: String) throws(PrivateKeyFile.Problem) {
        let body = text.split(separator: "\n").map(\.trimmed).drop { !$0.hasPrefix("-----BEGIN") }.dropFirst()
            .prefix { !$0.hasPrefix("-----END") }.joined()
        let magic = Array("openssh-key-v1\0".utf8)
        guard let bytes = Base64.decoded(body), bytes.starts(with: magic) else { throw Self.damaged }
        var reader = SSHWireReader(bytes.dropFirst(magic.count))
        guard let cipher = reader.string(), let derivation = reader.string(), let options = reader.string(),
            reader.number() == 1, let publicBlob = reader.string(), let secret = reader.string()
        else { throw Self.damaged }
        self.cipher = String(decoding: cipher, as: UTF8.self)
        self.derivation = String(decoding: derivation, as: UTF8.self)
        self.options = options
        self.publicBlob = publicBlob
        self.secret = secret
        tag = Array(reader.rest)
    }

    private static let damaged = PrivateKeyFile.Problem.unusable("it is damaged")

    func key(name: String, passphrase: Secret?) throws(PrivateKeyFile.Problem) -> PrivateKey {
        var reader = SSHWireReader(try plain(passphrase))
        guard let first = reader.number(), let second = reader.number() else { throw Self.damaged }
        guard first == second else { throw cipher == "none" ? Self.damaged : .passphraseWrong }
        guard let type = reader.string() else { throw Self.damaged }
        let made: (key: OpaquePointer, blob: [UInt8])?
        switch String(decoding: type, as: UTF8.self) {
        case "ssh-ed25519": made = ed25519(&reader)
        case "ssh-rsa": made = rsa(&reader)
        case let type where type.hasPrefix("ecdsa-sha2-"): made = ecdsa(&reader)
        case let type: throw .unusable("keys of type \(type) are not supported; use Ed25519, ECDSA or RSA")
        }
        guard let made else { throw Self.damaged }
        return PrivateKey(name: name, publicBlob: made.blob, key: made.key)
    }

    private func plain(_ passphrase: Secret?) throws(PrivateKeyFile.Problem) -> [UInt8] {
        if cipher == "none" { return secret }
        guard let passphrase else { throw .passphraseMissing }
        guard let form = Self.ciphers[cipher], derivation == "bcrypt" else {
            throw .unusable("its cipher \(cipher) is not supported; change it with ssh-keygen -p -Z aes256-ctr")
        }
        var reader = SSHWireReader(options)
        guard let salt = reader.string(), let rounds = reader.number(), rounds > 0 else { throw Self.damaged }
        let material = BcryptPBKDF.derive(
            Array(passphrase.reveal().utf8), salt: salt, rounds: Int(rounds), count: form.key + form.vector)
        let vector = Array(material.dropFirst(form.key))
        guard
            let plain = Crypto.decrypt(
                form.name, key: Array(material.prefix(form.key)), vector: vector, secret, tag: tag)
        else { throw .passphraseWrong }
        return plain
    }

    private static let ciphers: [String: (name: String, key: Int, vector: Int)] = [
        "aes128-ctr": ("AES-128-CTR", 16, 16), "aes192-ctr": ("AES-192-CTR", 24, 16),
        "aes256-ctr": ("AES-256-CTR", 32, 16), "aes128-cbc": ("AES-128-CBC", 16, 16),
        "aes192-cbc": ("AES-192-CBC", 24, 16), "aes256-cbc": ("AES-256-CBC", 32, 16),
        "aes128-gcm@openssh.com": ("id-aes128-GCM", 16, 12), "aes256-gcm@openssh.com": ("id-aes256-GCM", 32, 12),
    ]

    private typealias Made = (key: OpaquePointer, blob: [UInt8])

    private func ed25519(_ reader: inout SSHWireReader) -> Made? {
        guard reader.string() != nil, let pair = reader.string(), pair.count == 64 else { return nil }
        guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, pair, 32) else { return nil }
        return withBlob(key)
    }

    private func ecdsa(_ reader: inout SSHWireReader) -> Made? {
        guard let curveName = reader.string(), let point = reader.string(), let scalar = reader.string(),
            let curve = ECDSACurve(rawValue: String(decoding: curveName, as: UTF8.self))
        else { return nil }
        var parameters = KeyParameters()
        parameters.add("group", text: curve.libcryptoName)
        parameters.add("pub", bytes: point)
        parameters.add("priv", number: scalar)
        return parameters.key(type: "EC").flatMap(withBlob)
    }

    private func rsa(_ reader: inout SSHWireReader) -> Made? {
        guard let n = reader.string(), let e = reader.string(), let d = reader.string(), let inverse = reader.string(),
            let p = reader.string(), let q = reader.string()
        else { return nil }
        var parameters = KeyParameters()
        for (name, value) in [("n", n), ("e", e), ("d", d), ("rsa-factor1", p), ("rsa-factor2", q)] {
            parameters.add(name, number: value)
        }
        parameters.add("rsa-exponent1", remainderOf: d, byOneLessThan: p)
        parameters.add("rsa-exponent2", remainderOf: d, byOneLessThan: q)
        parameters.add("rsa-coefficient1", number: inverse)
        return parameters.key(type: "RSA").flatMap(withBlob)
    }

    private func withBlob(_ key: OpaquePointer) -> Made? {
        guard let blob = PublicKeyBlob.of(key) else {
            EVP_PKEY_free(key)
            return nil
        }
        return (key, blob)
    }
}
