/// bcrypt_pbkdf of OpenBSD, by which OpenSSH makes the key for a private key file from its passphrase.
enum BcryptPBKDF {
    private static let blockSize = 32

    /// Takes a quarter of a second or more with OpenSSH's usual 16 rounds. That is its purpose.
    static func derive(_ passphrase: [UInt8], salt: [UInt8], rounds: Int, count: Int) -> [UInt8] {
        let secret = Crypto.sha512(passphrase)
        let blocks = (count + blockSize - 1) / blockSize
        let used = (count + blocks - 1) / blocks
        var derived = [UInt8](repeating: 0, count: count)
        for block in 0..<blocks {
            let material = self.block(block + 1, secret, salt, rounds)
            // The bytes of the blocks are dealt out in turns, as to a table of players.
            for position in 0..<used where position * blocks + block < count {
                derived[position * blocks + block] = material[position]
            }
        }
        return derived
    }

    private static func block(_ number: Int, _ secret: [UInt8], _ salt: [UInt8], _ rounds: Int) -> [UInt8] {
        var counted = SSHWire()
        counted.append(number: UInt32(number))
        var last = hash(secret, salt: Crypto.sha512(salt + counted.bytes))
        var sum = last
        for _ in 1..<max(1, rounds) {
            last = hash(secret, salt: Crypto.sha512(last))
            for position in sum.indices { sum[position] ^= last[position] }
        }
        return sum
    }

    private static func hash(_ secret: [UInt8], salt: [UInt8]) -> [UInt8] {
        var cipher = Blowfish()
        cipher.expand(key: secret, salt: salt)
        for _ in 0..<64 {
            cipher.expand(key: salt)
            cipher.expand(key: secret)
        }
        var words = self.words(of: Array("OxychromaticBlowfishSwatDynamite".utf8))
        for _ in 0..<64 { cipher.encipher(&words) }
        return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } }
    }

    private static func words(of bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: 4).map { start in
            bytes[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }
}
