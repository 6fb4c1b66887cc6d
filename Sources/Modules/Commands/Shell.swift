import ModuleKit
import Values

/// Runs text through a shell of the host.
struct Shell: Module {
    static let doc = ModuleDoc(
        "shell", "Run a command line with a shell on the host.", checkMode: .skips, traits: [.takesCommandLine],
        freeForm: "cmd",
        returns: [ReturnValue("cmd", "The text of the command.")] + .ofCommand,
        differences: """
            `start`, `end` and `delta` are taken from the controller's clock, in UTC.
            """,
        examples: """
            - shell: bin/report > report.txt
            - shell:
                cmd: sort names | uniq -c
                chdir: /srv/orchard
                creates: counted
            - shell: { cmd: "shopt -s nullglob; echo *.pear", executable: /bin/bash }
            """)

    @Argument("The command line to run.", aliases: "_raw_params", "free_form") var cmd: String
    @ArgumentGroup var guards: CommandGuards
    @Argument("The absolute path of the shell to use.") var executable: RemotePath?
    @Argument("Text for the shell's standard input.") var stdin: String?
    @Argument("Whether a line break is added to `stdin`.") var stdinAddNewline: Bool = true

    func validate() throws(ModuleFailure) {
        if cmd.trimmed.isEmpty {
            throw ModuleFailure("\(MatchedPhrase.noCommand)", hint: "give `cmd`", fields: ["rc": 256])
        }
    }

    var touches: [Footprint] { guards.touches + Footprint.named(in: [cmd]) }

    var probe: Probe<Exemption?> { guards.probe }

    func changes(from exemption: Exemption?) -> [Change] {
        guard exemption == nil else { return [] }
        let command = Command(
            .shell(cmd, executable: executable?.text), workingDirectory: guards.chdir,
            input: StandardInput.bytes(stdin, addingNewline: stdinAddNewline))
        return [Change("run a shell command", steps: [.run(command)])]
    }

    /// The report judges the code, for its keys are part of the failure.
    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Exemption?>)
        -> ModuleFailure?
    {
        nil
    }

    func result(_ applied: Applied<Exemption?>) throws(ModuleFailure) -> ModuleResult {
        if let exemption = applied.before { return CommandReport.exempt(exemption, command: .string(cmd)) }
        guard let output = applied.outputs.first else {
            return CommandReport.forecast(guarded: guards.isConditional, command: .string(cmd))
        }
        return try CommandReport(output: output).judged(adding: ["cmd": .string(cmd)])
    }
}
