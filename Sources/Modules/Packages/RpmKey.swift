import ModuleKit
import Values

/// Adds and removes keys by which rpm checks packages.
struct RpmKey: Module {
    static let doc = ModuleDoc(
        "rpm_key", "Add and remove keys by which rpm checks packages.",
        differences: "Keys are read without `gpg`, so that it is not needed on the host.",
        examples: """
            - name: Trust the packages of the press
              rpm_key: { key: "https://rpm.example.net/press.asc" }
            - rpm_key:
                key: /root/press.asc
                fingerprint: ["2428 DA8D 8618 36B6 46E5  EAC4 E90D 8102 6630 765B"]
            - rpm_key: { key: 6630765B, state: absent }
            """)

    @Argument("Fingerprints of which the source must hold one.") var fingerprint: [String] = []
    @Argument("URL or file of the key; to remove one, also its id or fingerprint.") var key: String
    @Argument("Whether rpm should have it.") var state: Presence = .present
    @Argument("Verify the server's certificate.") var validateCerts: Bool = true

    func validate() throws(ModuleFailure) {
        for text in fingerprint { _ = try AptKeyID(Self.compact(text)) }
        guard state == .absent || identifier == nil else {
            throw ModuleFailure(
                "`key` must be a URL or a file for a key to be added", hint: "an id says not where it is")
        }
        _ = try download
    }

    var touches: [Footprint] { [Self.footprint] }

    var probe: Probe<RpmKeyHost> {
        get throws(ModuleFailure) {
            let known = Self.installed.probe
            if let identifier { return known.map { RpmKeyHost(installed: $0, meant: [identifier], source: []) } }
            return known.and(try source).map { installed, source throws(ModuleFailure) in
                let keys = OpenPGPKey.keys(in: source)
                guard !keys.isEmpty else { throw ModuleFailure("\(key) holds no public key of OpenPGP") }
                return RpmKeyHost(installed: installed, meant: keys.map(\.fingerprint), source: source)
            }
        }
    }

    func recheck(of host: RpmKeyHost) -> Probe<RpmKeyHost> {
        Self.installed.probe.map { RpmKeyHost(installed: $0, meant: host.meant, source: host.source) }
    }

    func changes(from host: RpmKeyHost) throws(ModuleFailure) -> [Change] {
        let wanted = Set(fingerprint.map(Self.compact))
        guard wanted.isEmpty || identifier != nil || host.meant.contains(where: wanted.contains) else {
            throw ModuleFailure("\(key) holds \(host.meant.joined(separator: ", ")), which is none of `fingerprint`")
        }
        return state == .present ? adding(host) : removing(host)
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<RpmKeyHost>)
        -> ModuleFailure?
    {
        ModuleFailure("rpm refused the key: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<RpmKeyHost>) -> ModuleResult { [:] }
}

/// What `rpm_key` must know of the host.
struct RpmKeyHost: Sendable {
    /// Versions of the packages by which rpm holds keys: ends of their fingerprints, in upper case.
    var installed: [String]
    /// Fingerprints, or the id that the task names, in upper case.
    var meant: [String]
    var source: [UInt8]

    func has(_ key: String) -> Bool { installed.contains { Self.areSame($0, key) } }
}

extension RpmKey {
    private static let footprint = Footprint.named("keys of rpm")

    private static func compact(_ text: String) -> String {
        text.filter { !$0.isWhitespace }.uppercased()
    }

    /// The id or fingerprint that `key` is, if it is one.
    private var identifier: String? {
        guard !key.contains("/"), let id = try? AptKeyID(Self.compact(key)) else { return nil }
        return id.whole
    }

    private static let installed = HostFact(
        Command(
            .arguments(["rpm", "-q", "gpg-pubkey", "--qf", #"%{VERSION}\n"#]),
            environment: [EnvironmentVariable("LC_ALL", "C")]), reads: footprint
    ) { output throws(ModuleFailure) in
        guard output.exitCode <= 1 else {
            throw ModuleFailure("rpm does not tell its keys: \(output.complaint)", output: output)
        }
        return output.exitCode == 1 ? [] : output.standardOutput.text.split(separator: "\n").map { $0.uppercased() }
    }

    private var download: HTTPRequest? {
        get throws(ModuleFailure) {
            guard key.contains("://") else { return nil }
            var request = try WebRequest(method: "GET", url: key, arguments: WebArguments(), timeout: 10).request()
            request.validatesCertificates = validateCerts
            return request
        }
    }

    private var source: Probe<[UInt8]> {
        get throws(ModuleFailure) {
            let key = key
            guard let request = try download else {
                let interest = FileInterest(follow: true, contentsUpTo: FileInterest.largestEdited)
                return Probe<RemoteFile?>.file(RemotePath(key), interest).map { file throws(ModuleFailure) in
                    guard let contents = file?.contents else {
                        throw ModuleFailure("not a key, nor a file on the host: \(key)")
                    }
                    return contents
                }
            }
            return Probe<CommandOutput>.command(.printing(request), reading: []).map { output throws(ModuleFailure) in
                guard output.exitCode == 0 else {
                    throw ModuleFailure("the key cannot be got from \(key): \(output.complaint)", output: output)
                }
                return output.standardOutput.bytes
            }
        }
    }

    private func adding(_ host: RpmKeyHost) -> [Change] {
        let missing = host.meant.filter { !host.has($0) }
        guard !missing.isEmpty else { return [] }
        let script = #"file=$(mktemp) && cat >"$file" && rpm --import "$file"; code=$?; rm -f -- "$file"; exit $code"#
        var command = Command(.arguments(["/bin/sh", "-c", script]))
        command.input = host.source
        return [
            Change(
                "add the key \(missing.joined(separator: ", "))",
                diff: .setting("gpg-pubkey", before: nil, after: missing.joined(separator: " ")),
                steps: [.run(command)], touches: [Self.footprint],
                expects: Self.installed.becoming(host.installed + missing) { after in
                    missing.allSatisfy { key in after.contains { key.hasSuffix($0) } }
                })
        ]
    }

    private func removing(_ host: RpmKeyHost) -> [Change] {
        let leaving = host.installed.filter { version in host.meant.contains { RpmKeyHost.areSame($0, version) } }
        guard !leaving.isEmpty else { return [] }
        let names = leaving.map { "gpg-pubkey-\($0.lowercased())" }
        return [
            Change(
                "remove the key \(leaving.joined(separator: ", "))",
                diff: .setting("gpg-pubkey", before: leaving.joined(separator: " "), after: nil),
                steps: [.run(Command(.arguments(["rpm", "--erase", "--allmatches"] + names)))],
                touches: [Self.footprint],
                expects: Self.installed.becoming(host.installed.filter { !leaving.contains($0) }))
        ]
    }
}

extension RpmKeyHost {
    /// Whether one of them is the other, or its end.
    static func areSame(_ one: String, _ other: String) -> Bool { one.hasSuffix(other) || other.hasSuffix(one) }
}
