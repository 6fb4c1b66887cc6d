import ModuleKit
import Values

/// Manages programs that supervisord looks after.
struct Supervisorctl: Module {
    enum Goal: String, ArgumentChoice {
        case present, started, stopped, restarted, absent, signalled
    }

    static let doc = ModuleDoc(
        "supervisorctl", "Manage programs that supervisord looks after.", collection: "community.general",
        returns: [
            ReturnValue("name", "The program."), ReturnValue("state", "What it should be."),
            ReturnValue("affected", "The programs that something was done with.", only: "if there are any"),
        ],
        examples: """
            - name: Keep the press running
              community.general.supervisorctl: { name: press, state: started }
            - supervisorctl: { name: "pickers:", state: restarted }
            - supervisorctl: { name: press, state: signalled, signal: HUP, server_url: "unix:///run/press.sock" }
            - supervisorctl: { name: press, state: absent, stop_before_removing: true }
            """)

    @Argument("Configuration of supervisord.") var config: RemotePath?
    @Argument("The program, a group and a colon, or `all`.") var name: String
    @Argument("Password at supervisord.") var password: Secret?
    @Argument("Where supervisord listens.") var serverUrl: String?
    @Argument("The signal, with `signalled`.") var signal: String?
    @Argument("What the program should be; `restarted` and `signalled` always act.") var state: Goal
    @Argument("Stop it before it is removed.") var stopBeforeRemoving: Bool = false
    @Argument("The program supervisorctl.") var supervisorctlPath: RemotePath?
    @Argument("User at supervisord.") var username: String?

    static let rules: [ArgumentRule] = [.required("signal", when: "state", is: "signalled")]

    func validate() throws(ModuleFailure) {
        guard !name.isEmpty, !name.hasPrefix("-"), !name.contains(where: \.isWhitespace) else {
            throw ModuleFailure("not a name of a program: \(name)")
        }
        guard signal.map({ $0.consists(of: .letters, .digits) && !$0.isEmpty }) ?? true else {
            throw ModuleFailure("not a signal: \(signal ?? "")")
        }
        let words = [serverUrl, username].compactMap(\.self)
        guard !words.contains(where: { $0.contains(where: \.isNewline) }) else {
            throw ModuleFailure("`server_url` and `username` must not contain a line break")
        }
    }

    var touches: [Footprint] { [Self.footprint, .services] }

    var probe: Probe<[String: String]> { status.probe }

    func changes(from host: [String: String]) throws(ModuleFailure) -> [Change] {
        let meant = host.keys.filter(isMeant).sorted()
        var after = host
        switch state {
        case .present:
            guard meant.isEmpty else { return [] }
            after[name] = "STARTING"
            return [change("add \(name)", [["reread"], ["add", subject]], from: host, to: after)]
        case .absent:
            guard !meant.isEmpty else { return [] }
            for program in meant { after[program] = nil }
            let stop = stopBeforeRemoving ? [["stop", subject + (isGroup ? ":*" : "")]] : []
            return [change("remove \(name)", stop + [["reread"], ["remove", subject]], from: host, to: after)]
        case .started, .stopped, .signalled, .restarted: break
        }
        guard !meant.isEmpty || state == .restarted else {
            throw ModuleFailure("supervisord knows no program \(name)", hint: "add it with `state: present`")
        }
        let running = { (program: String) in ["RUNNING", "STARTING"].contains(host[program]) }
        let (verb, chosen): ([String], [String]) =
            switch state {
            case .started: (["start"], meant.filter { !running($0) })
            case .stopped: (["stop"], meant.filter(running))
            case .signalled: (["signal", signal ?? ""], meant.filter { host[$0] == "RUNNING" })
            default: (["restart"], meant)
            }
        guard !chosen.isEmpty || state == .restarted else { return [] }
        let names = chosen.isEmpty ? [name] : chosen
        for program in names where state != .signalled { after[program] = state == .stopped ? "STOPPED" : "RUNNING" }
        let first = state == .restarted ? [["update"]] : []
        return [change("\(verb[0]) \(names.joined(separator: ", "))", first + [verb + names], from: host, to: after)]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[String: String]>)
        -> ModuleFailure?
    {
        ModuleFailure("supervisord refused: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<[String: String]>) throws(ModuleFailure) -> ModuleResult {
        let spoken = applied.outputs.map(\.standardOutput.text).joined()
        if let line = spoken.split(separator: "\n").first(where: { $0.contains(": ERROR") || $0.hasPrefix("error:") }) {
            throw ModuleFailure("supervisord refused: \(line)")
        }
        var result: ModuleResult = ["name": .string(name), "state": .string(state.rawValue)]
        if let affected, applied.changed {
            result["affected"] = .list(affected(applied.before).map(Value.string))
        }
        return result
    }
}

extension Supervisorctl {
    private static let footprint = Footprint.named("supervisord")

