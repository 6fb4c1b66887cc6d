internal import CLibcrypto

/// The few primitives of libcrypto that SSH needs beyond libssh2.
enum Crypto {
    static func sha256(_ bytes: [UInt8]) -> [UInt8] { digest(EVP_sha256(), bytes) }
    static func sha1(_ bytes: [UInt8]) -> [UInt8] { digest(EVP_sha1(), bytes) }
    static func sha512(_ bytes: [UInt8]) -> [UInt8] { digest(EVP_sha512(), bytes) }

    private static func digest(_ method: OpaquePointer?, _ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        EVP_Digest(bytes, bytes.count, &digest, &length, method, nil)
        return Array(digest.prefix(Int(length)))
    }

    static func hmacSHA1(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        HMAC(EVP_sha1(), key, Int32(key.count), bytes, bytes.count, &digest, &length)
        return Array(digest.prefix(Int(length)))
    }

    /// Decrypts with a cipher of libcrypto, without padding.
    ///
    /// - Parameter tag: Of an authenticated cipher.
    /// - Returns: `nil` if the cipher is not known or the tag is wrong.
    static func decrypt(_ cipherName: String, key: [UInt8], vector: [UInt8], _ bytes: [UInt8], tag: [UInt8]) -> [UInt8]?
    {
        guard let cipher = EVP_get_cipherbyname(cipherName), let context = EVP_CIPHER_CTX_new() else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        guard EVP_DecryptInit_ex(context, cipher, nil, key, vector) == 1 else { return nil }
        EVP_CIPHER_CTX_set_padding(context, 0)
        if !tag.isEmpty {
            var tag = tag
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag)
        }
        var plain = [UInt8](repeating: 0, count: bytes.count + 16)
        var count: Int32 = 0
        var last: Int32 = 0
        guard EVP_DecryptUpdate(context, &plain, &count, bytes, Int32(bytes.count)) == 1 else { return nil }
        let isWhole = plain.withUnsafeMutableBufferPointer { buffer in
            EVP_DecryptFinal_ex(context, buffer.baseAddress.map { $0 + Int(count) }, &last) == 1
        }
        return isWhole ? Array(plain.prefix(Int(count + last))) : nil
    }
}
