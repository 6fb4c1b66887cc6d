import ModuleKit
import Values

/// Installs and removes packages of Ruby.
struct Gem: Module {
    enum Goal: String, ArgumentChoice {
        case present, absent, latest
    }

    static let doc = ModuleDoc(
        "gem", "Manage packages of Ruby.", collection: "community.general",
        checkMode: .partly(except: "whether the source has the package"),
        returns: [ReturnValue("name", "The package."), ReturnValue("state", "What it should be.")],
        examples: """
            - name: Have the press count its apples
              community.general.gem: { name: apple_counter, version: 2.1.0, user_install: false }
            - gem: { name: apple_counter, state: latest, source: "https://gems.example.net/" }
            - gem: { name: apple_counter, gem_source: /srv/apple_counter-2.1.0.gem }
            - gem: { name: apple_counter, state: absent }
            """)

    @Argument("Where programs are put.") var bindir: RemotePath?
    @Argument("Flags for what is compiled.") var buildFlags: String?
    @Argument("Let programs find Ruby by env(1).") var envShebang: Bool = false
    @Argument("Path of the program gem, or a command line.") var executable: RemotePath?
    @Argument("Do it whatever depends on it.") var force: Bool = false
    @Argument("A file of the package on the host.") var gemSource: RemotePath?
    @Argument("Install what it depends on, too.") var includeDependencies: Bool = true
    @Argument("Install its documentation, too.") var includeDoc: Bool = false
    @Argument("The directory of the packages, if it is not the usual one.") var installDir: RemotePath?
    @Argument("The package.") var name: String
    @Argument("Leave configuration files of gem alone.") var norc: Bool = true
    @Argument("Take versions that are not released yet.") var preRelease: Bool = false
    @Argument("URL of the source.", aliases: "source") var repository: String?
    @Argument("Whether the package should be there, newest, or absent.") var state: Goal = .present
    @Argument("Install it for the user only.") var userInstall: Bool = true
    @Argument("The version.") var version: String?

    static let rules: [ArgumentRule] = [.exclusive("gem_source", "version")]

    func validate() throws(ModuleFailure) {
        guard name.consists(of: .letters, .digits, "_.-"), !name.hasPrefix("-"), !name.isEmpty else {
            throw ModuleFailure("not a name of a package: \(name)")
        }
        guard version.map({ !$0.hasPrefix("-") }) ?? true else {
            throw ModuleFailure("not a version: \(version ?? "")")
        }
        guard installDir == nil || !userInstall else {
            throw ModuleFailure("`install_dir` needs `user_install: false`")
        }
        guard gemSource == nil || state != .latest else { throw ModuleFailure("a file is not `latest`") }
    }

    var touches: [Footprint] { [footprint] }

    var probe: Probe<GemHost> {
        .all(installed.probe, .asked(if: state == .latest) { newest.probe }).map {
            GemHost(installed: $0, newest: $1 ?? nil)
        }
    }

    func changes(from host: GemHost) throws(ModuleFailure) -> [Change] {
        let wanted = version ?? host.newest
        let isThere = host.installed.contains { wanted == nil || $0 == wanted }
        switch state {
        case .absent:
            guard isThere else { return [] }
            let rest = version == nil ? [] : host.installed.filter { $0 != version }
            return [change("remove \(name)", removal, from: host, to: rest)]
        case .latest where host.newest == nil && version == nil:
            throw ModuleFailure("the source has no package \(name)")
        case .present, .latest:
            guard !isThere else { return [] }
            return [change("install \(name)", installation, from: host, to: host.installed + [wanted ?? ""])]
        }
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<GemHost>) -> ModuleFailure? {
        ModuleFailure("gem failed: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<GemHost>) -> ModuleResult {
        var result: ModuleResult = ["name": .string(name), "state": .string(state.rawValue)]
        if let version { result["version"] = .string(version) }
        return result
    }
}

/// What `gem` must know of the host.
struct GemHost: Sendable {
    /// Versions.
    var installed: [String]
    var newest: String?
}

extension Gem {
    private var footprint: Footprint { .named("gem:\(installDir?.text ?? "")") }

    private var words: [String] { executable.map { Shlex($0.text).texts } ?? ["gem"] }

    /// Where packages are looked for; those of the user come to light because gem always looks there.
    private func call(_ words: [String]) -> Command {
        var command = Command(.arguments(self.words + words.prefix(1) + (norc ? ["--norc"] : []) + words.dropFirst()))
        command.environment = [EnvironmentVariable("LC_ALL", "C.UTF-8")]
        if let installDir { command.environment.append(EnvironmentVariable("GEM_HOME", installDir.text)) }
        return command
    }

    private func versions(_ words: [String]) -> HostFact<[String]> {
        let name = name
        return HostFact(call(words), reads: footprint) { output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("gem does not tell its packages: \(output.complaint)", output: output)
            }
            // Behind a version its platform may stand, before it `default:`.
            let line = output.standardOutput.text.split(separator: "\n").first { $0.hasPrefix("\(name) (") }
            let list = line?.dropFirst(name.count + 2).prefix { $0 != ")" } ?? ""
            return list.split(separator: ",").compactMap { String($0).words.first { $0.first?.isNumber == true } }
        }
    }

    private var installed: HostFact<[String]> { versions(["list", "--local", "^\(name)$"]) }

    private var newest: HostFact<String?> {
        let source = repository.map { ["--clear-sources", "--source", $0] } ?? []
        let words = ["list", "--remote", "^\(name)$"] + source + (preRelease ? ["--prerelease"] : [])
        let name = name
        return HostFact(call(words), reads: .named("source of \(name)")) { output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("the source does not tell its packages: \(output.complaint)", output: output)
            }
            let line = output.standardOutput.text.split(separator: "\n").first { $0.hasPrefix("\(name) (") }
            return line?.dropFirst(name.count + 2).split { ", )".contains($0) }.first.map(String.init)
        }
    }

    private var removal: [String] {
        let directory = installDir.map { ["--install-dir", $0.text] } ?? []
        let which = version.map { ["--version", $0] } ?? ["--all"]
        let bin = bindir.map { ["--bindir", $0.text] } ?? []
        return ["uninstall"] + directory + bin + which + ["--executable"] + (force ? ["--force"] : []) + [name]
    }

    private var installation: [String] {
        var words = ["install"]
        words += version.map { ["--version", $0] } ?? []
        words += repository.map { ["--source", $0] } ?? []
        if !includeDependencies { words.append("--ignore-dependencies") }
        if let installDir { words += ["--install-dir", installDir.text] }
        words.append(userInstall ? "--user-install" : "--no-user-install")
        words += bindir.map { ["--bindir", $0.text] } ?? []
        if preRelease { words.append("--pre") }
        if !includeDoc { words.append("--no-document") }
        if envShebang { words.append("--env-shebang") }
        if force { words.append("--force") }
        words.append(gemSource?.text ?? name)
        return words + (buildFlags.map { ["--", $0] } ?? [])
    }

    private func change(_ summary: String, _ words: [String], from host: GemHost, to after: [String]) -> Change {
        let text = { (versions: [String]) in versions.isEmpty ? nil : versions.joined(separator: ", ") }
        return Change(
            summary, diff: .setting(name, before: text(host.installed), after: text(after) ?? nil),
            steps: [.run(call(words))], touches: touches,
            expects: installed.becoming(after) { $0.isEmpty == after.isEmpty })
    }
}
