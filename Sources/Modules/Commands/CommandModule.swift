import ModuleKit
import Values

/// Runs a program without a shell.
struct CommandModule: Module {
    static let doc = ModuleDoc(
        "command", "Run a program on the host, without a shell.", checkMode: .skips, traits: [.takesCommandLine],
        freeForm: "cmd",
        returns: [ReturnValue("cmd", "The program and its arguments.")] + .ofCommand,
        differences: """
            `start`, `end` and `delta` are taken from the controller's clock, in UTC.
            """,
        examples: """
            - command: uname -r
            - command: { cmd: /srv/orchard/bin/load harvest.csv, creates: /srv/orchard/store/harvest.idx }
            - command:
                argv: [/srv/orchard/bin/label, Two words, red]
                chdir: /srv/orchard
                removes: labels.queue
            """)

    @Argument(
        "The program and its arguments as one string, split into words as a shell would.", aliases: "_raw_params",
        "free_form")
    var cmd: String?
    @Argument("The program and its arguments as a list.") var argv: [String]?
    @ArgumentGroup var guards: CommandGuards
    @Argument("Text for the program's standard input.") var stdin: String?
    @Argument("Whether a line break is added to `stdin`.") var stdinAddNewline: Bool = true
    @Argument("Whether trailing line breaks are removed from the output.") var stripEmptyEnds: Bool = true
    @Argument("Whether $NAME, ${NAME} and a leading ~ are expanded by the host.") var expandArgumentVars: Bool = true
    @Argument("Has no effect except a warning: no shell is involved.") var executable: String?

    func validate() throws(ModuleFailure) {
        if $cmd.isGiven, cmd?.trimmed.isEmpty == false, argv != nil {
            throw ModuleFailure("\(MatchedPhrase.commandTwice)", hint: "remove `cmd` or `argv`", fields: ["rc": 256])
        }
        guard try !words.isEmpty else {
            throw ModuleFailure("\(MatchedPhrase.noCommand)", hint: "give `cmd` or `argv`", fields: ["rc": 256])
        }
    }

    var touches: [Footprint] {
        guards.touches + Footprint.named(in: Array(((try? words) ?? []).dropFirst()))
    }

    var probe: Probe<Exemption?> { guards.probe }

    func changes(from exemption: Exemption?) throws(ModuleFailure) -> [Change] {
        guard exemption == nil else { return [] }
        let words = try words
        return [Change("run \(words[0])", steps: [.run(command(words))])]
    }

    /// The report judges the code, for its keys are part of the failure.
    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Exemption?>)
        -> ModuleFailure?
    {
        nil
    }

    func result(_ applied: Applied<Exemption?>) throws(ModuleFailure) -> ModuleResult {
        let shown = Value.list(try words.map(Value.string))
        if let exemption = applied.before { return CommandReport.exempt(exemption, command: shown) }
        guard let output = applied.outputs.first else {
            return CommandReport.forecast(guarded: guards.isConditional, command: shown)
        }
        var result: ModuleResult = ["cmd": shown]
        if executable != nil {
            result.warnings.append("`executable` \(MatchedPhrase.noLongerSupported): `command` uses no shell.")
        }
        return try CommandReport(output: output, strips: stripEmptyEnds).judged(adding: result)
    }

    private var words: [String] {
        get throws(ModuleFailure) {
            if let argv { return argv }
            let line = Shlex(cmd ?? "")
            switch line.unfinished {
            case nil: return line.texts
            case .quote:
                throw ModuleFailure(
                    "a quote in the command is never closed", hint: "close it, or give the words as `argv`")
            case .escape:
                throw ModuleFailure("the command ends in a backslash", hint: "write \\\\ for one that is meant")
            }
        }
    }

    private func command(_ words: [String]) -> Command {
        Command(
            expandArgumentVars ? .expanded(words) : .arguments(words), workingDirectory: guards.chdir,
            input: StandardInput.bytes(stdin, addingNewline: stdinAddNewline))
    }
}

/// What `stdin` and `stdin_add_newline` make a program read.
enum StandardInput {
    static func bytes(_ text: String?, addingNewline: Bool) -> [UInt8]? {
        text.map { $0.hostBytes + (addingNewline ? [UInt8(ascii: "\n")] : []) }
    }
}