    private var isGroup: Bool { name.hasSuffix(":") }

    /// As supervisorctl takes it where a whole group is added or removed.
    private var subject: String { isGroup ? String(name.dropLast()) : name }

    /// What programs are called: `name`, or `group:name`.
    private func isMeant(_ program: String) -> Bool {
        if name == "all" { return true }
        let parts = program.split(separator: ":").map(String.init)
        if isGroup { return parts.count == 2 && parts[0] == subject }
        return program == name || (!name.contains(":") && parts.count == 2 && parts[0] == name && parts[1] == name)
    }

    private var affected: (([String: String]) -> [String])? {
        switch state {
        case .present, .absent: nil
        default: { $0.keys.filter(isMeant).sorted() }
        }
    }

    /// States of programs by their names.
    private var status: HostFact<[String: String]> {
        HostFact(call([["status"]]), reads: Self.footprint, .services) { output throws(ModuleFailure) in
            // 3 tells that some program does not run.
            guard [0, 3].contains(output.exitCode) else {
                throw ModuleFailure("supervisord does not tell its programs: \(output.complaint)", output: output)
            }
            let lines = output.standardOutput.text.split(separator: "\n").map { String($0).words }
            return Dictionary(lines.filter { $0.count > 1 }.map { ($0[0], $0[1]) }) { $1 }
        }
    }

    private func change(
        _ summary: String, _ calls: [[String]], from before: [String: String], to after: [String: String]
    ) -> Change {
        let text = { (states: [String: String]) in
            let known = states.filter { isMeant($0.key) }.sorted { $0.key < $1.key }
            return known.isEmpty ? nil : known.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
        let names = Set(after.keys)
        return Change(
            summary, diff: .setting(name, before: text(before), after: text(after)), steps: [.run(call(calls))],
            touches: touches,
            // Whether a program stays up, time tells.
            expects: status.becoming(after) { names.isSubset(of: Set($0.keys)) || state == .present })
    }

    /// Several calls behind each other. A password stands in a file that only its owner reads, while they last.
    private func call(_ calls: [[String]]) -> Command {
        let options =
            (config.map { ["-c", $0.text] } ?? []) + (serverUrl.map { ["-s", $0] } ?? [])
            + (username.map { ["-u", $0] } ?? [])
        let program = supervisorctlPath?.text ?? "supervisorctl"
        let lines = calls.map { #""$@" "# + $0.map(Shlex.quote).joined(separator: " ") }.joined(separator: " && ")
        let checking = #"command -v "$1" >/dev/null 2>&1 || { echo "the host has no $1" >&2; exit 127; }"#
        guard let password else {
            let words = ["/bin/sh", "-c", "\(checking)\n\(lines)", "sh", program] + options
            return Command(.arguments(words), environment: [EnvironmentVariable("LC_ALL", "C")])
        }
        let script = #"""
            \#(checking)
            file=$(mktemp) || exit
            trap 'rm -f "$file"' EXIT
            url=$SWIFTPLAY_URL
            [ -n "$url" ] || url=$(sed -n 's/^serverurl *= *\([^ ;]*\).*/\1/p' "$2" | head -n 1)
            printf '[supervisorctl]\nserverurl = %s\nusername = %s\npassword = %s\n' "$url" "$SWIFTPLAY_USER" \
                "$SWIFTPLAY_PASSWORD" >"$file"
            set -- "$1" -c "$file"
            """# + "\n" + lines
        let words = ["/bin/sh", "-c", script, "sh", program, config?.text ?? "/etc/supervisor/supervisord.conf"]
        return Command(
            .arguments(words),
            environment: [
                EnvironmentVariable("LC_ALL", "C"), EnvironmentVariable("SWIFTPLAY_URL", serverUrl ?? ""),
                EnvironmentVariable("SWIFTPLAY_USER", username ?? ""),
                EnvironmentVariable("SWIFTPLAY_PASSWORD", password),
            ])
    }
}
