import Values

/// Hashes of passwords as templates ask for them.
enum PasswordHash {
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
        guard salt.utf8.allSatisfy(CryptHash.letters.contains), salt.utf8.count <= most else {
            throw Fault.failed("invalid salt", "A salt has at most \(most) characters from ./0-9A-Za-z.")
        }
        if known == "md5" { return CryptHash.md5(password, salt: salt) }
        let count = min(max(rounds ?? 5000, 1000), 999_999_999)
        return CryptHash.sha(password, isLong: known == "sha512", salt: salt, rounds: count)
    }

    static func randomSalt(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<count).compactMap { _ in CryptHash.letters.randomElement(using: &generator) }
        return String(decoding: letters, as: UTF8.self)
    }
}
