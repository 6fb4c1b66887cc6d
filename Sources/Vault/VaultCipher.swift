internal import CLibcrypto
import Synchronization

/// The cryptography of Ansible's AES256 vaults: AES-256 in counter mode, authenticated by HMAC-SHA-256.
///
/// Keys come from the password by PBKDF2 with 10,000 rounds, which takes some ten milliseconds; they are kept for
/// each password and salt, because a project's files repeat salts only rarely but are read often.
package final class VaultCipher: Sendable {
    static let saltLength = 32
    static let codeLength = 32
    private static let rounds: Int32 = 10_000
    private static let blockLength = 16

    private struct KeyName: Hashable {
        let password: [UInt8]
        let salt: [UInt8]
    }

    private struct Keys {
        let cipher: ArraySlice<UInt8>
        let authentication: ArraySlice<UInt8>
        let counter: ArraySlice<UInt8>
    }

    private let known = Mutex<[KeyName: Keys]>([:])

    package init() {}

    /// The plain bytes; `nil` if the authentication code does not fit: another password, or damage.
    package func open(_ envelope: VaultEnvelope, password: [UInt8]) -> [UInt8]? {
        let keys = keys(password, envelope.salt)
        let code = Self.code(of: envelope.content, keys.authentication)
        guard CRYPTO_memcmp(code, envelope.code, Self.codeLength) == 0 else { return nil }
        return Self.unpadded(Self.cipher(envelope.content, keys))
    }

    /// Closes bytes with a password, under a random salt unless one is given.
    package func seal(_ plain: [UInt8], password: [UInt8], label: String?, salt: [UInt8]? = nil) -> VaultEnvelope {
        let salt = salt ?? Self.randomSalt()
        let keys = keys(password, salt)
        let content = Self.cipher(Self.padded(plain), keys)
        return VaultEnvelope(
            label: label, salt: salt, code: Self.code(of: content, keys.authentication), content: content)
    }

    private func keys(_ password: [UInt8], _ salt: [UInt8]) -> Keys {
        let name = KeyName(password: password, salt: salt)
        if let keys = known.withLock({ $0[name] }) { return keys }
        var derived = [UInt8](repeating: 0, count: 80)
        let count = Int32(derived.count)
        let secret = password.map { CChar(bitPattern: $0) }
        PKCS5_PBKDF2_HMAC(
            secret, Int32(secret.count), salt, Int32(salt.count), Self.rounds, EVP_sha256(), count, &derived)
        let keys = Keys(cipher: derived[..<32], authentication: derived[32..<64], counter: derived[64...])
        known.withLock { $0[name] = keys }
        return keys
    }

    private static func code(of content: [UInt8], _ key: ArraySlice<UInt8>) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: codeLength)
        var length: UInt32 = 0
        HMAC(EVP_sha256(), Array(key), Int32(key.count), content, content.count, &code, &length)
        return code
    }

    /// Counter mode is its own inverse.
    private static func cipher(_ bytes: [UInt8], _ keys: Keys) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: bytes.count)
        var length: Int32 = 0
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), nil, Array(keys.cipher), Array(keys.counter))
        EVP_EncryptUpdate(context, &result, &length, bytes, Int32(bytes.count))
        return result
    }

    private static func randomSalt() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<saltLength).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static func padded(_ plain: [UInt8]) -> [UInt8] {
        let count = blockLength - plain.count % blockLength
        return plain + [UInt8](repeating: UInt8(count), count: count)
    }

    private static func unpadded(_ bytes: [UInt8]) -> [UInt8]? {
        guard let count = bytes.last, count >= 1, count <= blockLength, bytes.count >= count else { return nil }
        guard bytes.suffix(Int(count)).allSatisfy({ $0 == count }) else { return nil }
        return Array(bytes.dropLast(Int(count)))
    }
}
