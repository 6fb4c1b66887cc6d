internal import CLibcrypto

package enum DigestAlgorithm: String, Hashable, Sendable, CaseIterable {
    case md5, sha1, sha224, sha256, sha384, sha512

    /// The digest of the bytes in lower-case hexadecimal.
    package func hexDigest(of bytes: some Sequence<UInt8>) -> String {
        var digest = RunningDigest(self)
        digest.update(Array(bytes))
        return digest.finish()
    }

    /// The same as bytes.
    package func digest(of bytes: some Sequence<UInt8>) -> [UInt8] {
        let hex = Array(hexDigest(of: bytes).utf8)
        let value = { (digit: UInt8) in digit < 58 ? digit - 48 : digit - 87 }
        return stride(from: 0, to: hex.count, by: 2).map { value(hex[$0]) << 4 | value(hex[$0 + 1]) }
    }

    /// HMAC of RFC 2104, for keys up to the size of a block.
    package func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        let blockSize = self == .sha384 || self == .sha512 ? 128 : 64
        let padded = key + [UInt8](repeating: 0, count: max(0, blockSize - key.count))
        return digest(of: padded.map { $0 ^ 0x5C } + digest(of: padded.map { $0 ^ 0x36 } + message))
    }

    fileprivate var method: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha224: EVP_sha224()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }
}

/// A digest over bytes that come piece by piece.
package struct RunningDigest: ~Copyable {
    private let context: OpaquePointer?

    package init(_ algorithm: DigestAlgorithm) {
        context = EVP_MD_CTX_new()
        EVP_DigestInit_ex(context, algorithm.method, nil)
    }

    package mutating func update(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    /// Lower-case hexadecimal.
    package consuming func finish() -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        EVP_DigestFinal_ex(context, &digest, &length)
        return digest.prefix(Int(length)).hexadecimal
    }

    deinit { EVP_MD_CTX_free(context) }
}

extension Sequence<UInt8> {
    /// Two lower-case digits for each byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
