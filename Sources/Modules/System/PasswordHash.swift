/// The password of an account as crypt(5) writes it.
struct PasswordHash {
    let text: String

    /// Whether nothing but a word in plain text, or a damaged hash, looks like this: nobody could log in with it.
    var isDoubtful: Bool {
        let hash = text.drop { $0 == "!" }
        guard !hash.allSatisfy({ $0 == "*" }) else { return false }
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count > 3, parts[0].isEmpty, let digest = parts.last else { return true }
        let isEncoded = digest.utf8.allSatisfy { Self.letters.contains($0) }
        return !isEncoded || Self.lengths[String(parts[1])].map { $0 != digest.utf8.count } ?? digest.isEmpty
    }

    private static let letters = Set("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Of the digests of MD5, SHA-256 and SHA-512.
    private static let lengths = ["1": 22, "5": 43, "6": 86]
}
