import ModuleKit
import Values

/// Installs and removes packages of Node.js.
struct Npm: Module {
    enum Goal: String, ArgumentChoice {
        case present, absent, latest
    }

    static let doc = ModuleDoc(
        "npm", "Manage packages of Node.js.", collection: "community.general",
        checkMode: .partly(except: "what packages without a version, and those of package.json, bring"),
        examples: """
            - name: Give the press its own libraries
              community.general.npm: { path: /srv/press, production: true }
            - npm: { name: uglify-js, global: true, state: latest }
            - npm: { name: left-pad, version: 1.3.0, path: /srv/press, registry: "https://npm.example.net/" }
            - npm: { path: /srv/press, ci: true }
            - npm: { name: left-pad, path: /srv/press, state: absent }
            """)

    @Argument("Install exactly what package-lock.json says; always counts as changed.") var ci: Bool = false
    @Argument("Path of npm, or a command line.") var executable: RemotePath?
    @Argument("Install even where npm has objections.") var force: Bool = false
    @Argument("Install for all users instead of in `path`.") var global: Bool = false
    @Argument("Run no scripts of packages.") var ignoreScripts: Bool = false
    @Argument("Name of the package; without it, the packages of package.json are meant.") var name: String?
    @Argument("Make no links to programs.") var noBinLinks: Bool = false
    @Argument("Leave optional packages out.") var noOptional: Bool = false
    @Argument("The directory in whose node_modules packages are; it is created if missing.") var path: RemotePath?
    @Argument("Leave packages out that are for development.") var production: Bool = false
    @Argument("URL of the registry.") var registry: String?
    @Argument("Whether the package should be there, newest, or absent.") var state: Goal = .present
    @Argument("Run scripts of packages as root.") var unsafePerm: Bool = false
    @Argument("The version.") var version: String?

    static let rules: [ArgumentRule] = [
        .required("name", when: "state", is: "absent"), .requires("version", "name"),
    ]

    func validate() throws(ModuleFailure) {
        guard path != nil || global else { throw ModuleFailure("`path` is needed, unless `global` is set") }
        guard name.map({ !$0.isEmpty && !$0.hasPrefix("-") }) ?? true else {
            throw ModuleFailure("not a name of a package: \(name ?? "")")
        }
    }

    var touches: [Footprint] {
        let files = ["node_modules", "package.json", "package-lock.json"]
        return [footprint] + files.compactMap { path?.appending($0) }.map(Footprint.path)
    }

    var probe: Probe<NpmHost> {
        .all(
            program, .asked(if: path != nil && !global) { missing },
            .asked(if: !ci) { packages.probe }, .asked(if: state == .latest && !ci) { outdated.probe }
        ).map { NpmHost(missing: $1 ?? [], packages: $2 ?? NpmPackages(), outdated: $3 ?? []) }
    }

    func changes(from host: NpmHost) -> [Change] {
        var changes: [Change] = []
        let isMissing = host.packages.lacks(name, version: version)
        switch state {
        case _ where ci: changes = [change("ci", host, to: nil)]
        case .present where isMissing: changes = [change("install", host, to: host.packages.adding(name, version))]
        case .latest:
            if isMissing { changes.append(change("install", host, to: host.packages.adding(name, version))) }
            if !host.outdated.isEmpty { changes.append(change("update", host, to: nil)) }
        case .absent where host.packages.installed[name ?? ""] != nil:
            changes = [change("uninstall", host, to: host.packages.removing(name ?? ""))]
        case .present, .absent: break
        }
        guard !changes.isEmpty, state != .absent else { return changes }
        return host.missing.map { Change("create the directory \($0)", steps: [.makeDirectory($0, FileAttributes())]) }
            + changes
    }

    func result(_ applied: Applied<NpmHost>) -> ModuleResult { [:] }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<NpmHost>) -> ModuleFailure? {
        ModuleFailure("npm failed: \(output.complaint)", output: output)
    }
}

/// What `npm` must know of the host.
struct NpmHost: Sendable {
    /// Directories that are to be made first, outermost first.
    var missing: [RemotePath]
    var packages: NpmPackages
    /// Names of packages that have newer versions.
    var outdated: [String]
}

/// The packages of one directory, or of all users.
struct NpmPackages: Sendable, Hashable {
    /// Versions by names; an empty one is not known.
    var installed: [String: String] = [:]
    /// What package.json asks for and is not there, or not as it should be.
    var missing: Set<String> = []

    func lacks(_ name: String?, version: String?) -> Bool {
        guard missing.isEmpty, let name else { return !missing.isEmpty || installed.isEmpty }
        guard let found = installed[name] else { return true }
        return version.map { $0 != found } ?? false
    }

    /// With what an installation brings, which also brings what is missing.
    func adding(_ name: String?, _ version: String?) -> NpmPackages {
        var packages = self
        for missing in missing { packages.installed[missing] = "" }
        packages.missing = []
        if let name { packages.installed[name] = version ?? "" }
        return packages
    }

