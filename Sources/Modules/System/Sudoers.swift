import ModuleKit
import Values

/// Lets users or groups run commands as others, each rule in a file of its own.
struct Sudoers: Module {
    enum Validation: String, ArgumentChoice {
        case absent, detect, required
    }

    static let doc = ModuleDoc(
        "sudoers", "Manage rules of sudo.", collection: "community.general",
        examples: """
            - name: Let pickers open the gate
              community.general.sudoers:
                name: gate
                group: pickers
                commands: [/usr/bin/gate open, /usr/bin/gate close]
                runas: keeper
            - sudoers: { name: backup, user: anna, commands: ALL, nopassword: false, setenv: true }
            - sudoers: { name: gate, state: absent }
            """)

    @Argument("The commands, with paths and arguments, or `ALL`.") var commands: [String] = []
    @Argument("The group that may run them.") var group: String?
    @Argument("The hosts on which it holds.") var host: String = "ALL"
    @Argument("The name of the rule and of its file.") var name: String
    @Argument("Keep the commands from running others.") var noexec: Bool = false
    @Argument("Ask for no password.") var nopassword: Bool = true
    @Argument("Whom they may be run as: `user`, `user:group` or `ALL`.") var runas: String?
    @Argument("Let the caller keep its environment.") var setenv: Bool = false
    @Argument("Whether there should be such a rule.") var state: Presence = .present
    @Argument("The directory of the rules.") var sudoersPath: RemotePath = "/etc/sudoers.d"
    @Argument("The user that may run them.") var user: String?
    @Argument("Whether visudo looks at the rule: never, where the host has it, always.") var validation: Validation =
        .detect

    static let rules: [ArgumentRule] = [
        .exclusive("user", "group"), .required("commands", when: "state", is: "present"),
    ]

    func validate() throws(ModuleFailure) {
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            throw ModuleFailure("not a name of a rule: \(name)")
        }
        guard state == .absent || user != nil || group != nil else {
            throw ModuleFailure("`user` or `group` is needed")
        }
        let words = commands + [user, group, runas, host].compactMap(\.self)
        guard !words.contains(where: { $0.contains { $0.isNewline } }) else {
            throw ModuleFailure("a rule is one line, but there is a line break in it")
        }
    }

    var probe: Probe<SudoersHost> {
        .all(
            .file(file, FileInterest(follow: true, contentsUpTo: 1 << 20)),
            .asked(if: state == .present && validation == .detect) { .program("visudo") }
        ).map { SudoersHost(file: $0, visudo: $1 ?? nil) }
    }

    func changes(from host: SudoersHost) -> [Change] {
        let old = host.file?.contents
        guard state == .present else {
            return host.file == nil
                ? [] : [Change("remove the rule \(name)", diff: diff(old, nil), steps: [.remove(file)])]
        }
        let wanted = Array(rule.hostBytes)
        guard old != wanted else { return [] }
        let checks = validation == .required || (validation == .detect && host.visudo != nil)
        let target = FileWrite.Target(
            file, attributes: FileAttributes(mode: 0o440), validate: checks ? "visudo -c -f %s" : nil)
        return [
            Change("rule \(name)", diff: diff(old, wanted), steps: [.write(FileWrite(Content(wanted), to: target))])
        ]
    }

    func result(_ applied: Applied<SudoersHost>) -> ModuleResult { [:] }
}

/// What `sudoers` must know of the host.
struct SudoersHost: Sendable {
    var file: RemoteFile?
    var visudo: RemotePath?
}

extension Sudoers {
    private var file: RemotePath { sudoersPath.appending(name) }

    /// As sudoers(5) writes it.
    private var rule: String {
        let owner = user ?? "%\(group ?? "")"
        let tags = [(noexec, "NOEXEC:"), (nopassword, "NOPASSWD:"), (setenv, "SETENV:")].filter(\.0).map(\.1).joined()
        return "\(owner) \(host)=\(runas.map { "(\($0))" } ?? "")\(tags) \(commands.joined(separator: ", "))\n"
    }

    private func diff(_ before: [UInt8]?, _ after: [UInt8]?) -> Diff {
        .contents(before: before, after: after, beforeHeader: file.text, afterHeader: file.text)
    }
}
