import ModuleKit
import Values

/// Makes targets of a Makefile.
struct Make: Module {
    static let doc = ModuleDoc(
        "make", "Make targets of a Makefile.", collection: "community.general",
        returns: [
            ReturnValue("chdir", "The directory."), ReturnValue("command", "The call of make."),
            ReturnValue("file", "The Makefile, if given."), ReturnValue("jobs", "How many jobs ran, if given."),
            ReturnValue("params", "The parameters, if given."), ReturnValue("target", "The target, if given."),
            ReturnValue("targets", "The targets, if given."),
        ] + .ofPrograms,
        differences: "Whether there is something to do, `make --question` tells.",
        examples: """
            - name: Build the press
              community.general.make: { chdir: /usr/src/press, target: install, params: { PREFIX: /opt/press } }
            - make: { chdir: /usr/src/press, targets: [all, check], jobs: 4, file: Makefile.linux }
            """)

    @Argument("The directory.") var chdir: RemotePath
    @Argument("The Makefile, if it is another than usual.") var file: RemotePath?
    @Argument("How many jobs run at once.") var jobs: Int?
    @Argument("The program, if it is another than gmake or make.") var make: RemotePath?
    @Argument("Parameters, with a value or none.") var params: Mapping?
    @Argument("The target.") var target: String?
    @Argument("Several targets.") var targets: [String]?

    static let rules: [ArgumentRule] = [.exclusive("target", "targets")]

    func validate() throws(ModuleFailure) {
        for word in goals + parameters where word.hasPrefix("-") {
            throw ModuleFailure("not a target or a parameter of make: \(word)")
        }
    }

    var touches: [Footprint] { [.path(chdir)] }
    var probe: Probe<Bool> { isMade.probe }

    func changes(from isMade: Bool) -> [Change] {
        guard !isMade else { return [] }
        return [
            Change(
                words.joined(separator: " "), steps: [.run(command([]))], expects: [self.isMade.query: .unknown],
                directory: chdir)
        ]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Bool>) -> ModuleFailure? {
        ModuleFailure("make failed: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<Bool>) -> ModuleResult {
        var result = applied.outputs.first?.result ?? [:]
        result.merge([
            "chdir": .string(chdir.text), "command": .string(words.map(Shlex.quote).joined(separator: " ")),
            "file": file.map { .string($0.text) } ?? .null, "jobs": jobs.map { .int($0) } ?? .null,
            "params": params.map { .map($0) } ?? .null, "target": target.map { .string($0) } ?? .null,
            "targets": targets.map { .list($0.map(Value.string)) } ?? .null,
        ])
        return result
    }
}

extension Make {
    private var goals: [String] { [target].compactMap(\.self) + (targets ?? []) }

    private var parameters: [String] {
        (params ?? [:]).map { key, value in
            let text = value.isNull ? "" : value.pythonText
            return text.isEmpty ? key.pythonText : "\(key.pythonText)=\(text)"
        }
    }

    private var words: [String] {
        let options = (jobs.map { ["-j", String($0)] } ?? []) + (file.map { ["--file", $0.text] } ?? [])
        return [make?.text ?? "make"] + options + goals + parameters
    }

    /// GNU's make comes first where the host has another, too.
    private func command(_ flags: [String]) -> Command {
        let script = #"""
            program=$1; shift
            if [ "$program" = make ] && command -v gmake >/dev/null 2>&1; then program=gmake; fi
            command -v "$program" >/dev/null 2>&1 || { echo "the host has no $program" >&2; exit 127; }
            exec "$program" "$@"
            """#
        var command = Command(.arguments(["/bin/sh", "-c", script, "sh", words[0]] + flags + words.dropFirst()))
        command.workingDirectory = chdir
        return command
    }

    /// 1 tells that something is to be made, and 2 that this cannot be told.
    private var isMade: HostFact<Bool> {
        HostFact(command(["--question"]), reads: .path(chdir)) { output throws(ModuleFailure) in
            guard output.exitCode <= 1 else { throw ModuleFailure("make failed: \(output.complaint)", output: output) }
            return output.exitCode == 0
        }
    }
}