    /// Whether the same packages are there, whatever their versions.
    func hasSameNames(as other: NpmPackages) -> Bool {
        missing == other.missing && Set(installed.keys) == Set(other.installed.keys)
    }

    func removing(_ name: String) -> NpmPackages {
        var packages = self
        packages.installed[name] = nil
        return packages
    }
}

/// The calls of npm.
extension Npm {
    private var footprint: Footprint { .named("npm:\(global ? "" : path?.text ?? "")") }

    private var words: [String] { executable.map { Shlex($0.text).texts } ?? ["npm"] }

    private var program: Probe<Void> {
        guard let name = words.first else { return .nothing }
        return .program(name).map { path throws(ModuleFailure) in
            guard path != nil else { throw ModuleFailure("the host has no \(name)", hint: "install Node.js first") }
        }
    }

    private func call(_ verb: String) -> [String] {
        let flags: [(Bool, String)] = [
            (global, "--global"), (production && ["install", "update", "ci"].contains(verb), "--production"),
            (ignoreScripts, "--ignore-scripts"), (unsafePerm, "--unsafe-perm"),
        ]
        let last: [(Bool, String)] = [
            (noOptional, "--no-optional"), (noBinLinks, "--no-bin-links"), (force, "--force"),
        ]
        let chosen = { (flags: [(Bool, String)]) in flags.filter(\.0).map(\.1) }
        let version = state == .absent ? nil : version
        let subject = name.map { name in version.map { "\(name)@\($0)" } ?? name }
        return words + [verb] + chosen(flags) + [subject].compactMap(\.self)
            + (registry.map { ["--registry", $0] } ?? [])
            + chosen(last)
    }

    private func change(_ verb: String, _ host: NpmHost, to after: NpmPackages?) -> Change {
        var command = Command(.arguments(call(verb)))
        command.workingDirectory = path
        let old = host.packages.installed[name ?? ""]
        let diff = name.map { Diff.setting($0, before: old, after: verb == "uninstall" ? nil : version ?? "newest") }
        let expects = after.map { after in packages.becoming(after) { $0.hasSameNames(as: after) } }
        var change = Change(
            "npm \(verb) \(name ?? "")".trimmed, diff: diff, steps: [.run(command)], touches: touches,
            expects: expects ?? [packages.query: .unknown])
        if verb == "install", old == "" { change.doubt = "only npm can tell which version of \(name ?? "") comes" }
        return change
    }

    private var missing: Probe<[RemotePath]> {
        let directories = path.map { $0.ancestors + [$0] } ?? []
        return Probe<[RemoteFile?]>.files(directories, FileInterest(follow: true)).map { found in
            zip(directories, found).filter { $0.1 == nil }.map(\.0)
        }
    }

    /// In a directory that does not exist there are no packages; npm ends with a code where it finds something amiss.
    private func question(_ words: [String]) -> Command {
        let script = #"if [ -n "$1" ]; then cd -- "$1" 2>/dev/null || exit 0; fi; shift; "$@"; :"#
        var command = Command(.arguments(["/bin/sh", "-c", script, "sh", path?.text ?? ""] + words))
        command.environment = [
            EnvironmentVariable("NO_UPDATE_NOTIFIER", "1"), EnvironmentVariable("LC_ALL", "C.UTF-8"),
        ]
        return command
    }

    private var packages: HostFact<NpmPackages> {
        let list = words + ["list", "--json", "--long", "--depth=0"] + (global ? ["--global"] : [])
        return HostFact(
            question(list), reads: footprint, .path(path?.appending("node_modules") ?? "/usr/lib/node_modules")
        ) {
            output throws(ModuleFailure) in
            let text = output.standardOutput.text.trimmed
            guard let value = try? JSONReader.value(of: text.isEmpty ? "{}" : text) else {
                throw ModuleFailure("npm does not tell its packages: \(output.complaint)", output: output)
            }
            return NpmPackages(value)
        }
    }

    private var outdated: HostFact<[String]> {
        let list = words + ["outdated", "--parseable"] + (global ? ["--global"] : []) + [name].compactMap(\.self)
        return HostFact(
            question(list), reads: footprint, .path(path?.appending("node_modules") ?? "/usr/lib/node_modules")
        ) { output in
            output.standardOutput.text.split(separator: "\n").compactMap { line in
                let wanted = line.split(separator: ":", omittingEmptySubsequences: false).dropFirst().first ?? ""
                return wanted.lastIndex(of: "@").map { String(wanted[..<$0]) }
            }
        }
    }
}

extension NpmPackages {
    fileprivate init(_ list: Value) {
        for (name, details) in list.map?["dependencies"]?.map ?? [:] {
            guard let name = name.text else { continue }
            let isAmiss = ["missing", "invalid"].contains { details.map?[$0]?.boolean ?? (details.map?[$0] != nil) }
            if isAmiss { missing.insert(name) } else { installed[name] = details.map?["version"]?.text ?? "" }
        }
    }
}
