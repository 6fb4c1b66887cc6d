import ModuleKit
import Values

/// Adds and removes keys that APT trusts.
struct AptKey: Module {
    static let doc = ModuleDoc(
        "apt_key", "Add and remove keys that APT trusts for all repositories.",
        returns: [
            ReturnValue("id", "The key as the task gives it, or as its source does."),
            ReturnValue("key_id", "The same without `0x`, in upper case."),
            ReturnValue("fp", "Its last 16 digits."), ReturnValue("short_id", "Its last 8 digits."),
            ReturnValue("before", "The keys that were there, subkeys included, without those that have expired."),
            ReturnValue("after", "The keys that are there now.", only: "if something changed"),
        ],
        differences: """
            Keyrings are read and written without `gpg` and `apt-key`, so that neither is needed on the host. Keys from a \
            key server come over HTTP (`hkp:`, `hkps:`). A key that is not in its source is an error before anything is \
            changed.
            """,
        examples: """
            - name: Trust the packages of the press
              apt_key: { url: "https://deb.example.net/press.asc" }
            - apt_key: { id: "0x1F5C0E2A93B7D4E6", url: "https://deb.example.net/press.asc", state: present }
            - apt_key: { id: 1F5C0E2A93B7D4E6, file: /root/press.gpg, keyring: /etc/apt/trusted.gpg.d/press.gpg }
            - apt_key: { id: 1F5C0E2A93B7D4E6, keyserver: keys.example.net }
            - apt_key: { id: 1F5C0E2A93B7D4E6, state: absent }
            """)

    @Argument("Text or bytes of the key.") var data: String?
    @Argument("A file on the host that holds the key.") var file: RemotePath?
    @Argument("Identifier of the key: 8, 16 or more hexadecimal digits; taken from the source if not given.")
    var id: String?
    @Argument(
        "The keyring to change, such as one in /etc/apt/trusted.gpg.d; without it, a new key goes to trusted.gpg.")
    var keyring: RemotePath?
    @Argument("The key server to get the key from.") var keyserver: String?
    @Argument("Whether the key should be trusted.") var state: Presence = .present
    @Argument("Where the host gets the key from.") var url: String?
    @Argument("Verify the server's certificate.") var validateCerts: Bool = true

    static let rules: [ArgumentRule] = [
        .exclusive("data", "file", "keyserver", "url"), .atLeastOne("id", "data", "file", "url"),
        .requires("keyserver", "id"),
    ]

    func validate() throws(ModuleFailure) {
        if let id = given { _ = try AptKeyID(id) }
        _ = try download
    }

    var touches: [Footprint] { [.path(keyring ?? AptKeyrings.main), .path(AptKeyrings.folder)] }

    /// The source is asked for only where its key is missing, or has to say which key is meant.
    var probe: Probe<AptKeyHost> {
        get throws(ModuleFailure) {
            let known = Probe<AptKeyrings>.all(keyrings.probe, .command(.clock, reading: [])).map {
                AptKeyHost(keyrings: $0, now: Int($1.standardOutput.text.trimmed) ?? 0)
            }
            guard let given else { return known.and(try source).map { $0.with(source: $1) } }
            let (id, source) = (try AptKeyID(given), try source)
            return known.then { host in
                guard state == .present, !host.has(id) else { return .known(host) }
                return source.map { host.with(source: $0) }
            }
        }
    }

    func recheck(of state: AptKeyHost) -> Probe<AptKeyHost> {
        keyrings.probe.map { AptKeyHost(keyrings: $0, now: state.now, source: state.source) }
    }

    func changes(from host: AptKeyHost) throws(ModuleFailure) -> [Change] {
        let id = try identifier(on: host)
        guard host.has(id) == (state == .absent) else { return [] }
        let after = try wanted(id, on: host)
        let parts = Set(after.parts)
        var changes = after.changes(from: host.keyrings)
        if let last = changes.indices.last {
            changes[last].expects = keyrings.becoming(after) { Set($0.parts) == parts }
        }
        return changes
    }

    func result(_ applied: Applied<AptKeyHost>) throws(ModuleFailure) -> ModuleResult {
        let id = try identifier(on: applied.before)
        let list = { (host: AptKeyHost) in Value.list(host.ids(short: id.isShort).map(Value.string)) }
        var result: ModuleResult = [
            "id": .string(given ?? id.whole), "key_id": .string(id.whole), "fp": .string(id.long),
            "short_id": .string(id.short), "before": list(applied.before),
        ]
        if applied.changed, !applied.isCheckMode, let after = applied.after { result["after"] = list(after) }
        return result
    }
}

/// What `apt_key` must know of the host.
struct AptKeyHost: Sendable {
    var keyrings: AptKeyrings
    /// Seconds since 1970.
    var now: Int
    /// What the source holds, where it was asked.
    var source: [UInt8]?

    func with(source: [UInt8]?) -> AptKeyHost { AptKeyHost(keyrings: keyrings, now: now, source: source) }

    /// Of keys that have not expired.
    func ids(short: Bool) -> [String] {
        keyrings.parts.filter { !$0.hasExpired(at: now) }.map { short ? String($0.id.suffix(8)) : $0.id }
    }

    func has(_ id: AptKeyID) -> Bool { ids(short: id.isShort).contains(id.isShort ? id.short : id.long) }
}

