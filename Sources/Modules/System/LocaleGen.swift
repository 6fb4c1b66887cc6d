import ModuleKit
import Values

/// Generates and removes locales.
struct LocaleGen: Module {
    static let doc = ModuleDoc(
        "locale_gen", "Generate and remove locales.", collection: "community.general",
        returns: [
            ReturnValue("name", "The locales."),
            ReturnValue("mechanism", "How the host keeps them: `glibc`, or `ubuntu_legacy` on old systems."),
        ],
        examples: """
            - name: Let the press speak Swedish
              community.general.locale_gen: { name: sv_SE.UTF-8 }
            - locale_gen: { name: [nb_NO.UTF-8, nn_NO.UTF-8], state: absent }
            """)

    @Argument("Names of the locales with their encoding, such as sv_SE.UTF-8.") var name: [String]
    @Argument("Whether the locales should be there.") var state: Presence = .present

    func validate() throws(ModuleFailure) {
        for name in name where !name.consists(of: .letters, .digits, "._-@") || name.hasPrefix("-") {
            throw ModuleFailure("not a name of a locale: \(name)")
        }
    }

    var touches: [Footprint] { [Self.footprint, .path(Self.list), .path(Self.folder)] }

    var probe: Probe<LocaleHost> {
        let whole = FileInterest(follow: true, contentsUpTo: FileInterest.largestEdited)
        return .all(
            generated.probe, .file(Self.list, whole), .file(Self.folder), .file(Self.folder.appending("local"), whole)
        ).map { LocaleHost(known: $0, list: $1, folder: $2, own: $3) }
    }

    func changes(from host: LocaleHost) throws(ModuleFailure) -> [Change] {
        guard host.list != nil || host.folder != nil else {
            throw ModuleFailure("the host keeps no list of locales", hint: "install the package locales first")
        }
        let unknown = name.filter { !host.known.has($0) && !host.known.supported.contains($0) }
        guard unknown.isEmpty else {
            throw ModuleFailure("the host does not know these locales: \(unknown.joined(separator: ", "))")
        }
        guard name.allSatisfy(host.known.has) != (state == .present) else { return [] }
        let edit = host.list != nil ? listed(host) : owned(host)
        return [edit, generation(host)].compactMap(\.self)
    }

    func result(_ applied: Applied<LocaleHost>) -> ModuleResult {
        [
            "name": .list(name.map(Value.string)),
            "mechanism": applied.before.list != nil ? "glibc" : "ubuntu_legacy",
        ]
    }
}

/// What `locale_gen` must know of the host.
struct LocaleHost: Sendable {
    var known: KnownLocales
    /// /etc/locale.gen.
    var list: RemoteFile?
    /// Where old Ubuntu keeps lists, and its own among them.
    var folder: RemoteFile?
    var own: RemoteFile?
}

/// The locales that a host has, and those of the task that it could have.
struct KnownLocales: Sendable, Hashable {
    private(set) var generated: Set<String> = []
    private(set) var supported: Set<String> = []

    fileprivate init(_ text: String) {
        let parts = text.split(separator: "\n").split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false)
        generated = Set((parts.first ?? []).map { Self.normal(String($0)) })
        supported = Set(
            (parts.last ?? []).compactMap { line in
                line.split { $0 == " " || $0 == "#" || $0 == "\t" }.first.map(String.init)
            })
    }

    func has(_ name: String) -> Bool { generated.contains(Self.normal(name)) }

    func becoming(_ names: [String], there: Bool) -> KnownLocales {
        var known = self
        let names = names.map(Self.normal)
        known.generated = there ? generated.union(names) : generated.subtracting(names)
        return known
    }

    /// `sv_SE.UTF-8` and `sv_SE.utf8` are the same.
    private static func normal(_ name: String) -> String {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return name }
        let ends = parts[1].split(separator: "@", maxSplits: 1).map(String.init)
        let encoding = ends[0].lowercased().filter { $0 != "-" }
        return "\(parts[0]).\(encoding)" + (ends.count > 1 ? "@" + ends[1] : "")
    }
}

/// What is done.
extension LocaleGen {
    private static let list = RemotePath("/etc/locale.gen")
    private static let folder = RemotePath("/var/lib/locales/supported.d")
    private static let footprint = Footprint.named("locales")

    private var generated: HostFact<KnownLocales> {
        let call = ["/bin/sh", "-c", Self.question, "sh"] + name
        return HostFact(
            Command(.arguments(call), environment: [EnvironmentVariable("LC_ALL", "C")]), reads: Self.footprint,
            .packages
        ) { KnownLocales($0.standardOutput.text) }
    }

    private static let question = """
        locale -a
        echo --
        for name; do grep -E "^[#[:space:]]*$name[[:space:]]" /usr/share/i18n/SUPPORTED; done
        :
        """

    private func generation(_ host: LocaleHost) -> Change {
        let isLegacy = host.list == nil
        let words = ["locale-gen"] + (isLegacy ? (state == .present ? name : ["--purge"]) : [])
        return Change(
            words.joined(separator: " "),
            diff: .setting(
                name.joined(separator: ", "), before: word(state == .absent), after: word(state == .present)),
            steps: [.run(Command(.arguments(words)))], touches: [Self.footprint],
            expects: generated.becoming(host.known.becoming(name, there: state == .present)) { [name, state] in
                name.allSatisfy($0.has) == (state == .present)
            })
    }

    private func word(_ isThere: Bool) -> String { isThere ? "present" : "absent" }

    /// Lines of the locales are enabled, or become comments.
    private func listed(_ host: LocaleHost) -> Change? {
        edit(Self.list, host.list) { line in
            let words = line.split(whereSeparator: { $0.isWhitespace || $0 == "#" }).map(String.init)
            guard line.first.map({ !$0.isWhitespace }) ?? false, words.count > 1, name.contains(words[0]) else {
                return line
            }
            return (state == .present ? "" : "# ") + words.joined(separator: " ")
        }
    }

    /// A list that has only what was added to it.
    private func owned(_ host: LocaleHost) -> Change? {
        guard state == .absent, host.own != nil else { return nil }
        return edit(Self.folder.appending("local"), host.own) { line in
            name.contains(line.split(separator: " ").first.map(String.init) ?? "") ? nil : line
        }
    }

    private func edit(_ path: RemotePath, _ file: RemoteFile?, _ transform: (String) -> String?) -> Change? {
        let before = String(hostBytes: file?.contents ?? [])
        var lines = before.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        let after = lines.compactMap(transform).map { $0 + "\n" }.joined()
        guard after != before else { return nil }
        return Change(
            "edit \(path)",
            diff: .contents(
                before: before.hostBytes, after: after.hostBytes, beforeHeader: path.text, afterHeader: path.text),
            steps: [.write(FileWrite(.holding(after.hostBytes), to: FileWrite.Target(path)))])
    }
}
