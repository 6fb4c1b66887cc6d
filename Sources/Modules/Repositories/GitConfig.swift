import ModuleKit
import Values

/// Reads and sets settings of git.
struct GitConfig: Module {
    enum AddMode: String, ArgumentChoice {
        case add
        case replaceAll = "replace-all"
    }

    enum Scope: String, ArgumentChoice {
        case file, local, global, system
    }

    static let doc = ModuleDoc(
        "git_config", "Read and change settings of git.", collection: "community.general",
        returns: [
            ReturnValue(
                "config_value", "The value; empty where there is none.", only: "if `name` is given and no `value`"),
            ReturnValue("config_values", "All settings.", only: "if `list_all` is set"),
        ],
        examples: """
            - name: Sign as the press
              community.general.git_config: { scope: global, name: format.from, value: press@example.net }
            - git_config: { scope: local, repo: /srv/press, name: remote.all.push, value: HEAD, add_mode: add }
            - git_config: { list_all: true, scope: system }
            - git_config: { scope: file, file: /srv/press.conf, name: format.from, state: absent }
            """)

    @Argument("Whether a value takes the place of others or stands beside them.") var addMode: AddMode = .replaceAll
    @Argument("The file, with the scope `file`.") var file: RemotePath?
    @Argument("Return all settings.") var listAll: Bool = false
    @Argument("The setting: `user.email`.") var name: String?
    @Argument("The repository, with the scope `local`.") var repo: RemotePath?
    @Argument("Which settings are meant.") var scope: Scope?
    @Argument("Whether there should be such a setting.") var state: Presence = .present
    @Argument("The value.") var value: String?

    static let rules: [ArgumentRule] = [
        .exclusive("list_all", "name"), .required("repo", when: "scope", is: "local"),
        .required("file", when: "scope", is: "file"),
    ]

    func validate() throws(ModuleFailure) {
        guard listAll || name != nil else { throw ModuleFailure("`name` or `list_all` is needed") }
        guard scope != nil || (value == nil && state == .present) else {
            throw ModuleFailure("`scope` is needed where something is to be changed")
        }
        guard state == .present || value == nil else { throw ModuleFailure("a setting that is removed has no `value`") }
        guard name.map({ $0.contains(".") && !$0.hasPrefix("-") }) ?? true else {
            throw ModuleFailure("not a name of a setting: \(name ?? "")")
        }
    }

    var touches: [Footprint] { [Self.footprint] + (file.map { [.path($0)] } ?? []) }
    var probe: Probe<[String]> { values.probe }

    func changes(from found: [String]) -> [Change] {
        guard !listAll, let name else { return [] }
        guard state == .present else {
            return found.isEmpty ? [] : [change(["--unset-all", name], from: found, to: [])]
        }
        guard let value else { return [] }
        if addMode == .add {
            return found.contains(value) ? [] : [change(["--add", name, value], from: found, to: found + [value])]
        }
        return found == [value] ? [] : [change(["--replace-all", name, value], from: found, to: [value])]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[String]>) -> ModuleFailure? {
        ModuleFailure("git refused: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<[String]>) -> ModuleResult {
        guard !listAll else { return ["config_values": .map(Mapping(applied.before.map(Self.pair)))] }
        guard value == nil, state == .present else { return [:] }
        return ["config_value": .string(applied.before.first ?? "")]
    }
}

extension GitConfig {
    private static let footprint = Footprint.named("git config")

    private static func pair(_ line: String) -> (String, Value) {
        let parts = line.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], .string(parts.count > 1 ? parts[1] : ""))
    }

    private func call(_ words: [String]) -> Command {
        let flags = scope.map { $0 == .file ? ["-f", file?.text ?? ""] : ["--\($0.rawValue)"] } ?? []
        var command = Command(
            .arguments(["git", "config"] + flags + words), environment: [EnvironmentVariable("LC_ALL", "C.UTF-8")])
        command.workingDirectory = repo ?? "/"
        return command
    }

    /// The values of the setting, or all settings.
    private var values: HostFact<[String]> {
        let words = listAll ? ["--includes", "-z", "--list"] : ["--includes", "-z", "--get-all", name ?? ""]
        return HostFact(call(words), reads: Self.footprint, .path(file ?? repo ?? "/etc/gitconfig")) {
            output throws(ModuleFailure) in
            let isEmpty =
                output.exitCode == 1
                || (output.exitCode == 128 && output.standardError.text.contains("unable to read config file"))
            guard output.exitCode == 0 || isEmpty else {
                throw ModuleFailure("git does not tell its settings: \(output.complaint)", output: output)
            }
            return output.standardOutput.text.split(separator: "\0").map(String.init)
        }
    }

    private func change(_ words: [String], from old: [String], to new: [String]) -> Change {
        let line = { (values: [String]) in values.isEmpty ? nil : values.joined(separator: "\n") }
        return Change(
            "\(name ?? "") \(line(old) ?? "unset") → \(line(new) ?? "unset")",
            diff: .setting(name ?? "", before: line(old), after: line(new)), steps: [.run(call(words))],
            touches: touches, expects: values.becoming(new))
    }
}
