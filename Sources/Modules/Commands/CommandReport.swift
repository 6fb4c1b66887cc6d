import ModuleKit
import Values

/// The return keys of modules that run a program.
struct CommandReport {
    let output: CommandOutput
    /// Whether line breaks at the ends of both outputs are dropped.
    var strips = true

    /// `rc`, both outputs as text and as lines, and the times.
    var result: ModuleResult {
        let out = text(output.standardOutput)
        let err = text(output.standardError)
        return output.truncation.merging([
            "rc": .int(output.exitCode),
            "stdout": .string(out), "stdout_lines": .list(Python.lines(out).map(Value.string)),
            "stderr": .string(err), "stderr_lines": .list(Python.lines(err).map(Value.string)),
            "start": .string(PythonTime.timestamp(output.started)),
            "end": .string(PythonTime.timestamp(output.ended)),
            "delta": .string(PythonTime.duration(output.ended - output.started)),
        ])
    }

    /// The result, or a failure if the program did not end with 0.
    func judged(adding others: ModuleResult = [:]) throws(ModuleFailure) -> ModuleResult {
        var all = others
        all.add(result)
        if output.timedOut { throw ModuleFailure("the command did not finish in time", result: all) }
        guard output.exitCode == 0 else { throw failure("\(MatchedPhrase.nonZeroCode)", all) }
        return all.merging(["msg": ""])
    }

    /// What a program does before it fails counts as a change.
    func failure(_ message: String, _ result: ModuleResult) -> ModuleFailure {
        var failure = ModuleFailure(message, result: result)
        failure.result.changed = true
        return failure
    }

    /// What a task reports that was not run because of `creates` or `removes`.
    static func exempt(_ exemption: Exemption, command: Value) -> ModuleResult {
        let now = CommandOutput(
            exitCode: 0, standardOutput: CapturedOutput(Array(exemption.reason.hostBytes)))
        return CommandReport(output: now).result.merging([
            "cmd": command, "start": .null, "end": .null, "delta": .null,
            "msg": .string(exemption.match),
        ])
    }

    /// What check mode reports: a command that nothing guards is skipped, one that would run is a change.
    static func forecast(guarded: Bool, command: Value) -> ModuleResult {
        let message = "\(MatchedPhrase.wouldHaveRun)"
        let fields: Mapping = [
            "cmd": command, "rc": 0, "stdout": "", "stderr": "", "stdout_lines": [], "stderr_lines": [],
            "msg": .string(message),
        ]
        return guarded ? ModuleResult(fields) : .skipped(message, fields)
    }

    /// What check mode reports of a task that it leaves out.
    static let leftOut = ModuleResult.skipped("Not run in check mode.")

    private func text(_ captured: CapturedOutput) -> String {
        strips ? Python.strip(captured.text, "\r\n", side: .right) : captured.text
    }
}

extension [ReturnValue] {
    /// Those of one program that the task is about.
    static let ofCommand =
        ofOutput
        + [("start", "When it started."), ("end", "When it ended."), ("delta", "How long it took.")]
        .map { ReturnValue($0, $1, only: "if it ran") }

    /// The same without the times.
    static let ofOutput =
        [
            ("rc", "The exit code."), ("stdout", "What it printed."), ("stdout_lines", "The same as lines."),
            ("stderr", "What it wrote as errors."), ("stderr_lines", "The same as lines."),
        ].map { ReturnValue($0, $1, only: "if it ran") } + ofTruncation

    /// Those of programs that the module runs.
    static let ofPrograms =
        [("stdout", "What the programs printed."), ("stderr", "What they wrote as errors.")]
        .map { ReturnValue($0, $1, only: "if one ran") } + ofTruncation

    private static let ofTruncation = ["stdout", "stderr"].map {
        ReturnValue("\($0)_truncated", "How much of \($0) was left out.", only: "if it is very long")
    }
}
