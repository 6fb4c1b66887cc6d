internal import CLibcrypto
import Glibc

/// The keys that hosts are known by, as in the files of OpenSSH; see sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT".
struct KnownHosts: Sendable {
    enum Mark: Hashable, Sendable {
        case none, revoked, certificateAuthority
    }

    struct Entry: Hashable, Sendable {
        var mark: Mark
        var patterns: String
        var keyType: String
        var blob: [UInt8]
        /// `FILE:LINE`
        var place: String
    }

    enum Verdict: Hashable, Sendable {
        case known
        case unknown
        /// Other keys are known for the host, none of this one.
        case changed(known: Entry)
        case revoked(Entry)
    }

    let entries: [Entry]

    /// Lines that are no entries are skipped.
    init(_ text: String, file: String) {
        entries = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            number, line in
            Entry(line: line, place: "\(file):\(number + 1)")
        }
    }

    private init(_ entries: [Entry]) { self.entries = entries }

    static func + (left: KnownHosts, right: KnownHosts) -> KnownHosts { KnownHosts(left.entries + right.entries) }

    /// - Parameter names: The forms of the host's name and address that may stand in a file; see ``names(_:port:)``.
    func verdict(on blob: [UInt8], for names: [String]) -> Verdict {
        if let revoked = entries.first(where: { $0.mark == .revoked && $0.blob == blob && $0.matches(names) }) {
            return .revoked(revoked)
        }
        let known = keys(for: names)
        if known.contains(where: { $0.blob == blob }) { return .known }
        let type = SSHWire.firstString(of: blob)
        guard let other = known.first(where: { $0.keyType == type }) ?? known.first else { return .unknown }
        return .changed(known: other)
    }

    /// The types of the keys known for the host: to be asked for first, so that the server shows one of them.
    func keyTypes(for names: [String]) -> [String] { keys(for: names).map(\.keyType) }

    /// Whether only a certificate authority is known for the host, which cannot be used here.
    func hasOnlyAuthority(for names: [String]) -> Bool {
        keys(for: names).isEmpty && entries.contains { $0.mark == .certificateAuthority && $0.matches(names) }
    }

    private func keys(for names: [String]) -> [Entry] {
        entries.filter { $0.mark == .none && $0.matches(names) }
    }

    /// A name as `HashKnownHosts` has it written: `|1|salt|digest`.
    static func hashed(_ name: String) -> String {
        let salt = (0..<20).map { _ in UInt8.random(in: .min ... .max) }
        let digest = Crypto.hmacSHA1(key: salt, Array(name.utf8))
        return "|1|\(Base64.encode(salt))|\(Base64.encode(digest))"
    }

    /// As OpenSSH writes them: a port other than 22 stands with the name in brackets.
    static func names(_ hosts: [String], port: Int) -> [String] {
        hosts.map { $0.lowercased() }.map { port == 22 ? $0 : "[\($0)]:\(port)" }
    }
}

extension KnownHosts.Entry {
    fileprivate init?(line: Substring, place: String) {
        var fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })[...]
        guard let first = fields.first, !first.hasPrefix("#") else { return nil }
        switch first {
        case "@revoked": mark = .revoked
        case "@cert-authority": mark = .certificateAuthority
        case _ where first.hasPrefix("@"): return nil
        default: mark = .none
        }
        if mark != .none { fields = fields.dropFirst() }
        guard fields.count >= 3 else { return nil }
        let words = Array(fields)
        guard let blob = Base64.decode(words[2]), SSHWire.firstString(of: blob) == String(words[1]) else { return nil }
        patterns = String(words[0])
        keyType = String(words[1])
        self.blob = blob
        self.place = place
    }

    fileprivate func matches(_ names: [String]) -> Bool {
        names.contains { name in
            patterns.hasPrefix("|1|") ? matchesHash(of: name) : PatternList(patterns).matches(name)
        }
    }

    /// `|1|salt|digest`: HMAC-SHA1 of the name.
    private func matchesHash(of name: String) -> Bool {
        let parts = patterns.split(separator: "|")
        guard parts.count == 3, let salt = Base64.decode(parts[1]), let digest = Base64.decode(parts[2]) else {
            return false
        }
        return Crypto.hmacSHA1(key: salt, Array(name.utf8)) == digest
    }
}

/// A list of patterns as OpenSSH reads it: `*`, `?`, and `!` before a pattern that must not match.
struct PatternList {
    private let patterns: [Substring]

    init(_ text: String, separator: Character = ",") {
        patterns = text.split(separator: separator)
    }

    func matches(_ name: String) -> Bool {
        var isMatched = false
        for pattern in patterns {
            if pattern.hasPrefix("!") {
                if Self.matches(Array(name.utf8)[...], Array(pattern.dropFirst().lowercased().utf8)[...]) {
                    return false
                }
            } else if Self.matches(Array(name.utf8)[...], Array(pattern.lowercased().utf8)[...]) {
                isMatched = true
            }
        }
        return isMatched
    }

    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (name, pattern) = (name, pattern)
        while let wanted = pattern.first {
            if wanted == UInt8(ascii: "*") {
                let rest = pattern.drop { $0 == UInt8(ascii: "*") }
                return rest.isEmpty || name.indices.contains { matches(name[$0...], rest) }
            }
            guard let first = name.first, wanted == UInt8(ascii: "?") || wanted == first else { return false }
            name = name.dropFirst()
            pattern = pattern.dropFirst()
        }
        return name.isEmpty
    }
}
