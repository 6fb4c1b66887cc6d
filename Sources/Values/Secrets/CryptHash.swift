/// Hashes of passwords as `crypt(3)` writes them: `$6$`, `$5$`, `$1$`, and Apache's `$apr1$`.
package enum CryptHash {
    package static let letters = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// - Parameter magic: `$1$`, or `$apr1$` for the same with another beginning.
    package static func md5(_ password: String, salt: String, magic: String = "$1$") -> String {
        "\(magic)\(salt)$" + md5(Array(password.utf8), Array(salt.utf8), Array(magic.utf8))
    }

    /// - Parameter rounds: 5,000 are not told in the hash.
    package static func sha(_ password: String, isLong: Bool, salt: String, rounds: Int) -> String {
        let told = rounds == 5000 ? "" : "rounds=\(rounds)$"
        let digest = sha(isLong ? .sha512 : .sha256, Array(password.utf8), Array(salt.utf8), rounds)
        return (isLong ? "$6$" : "$5$") + told + salt + "$" + encode(digest, isLong ? order512 : order256)
    }

    // MARK: SHA-crypt (Drepper, "Unix crypt using SHA-256 and SHA-512")

    private static func sha(_ algorithm: DigestAlgorithm, _ key: [UInt8], _ salt: [UInt8], _ rounds: Int) -> [UInt8] {
        let alternate = algorithm.digest(of: key + salt + key)
        var first = key + salt + repeated(alternate, key.count)
        var bits = key.count
        while bits > 0 {
            first += bits & 1 == 1 ? alternate : key
            bits >>= 1
        }
        var digest = algorithm.digest(of: first)
        let keys = repeated(algorithm.digest(of: Array(repeatElement(key, count: key.count).joined())), key.count)
        let salts = repeated(
            algorithm.digest(of: Array(repeatElement(salt, count: 16 + Int(digest[0])).joined())), salt.count)
        for round in 0..<rounds {
            var next = round & 1 == 1 ? keys : digest
            if round % 3 != 0 { next += salts }
            if round % 7 != 0 { next += keys }
            next += round & 1 == 1 ? digest : keys
            digest = algorithm.digest(of: next)
        }
        return digest
    }

    private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
        (0..<count).map { bytes[$0 % bytes.count] }
    }

    // MARK: MD5-crypt

    private static func md5(_ key: [UInt8], _ salt: [UInt8], _ magic: [UInt8]) -> String {
        let alternate = DigestAlgorithm.md5.digest(of: key + salt + key)
        var first = key + magic + salt + repeated(alternate, key.count)
        var bits = key.count
        while bits > 0 {
            first.append(bits & 1 == 1 ? 0 : key[0])
            bits >>= 1
        }
        var digest = DigestAlgorithm.md5.digest(of: first)
        for round in 0..<1000 {
            var next = round & 1 == 1 ? key : digest
            if round % 3 != 0 { next += salt }
            if round % 7 != 0 { next += key }
            next += round & 1 == 1 ? digest : key
            digest = DigestAlgorithm.md5.digest(of: next)
        }
        return encode(digest, orderMD5)
    }

    // MARK: The order in which the bytes are written

    private static let order512: [[Int]] =
        (0..<21).map { index in
            let triple = [index, index + 21, index + 42]
            return (0..<3).map { triple[($0 + index) % 3] }
        } + [[63]]

    private static let order256: [[Int]] =
        (0..<10).map { index in
            let triple = [index, index + 10, index + 20]
            return (0..<3).map { triple[($0 + 3 - index % 3) % 3] }
        } + [[31, 30]]

    private static let orderMD5: [[Int]] = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [11]]

    private static func encode(_ digest: [UInt8], _ order: [[Int]]) -> String {
        var out: [UInt8] = []
        for group in order {
            var value = group.reduce(0) { $0 << 8 | Int(digest[$1]) }
            for _ in 0..<(group.count + 1) {
                out.append(letters[value & 63])
                value >>= 6
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
