internal import CLibcrypto
import Glibc
import Values

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
        var origin: String
    }

    enum Verdict: Hashable, Sendable {
        case known
        case unknown
        /// Other keys are known for the host, none of this one.
        case changed(known: Entry)
        case revoked(Entry)
    }

    /// By file, in the order in which they are read.
    private let files: [KnownHostsFile]

    init(_ files: [KnownHostsFile]) { self.files = files }

    /// - Parameter names: The forms of the host's name and address that may stand in a file; see ``names(_:port:)``.
    func verdict(on blob: [UInt8], for names: [String]) -> Verdict {
        let entries = entries(for: names)
        if let revoked = entries.first(where: { $0.mark == .revoked && $0.blob == blob }) { return .revoked(revoked) }
        let known = entries.filter { $0.mark == .none }
        if known.contains(where: { $0.blob == blob }) { return .known }
        let type = SSHWire.firstString(of: blob)
        guard let other = known.first(where: { $0.keyType == type }) ?? known.first else { return .unknown }
        return .changed(known: other)
    }

    /// The types of the keys known for the host: to be asked for first, so that the server shows one of them.
    func keyTypes(for names: [String]) -> [String] {
        entries(for: names).filter { $0.mark == .none }.map(\.keyType)
    }

    /// Whether only a certificate authority is known for the host, which cannot be used here.
    func hasOnlyAuthority(for names: [String]) -> Bool {
        let marks = Set(entries(for: names).map(\.mark))
        return marks.contains(.certificateAuthority) && !marks.contains(.none)
    }

    private func entries(for names: [String]) -> [Entry] { files.flatMap { $0.entries(for: names) } }

    /// A name as `HashKnownHosts` has it written: `|1|salt|digest`.
    static func hashed(_ name: String) -> String {
        let salt = (0..<20).map { _ in UInt8.random(in: .min ... .max) }
        let digest = Crypto.hmacSHA1(key: salt, Array(name.utf8))
        return "|1|\(Base64.encoded(salt))|\(Base64.encoded(digest))"
    }

    /// As OpenSSH writes them: a port other than 22 stands with the name in brackets.
    static func names(_ hosts: [String], port: Int) -> [String] {
        hosts.map { $0.lowercased() }.map { port == 22 ? $0 : "[\($0)]:\(port)" }
    }
}

extension KnownHosts.Entry {
    fileprivate init?(line: Substring, origin: String) {
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
        guard let blob = Base64.decoded(words[2]), SSHWire.firstString(of: blob) == String(words[1]) else { return nil }
        patterns = String(words[0])
        keyType = String(words[1])
        self.blob = blob
        self.origin = origin
    }

    /// The names of an entry that is neither hashed nor has wildcards: it is for these and no others.
    fileprivate var plainNames: [String]? {
        let isPattern = patterns.utf8.contains { "|*?!".utf8.contains($0) }
        return isPattern ? nil : patterns.lowercased().split(separator: ",").map(String.init)
    }

    fileprivate func matches(_ names: [String]) -> Bool {
        let isHashed = patterns.hasPrefix("|1|")
        let list = PatternList(isHashed ? "" : patterns)
        return names.contains { isHashed ? matchesHash(of: $0) : list.matches($0) }
    }

    /// `|1|salt|digest`: HMAC-SHA1 of the name.
    private func matchesHash(of name: String) -> Bool {
        let parts = patterns.split(separator: "|")
        guard parts.count == 3, let salt = Base64.decoded(parts[1]), let digest = Base64.decoded(parts[2]) else {
            return false
        }
        return Crypto.hmacSHA1(key: salt, Array(name.utf8)) == digest
    }
}

/// The entries of one file, found by name: a file may list a thousand hosts, and a run may reach all of them.
struct KnownHostsFile: Sendable {
    private let entries: [KnownHosts.Entry]
    /// The entries that are for a name, by their number.
    private let byName: [String: [Int]]
    /// Those that have to be matched one by one: hashed names and patterns.
    private let patterned: [Int]

    /// Lines that are no entries are skipped.
    init(_ text: String, file: String) {
        entries = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            number, line in
            KnownHosts.Entry(line: line, origin: "\(file):\(number + 1)")
        }
        let named = entries.map(\.plainNames)
        byName = Dictionary(
            named.enumerated().flatMap { number, names in (names ?? []).map { ($0, [number]) } }, uniquingKeysWith: +)
        patterned = named.indices.filter { named[$0] == nil }
    }

    func entries(for names: [String]) -> [KnownHosts.Entry] {
        let found = names.flatMap { byName[$0] ?? [] } + patterned.filter { entries[$0].matches(names) }
        return Set(found).sorted().map { entries[$0] }
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
