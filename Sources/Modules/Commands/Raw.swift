import ModuleKit
import Values

/// Runs text as it is, without looking at anything before.
struct Raw: Module {
    static let doc = ModuleDoc(
        "raw", "Run a command line on the host exactly as written.", checkMode: .skips, traits: [.takesCommandLine],
        freeForm: "free_form",
        returns: .ofOutput,
        examples: """
            - raw: opkg install coreutils
            - raw: echo "$BASH_VERSION"
              args: { executable: /bin/bash }
            """)

    @Argument("The command line to run.", aliases: "_raw_params", "cmd") var freeForm: String
    @Argument("The shell to use, by its absolute path.") var executable: RemotePath?

    func validate() throws(ModuleFailure) {
        if freeForm.trimmed.isEmpty { throw ModuleFailure("\(MatchedPhrase.noCommand)", fields: ["rc": 256]) }
    }

    var touches: [Footprint] { Footprint.named(in: [freeForm]) }

    var probe: Probe<Void> { .nothing }

    func changes(from state: Void) -> [Change] {
        [Change("run a command", steps: [.run(Command(.shell(freeForm, executable: executable?.text)))])]
    }

    /// The report judges the code, for its keys are part of the failure.
    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Void>) -> ModuleFailure? {
        nil
    }

    /// The output is told to the last byte, line breaks at its end included.
    func result(_ applied: Applied<Void>) throws(ModuleFailure) -> ModuleResult {
        guard let output = applied.outputs.first else { return CommandReport.leftOut }
        var result = try CommandReport(output: output, strips: false).judged()
        for name in ["start", "end", "delta", "msg"] { result[name] = nil }
        return result
    }
}
