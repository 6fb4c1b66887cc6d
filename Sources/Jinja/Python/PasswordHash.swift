import Values

/// Hashes of passwords as `crypt(3)` knows them: `$6$`, `$5$`, `$1$`.
enum PasswordHash {
    private static let letters = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let methods = [
        "sha512": "sha512", "sha512_crypt": "sha512", "sha256": "sha256",
        "sha256_crypt": "sha256", "md5": "md5", "md5_crypt": "md5",
    ]

    /// - Parameters:
    ///   - salt: random letters if `nil`.
    ///   - rounds: of the SHA methods; 5,000 if `nil`, and then not told in the hash.
    static func make(
        _ password: String, method: String, salt: String?, saltSize: Int?, rounds: Int?
    ) throws(Fault) -> String {
        guard let known = methods[method] else {
            throw Fault.failed(
                "unknown password hash", "`\(method)` is not one of sha512, sha256, md5.",
                help: Suggestion.question(for: method, among: methods.keys))
        }
        let most = known == "md5" ? 8 : 16
        let salt = salt ?? randomSalt(saltSize ?? most)
        guard salt.utf8.allSatisfy(letters.contains), salt.utf8.count <= most else {
            throw Fault.failed("invalid salt", "A salt has at most \(most) characters from ./0-9A-Za-z.")
        }
        let key = Array(password.utf8)
        if known == "md5" { return "$1$\(salt)$" + md5(key, Array(salt.utf8)) }
        let count = min(max(rounds ?? 5000, 1000), 999_999_999)
        let told = count == 5000 ? "" : "rounds=\(count)$"
        let isLong = known == "sha512"
        let digest = sha(isLong ? .sha512 : .sha256, key, Array(salt.utf8), count)
        return (isLong ? "$6$" : "$5$") + told + salt + "$" + encode(digest, isLong ? order512 : order256)
    }

    static func randomSalt(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return String(decoding: (0..<count).compactMap { _ in letters.randomElement(using: &generator) }, as: UTF8.self)
    }

    // MARK: SHA-crypt (Drepper, "Unix crypt using SHA-256 and SHA-512")

    private static func sha(_ algorithm: DigestAlgorithm, _ key: [UInt8], _ salt: [UInt8], _ rounds: Int) -> [UInt8] {
        let alternate = bytes(algorithm, key + salt + key)
        var first = key + salt + repeated(alternate, key.count)
        var bits = key.count
        while bits > 0 {
            first += bits & 1 == 1 ? alternate : key
            bits >>= 1
        }
        var digest = bytes(algorithm, first)
        let keys = repeated(bytes(algorithm, Array(repeatElement(key, count: key.count).joined())), key.count)
        let salts = repeated(
            bytes(algorithm, Array(repeatElement(salt, count: 16 + Int(digest[0])).joined())), salt.count)
        for round in 0..<rounds {
            var next = round & 1 == 1 ? keys : digest
            if round % 3 != 0 { next += salts }
            if round % 7 != 0 { next += keys }
            next += round & 1 == 1 ? digest : keys
            digest = bytes(algorithm, next)
        }
        return digest
    }

    private static func bytes(_ algorithm: DigestAlgorithm, _ data: [UInt8]) -> [UInt8] {
        let hex = Array(algorithm.hexDigest(of: data).utf8)
        let value = { (digit: UInt8) in digit < 58 ? digit - 48 : digit - 87 }
        return stride(from: 0, to: hex.count, by: 2).map { value(hex[$0]) << 4 | value(hex[$0 + 1]) }
    }

    private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
        (0..<count).map { bytes[$0 % bytes.count] }
    }

    // MARK: MD5-crypt

    private static func md5(_ key: [UInt8], _ salt: [UInt8]) -> String {
        let alternate = bytes(.md5, key + salt + key)
        var first = key + Array("$1$".utf8) + salt + repeated(alternate, key.count)
        var bits = key.count
        while bits > 0 {
            first.append(bits & 1 == 1 ? 0 : key[0])
            bits >>= 1
        }
        var digest = bytes(.md5, first)
        for round in 0..<1000 {
            var next = round & 1 == 1 ? key : digest
            if round % 3 != 0 { next += salt }
            if round % 7 != 0 { next += key }
            next += round & 1 == 1 ? digest : key
            digest = bytes(.md5, next)
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
