/// How files of user names and passwords hash them, in the names of Python's passlib.
package enum PasswordScheme: String, CaseIterable, Sendable {
    case aprMD5 = "apr_md5_crypt"
    case bcrypt
    case des = "des_crypt"
    case ldapSHA1 = "ldap_sha1"
    case md5 = "md5_crypt"
    case plaintext
    case sha256 = "sha256_crypt"
    case sha512 = "sha512_crypt"

    /// The methods that every such file may hold.
    package static let usual: Set<PasswordScheme> = [.aprMD5, .des, .ldapSHA1, .plaintext]

    /// What a hash looks like; what looks like none is a password as it is.
    package init(of hash: String) {
        let beginnings: [(String, PasswordScheme)] = [
            ("$apr1$", .aprMD5), ("$1$", .md5), ("$5$", .sha256), ("$6$", .sha512), ("{SHA}", .ldapSHA1),
            ("$2a$", .bcrypt), ("$2b$", .bcrypt), ("$2y$", .bcrypt),
        ]
        if let found = beginnings.first(where: { hash.hasPrefix($0.0) }) {
            self = found.1
        } else {
            self = hash.utf8.count == 13 && hash.utf8.allSatisfy(CryptHash.letters.contains) ? .des : .plaintext
        }
    }

    /// - Returns: `nil` where the control node has no libcrypt that knows the method.
    package func hash(_ password: Secret, salt: PasswordSalt) -> String? {
        let plain = password.reveal()
        return switch self {
        case .aprMD5: CryptHash.md5(plain, salt: salt.text(8), magic: "$apr1$")
        case .md5: CryptHash.md5(plain, salt: salt.text(8))
        case .ldapSHA1: Self.sha1(plain)
        case .plaintext: plain
        case .bcrypt: SystemCrypt.hash(plain, setting: "$2b$12$" + salt.text(21) + "O")
        case .des: SystemCrypt.hash(plain, setting: salt.text(2))
        case .sha256: SystemCrypt.hash(plain, setting: "$5$rounds=535000$\(salt.text(16))$")
        case .sha512: SystemCrypt.hash(plain, setting: "$6$rounds=656000$\(salt.text(16))$")
        }
    }

    /// Whether the hash is one of the password by this method.
    package func matches(_ password: Secret, _ hash: String) -> Bool {
        let plain = password.reveal()
        return switch self {
        case .aprMD5: CryptHash.md5(plain, salt: Self.salt(of: hash), magic: "$apr1$") == hash
        case .md5: CryptHash.md5(plain, salt: Self.salt(of: hash)) == hash
        case .ldapSHA1: Self.sha1(plain) == hash
        case .plaintext: plain == hash
        case .bcrypt, .des, .sha256, .sha512: SystemCrypt.hash(plain, setting: hash) == hash
        }
    }

    private static func sha1(_ plain: String) -> String {
        "{SHA}" + Base64.encoded(DigestAlgorithm.sha1.digest(of: plain.utf8))
    }

    private static func salt(of hash: String) -> String {
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
        return parts.count > 2 ? String(parts[2].prefix(8)) : ""
    }
}

/// A salt that nobody can guess, and that stays the same for one purpose within a run, so that asking twice what is to be
/// written gives the same.
package struct PasswordSalt: Sendable {
    private static let key = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    private let bytes: [UInt8]

    /// - Parameter purpose: What it is for: a host, a file, a user.
    package init(for purpose: [String], of password: Secret) {
        let text = (purpose + [password.reveal()]).map { "\($0.utf8.count):\($0)" }.joined()
        bytes = DigestAlgorithm.sha256.digest(of: Self.key + Array(text.utf8))
    }

    /// Up to 32.
    package func bytes(_ count: Int) -> [UInt8] { Array(bytes.prefix(count)) }

    fileprivate func text(_ count: Int) -> String {
        String(decoding: bytes.prefix(count).map { CryptHash.letters[Int($0 & 63)] }, as: UTF8.self)
    }
}
