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

/// A line of a file, of which the key is decoded only where it is asked for.
private struct KnownHostsLine {
    private let number: Int
    private let mark: KnownHosts.Mark
    private let patterns: Substring
    private let keyType: Substring
    private let key: Substring

    /// - Returns: `nil` if it is no entry.
    init?(_ line: Substring.UTF8View, number: Int) {
        var fields = line.split { " \t\r".utf8.contains($0) }.map { Substring($0) }[...]
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
        (self.number, patterns, keyType, key) = (number, words[0], words[1], words[2])
    }

    /// `nil` if the key is none of its type.
    func entry(in file: String) -> KnownHosts.Entry? {
        guard let blob = Base64.decoded(key), SSHWire.firstString(of: blob) == String(keyType) else { return nil }
        return KnownHosts.Entry(
            mark: mark, patterns: String(patterns), keyType: String(keyType), blob: blob, origin: "\(file):\(number)")
    }

    /// The names of an entry that is neither hashed nor has wildcards: it is for these and no others.
    var plainNames: [String]? {
        let isPattern = patterns.utf8.contains { "|*?!".utf8.contains($0) }
        return isPattern ? nil : patterns.lowercased().split(separator: ",").map(String.init)
    }

    func matches(_ names: [String]) -> Bool {
        let isHashed = patterns.hasPrefix("|1|")
        let list = PatternList(isHashed ? "" : String(patterns))
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
    private let file: String
    private let lines: [KnownHostsLine]
    /// The lines that are for a name, by their index.
    private let byName: [String: [Int]]
    /// Those that have to be matched one by one: hashed names and patterns.
    private let patterned: [Int]

    /// Lines that are no entries are skipped.
    init(_ text: String, file: String) {
        self.file = file
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
            .compactMap { index, line in KnownHostsLine(line, number: index + 1) }
        let named = lines.map(\.plainNames)
        byName = Dictionary(
            named.enumerated().flatMap { index, names in (names ?? []).map { ($0, [index]) } }, uniquingKeysWith: +)
        patterned = named.indices.filter { named[$0] == nil }
        self.lines = lines
    }

    func entries(for names: [String]) -> [KnownHosts.Entry] {
        let found = names.flatMap { byName[$0] ?? [] } + patterned.filter { lines[$0].matches(names) }
        return Set(found).sorted().compactMap { lines[$0].entry(in: file) }
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