/// How a task names a key.
struct AptKeyID {
    /// In upper case, without `0x`.
    let whole: String

    init(_ text: String) throws(ModuleFailure) {
        let digits = text.uppercased()
        whole = digits.hasPrefix("0X") ? String(digits.dropFirst(2)) : digits
        guard whole.consists(of: .digits, "ABCDEF"), [8, 16].contains(whole.count) || whole.count > 16 else {
            throw ModuleFailure(
                "not an identifier of a key: \(text)", hint: "give its fingerprint: 40 hexadecimal digits")
        }
    }

    var long: String { String(whole.suffix(16)) }
    var short: String { String(whole.suffix(8)) }
    var isShort: Bool { whole.count == 8 }

    func names(_ part: OpenPGPKey.Part) -> Bool { isShort ? part.id.hasSuffix(short) : part.id == long }
}

/// Keys and where they come from.
extension AptKey {
    private var given: String? { id.flatMap { $0.isEmpty ? nil : $0 } }

    private var keyrings: HostFact<AptKeyrings> { AptKeyrings.fact(keyring) }

    private func identifier(on host: AptKeyHost) throws(ModuleFailure) -> AptKeyID {
        if let given { return try AptKeyID(given) }
        guard let first = OpenPGPKey.keys(in: host.source ?? []).first?.parts.first else { throw noKey }
        return try AptKeyID(first.id)
    }

    private func wanted(_ id: AptKeyID, on host: AptKeyHost) throws(ModuleFailure) -> AptKeyrings {
        switch state {
        case .present:
            try host.keyrings.adding(try keys(on: host, for: id), to: keyring ?? AptKeyrings.main)
        case .absent: host.keyrings.removing(try primaries(on: host, of: id))
        }
    }

    private var origin: String { file?.text ?? url ?? keyserver ?? "`data`" }

    private var noKey: ModuleFailure { ModuleFailure("\(origin) holds no public key of OpenPGP") }

    private func keys(on host: AptKeyHost, for id: AptKeyID) throws(ModuleFailure) -> [OpenPGPKey] {
        guard let source = host.source else {
            throw ModuleFailure(
                "the key \(id.whole) is not there, and nothing says where it comes from",
                hint: "give `url`, `file`, `data` or `keyserver`")
        }
        let keys = OpenPGPKey.keys(in: source)
        guard !keys.isEmpty else { throw noKey }
        guard keys.flatMap(\.parts).contains(where: { id.names($0) && !$0.hasExpired(at: host.now) }) else {
            throw ModuleFailure("\(origin) does not hold the key \(id.whole), or it has expired")
        }
        return keys
    }

    /// A subkey cannot go alone.
    private func primaries(on host: AptKeyHost, of id: AptKeyID) throws(ModuleFailure) -> Set<String> {
        let keys = host.keyrings.files.flatMap(\.keys).filter { $0.parts.contains(where: id.names) }
        let meant = keys.filter { $0.parts.first.map(id.names) ?? false }
        guard !meant.isEmpty else {
            throw ModuleFailure(
                "\(id.whole) is a subkey of \(keys.first?.fingerprint ?? "")", hint: "name the primary key")
        }
        return Set(meant.map(\.fingerprint))
    }

    private var source: Probe<[UInt8]?> {
        get throws(ModuleFailure) {
            if let data { return .known(data.hostBytes) }
            if let file { return Self.content(of: file) }
            guard let request = try download else { return .known(nil) }
            let origin = origin
            return Probe<CommandOutput>.command(.printing(request), reading: []).map { output throws(ModuleFailure) in
                guard output.exitCode == 0 else {
                    throw ModuleFailure("the key cannot be got from \(origin): \(output.complaint)", output: output)
                }
                return output.standardOutput.bytes
            }
        }
    }

    private static func content(of file: RemotePath) -> Probe<[UInt8]?> {
        .file(file, FileInterest(follow: true, contentsUpTo: FileInterest.largestEdited)).map {
            found throws(ModuleFailure) in
            guard let found else { throw ModuleFailure("there is no file \(file) on the host") }
            return found.contents
        }
    }

    private var download: HTTPRequest? {
        get throws(ModuleFailure) {
            guard let address = try address else { return nil }
            var request = try WebRequest(method: "GET", url: address, arguments: WebArguments(), timeout: 10).request()
            request.validatesCertificates = validateCerts
            return request
        }
    }

    private var address: String? {
        get throws(ModuleFailure) {
            guard let keyserver else { return url }
            return try lookup(at: keyserver)
        }
    }

    /// The HTTP Keyserver Protocol, whose port is 11371; with TLS it is that of HTTPS.
    private func lookup(at server: String) throws(ModuleFailure) -> String {
        let parts = server.split(separator: "://", maxSplits: 1).map(String.init)
        let host = parts.last ?? ""
        let isPlain = host.contains(":") || host.contains("/")
        let base: String
        switch parts.count == 2 ? parts[0].lowercased() : "hkp" {
        case "hkp": base = "http://\(host)" + (isPlain ? "" : ":11371")
        case "hkps": base = "https://\(host)"
        case "http", "https": base = server
        default:
            throw ModuleFailure("not supported as a key server: \(server)", hint: "give hkp://, hkps:// or https://")
        }
        return base + "/pks/lookup?op=get&options=mr&search=0x" + (try AptKeyID(given ?? "").whole)
    }
}
