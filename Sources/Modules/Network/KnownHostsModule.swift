import ModuleKit
import Values

/// Manages the keys of hosts that a user of ssh trusts.
struct KnownHostsModule: Module {
    static let doc = ModuleDoc(
        "known_hosts", "Manage the host keys that ssh trusts.",
        returns: [
            ReturnValue("name", "The host."), ReturnValue("key", "The key as the task gives it."),
            ReturnValue("path", "The file."), ReturnValue("hash_host", "Whether the host's name is hashed."),
            ReturnValue("state", "The wanted state."),
        ],
        differences: """
            `ssh-keygen` is not needed. With `state: absent` and a key, only that key goes.
            """,
        examples: """
            - name: Trust the press
              known_hosts: { name: press.example.net, key: "{{ lookup('file', 'press.pub') }}", path: /srv/press/known_hosts }
            - known_hosts: { name: "[press.example.net]:2222", state: absent }
            """)

    @Argument("Hash the host's name in the file.") var hashHost: Bool = false
    @Argument("The line for the file: names, kind and key.") var key: String?
    @Argument("The host; with a port as [name]:port.", aliases: "host") var name: String
    @Argument("The file.") var path: RemotePath = "~/.ssh/known_hosts"
    @Argument("Whether the key should be there; without a key, all of the host go.") var state: Presence = .present

    static let rules: [ArgumentRule] = [.required("key", when: "state", is: "present")]

    func validate() throws(ModuleFailure) {
        guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "," }) else {
            throw ModuleFailure("`name` must be one host: \(name)", hint: "use a task or an iteration for each")
        }
        guard let key else { return }
        guard let line = KnownHostLine(key.trimmed), !key.trimmed.contains(where: \.isNewline) else {
            throw ModuleFailure("not a line of known_hosts: \(key)", hint: "it has names, a kind and a key")
        }
        guard line.names(host) else { throw ModuleFailure("the key is not one of \(name)") }
    }

    var probe: Probe<TextFile> { TextFile.probe(path, creates: true) }

    func changes(from text: TextFile) throws(ModuleFailure) -> [Change] {
        guard text.missing.isEmpty || state == .absent else {
            throw ModuleFailure("there is no directory \(path.parent)")
        }
        guard text.exists || state == .present else { return [] }
        let edit = TextEdit(attributes: FileAttributeArguments(), backup: false, validate: nil, kind: "")
        let before = ByteLines.split(text.bytes).map { String(hostBytes: $0) }
        return edit.changes(of: text, to: wanted(before).joined().hostBytes, named: path)
    }

    func result(_ applied: Applied<TextFile>) -> ModuleResult {
        [
            "name": .string(name), "key": key.map(Value.string) ?? .null, "path": .string(path.text),
            "hash_host": .bool(hashHost), "state": .string(state.rawValue),
        ]
    }
}

/// The lines.
extension KnownHostsModule {
    private var host: String { name.lowercased() }

    private func wanted(_ lines: [String]) -> [String] {
        let known = lines.map { KnownHostLine($0.trimmed) }
        let own = lines.indices.filter { known[$0]?.names(host) ?? false }
        guard let new = key.flatMap({ KnownHostLine($0.trimmed) }) else {
            return lines.indices.filter { !own.contains($0) || known[$0]?.marker != nil }.map { lines[$0] }
        }
        let same = own.first { known[$0].map { $0.sameKey(as: new) } ?? false }
        if state == .absent { return lines.indices.filter { $0 != same }.map { lines[$0] } }
        if let same,
            known[same].map({ $0.isHashed == (hashHost || new.isHashed) && ($0.isHashed || $0.hosts == new.hosts) })
                ?? false
        {
            return lines
        }
        let replaced = same ?? own.first { known[$0].map { $0.marker == nil && $0.kind == new.kind } ?? false }
        var kept = lines.indices.filter { $0 != replaced }.map { lines[$0] }
        if let last = kept.last, !last.hasSuffix("\n") { kept[kept.count - 1] += "\n" }
        return kept + [line(new)]
    }

    private func line(_ new: KnownHostLine) -> String {
        guard hashHost else { return (key ?? "").trimmed + "\n" }
        let salt = PasswordSalt(for: [path.text, host, new.key], of: Secret("")).bytes(20)
        let names = KnownHostLine.hashed(host, salt: salt)
        return ([new.marker, names, new.kind, new.key].compactMap(\.self) + new.comment).joined(separator: " ") + "\n"
    }
}

/// A line of a file of known hosts: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT".
struct KnownHostLine {
    /// `@cert-authority` or `@revoked`.
    let marker: String?
    /// Patterns with commas between them, or one that is hashed.
    let hosts: String
    let kind: String
    let key: String
    let comment: [String]

    init?(_ line: String) {
        guard !line.hasPrefix("#") else { return nil }
        var words = line.words[...]
        marker = words.first?.hasPrefix("@") ?? false ? words.removeFirst() : nil
        guard words.count >= 3 else { return nil }
        (hosts, kind, key) = (words.removeFirst(), words.removeFirst(), words.removeFirst())
        comment = Array(words)
    }

    var isHashed: Bool { hosts.hasPrefix("|1|") }

    func sameKey(as other: KnownHostLine) -> Bool {
        (marker, kind, key) == (other.marker, other.kind, other.key)
    }

    func names(_ host: String) -> Bool {
        guard isHashed else { return matches(host) }
        let parts = hosts.split(separator: "|")
        guard parts.count == 3, let salt = Base64.decoded(String(parts[1])) else { return false }
        return Self.hashed(host, salt: salt) == hosts
    }

    static func hashed(_ host: String, salt: [UInt8]) -> String {
        let digest = DigestAlgorithm.sha1.authenticationCode(of: Array(host.utf8), key: salt)
        return "|1|\(Base64.encoded(salt))|\(Base64.encoded(digest))"
    }

    /// A pattern with `!` in front excludes whom it matches.
    private func matches(_ host: String) -> Bool {
        var isNamed = false
        for pattern in hosts.lowercased().split(separator: ",") {
            let isNegated = pattern.hasPrefix("!")
            guard Self.fits(host[...], isNegated ? pattern.dropFirst() : pattern) else { continue }
            if isNegated { return false }
            isNamed = true
        }
        return isNamed
    }

    /// `*` stands for any text and `?` for one character; brackets are those around a name with a port.
    private static func fits(_ text: Substring, _ pattern: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        if first == "*" { return fits(text, rest) || !text.isEmpty && fits(text.dropFirst(), pattern) }
        guard let letter = text.first, first == "?" || first == letter else { return false }
        return fits(text.dropFirst(), rest)
    }
}
