import ModuleKit
import Values

/// The return keys of modules that run a program.
struct CommandReport {
    let output: CommandOutput
    /// Whether line breaks at the ends of both outputs are dropped.
    var strips = true

    /// `rc`, both outputs as text and as lines, and the times.
    var fields: Mapping {
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

    /// The keys, or a failure if the program did not end with 0.
    func judged(adding others: Mapping = [:]) throws(ModuleFailure) -> Mapping {
        var all = others.merging(fields)
        let warnings = [others, output.truncation].flatMap { $0["warnings"]?.list ?? [] }
        if !warnings.isEmpty { all["warnings"] = .list(warnings) }
        if output.timedOut { throw ModuleFailure("the command did not finish in time", fields: all) }
        guard output.exitCode == 0 else {
            throw ModuleFailure("\(MatchedPhrase.nonZeroCode)", fields: all.merging(["changed": true]))
        }
        return all.merging(["msg": ""])
    }

    /// What a task reports that was not run because of `creates` or `removes`.
    static func exempt(_ exemption: Exemption, command: Value) -> Mapping {
        let now = CommandOutput(
            exitCode: 0, standardOutput: CapturedOutput(Array(exemption.reason.hostBytes)))
        return CommandReport(output: now).fields.merging([
            "cmd": command, "start": .null, "end": .null, "delta": .null,
            "msg": .string(exemption.match),
        ])
    }

    /// What check mode reports: a command that nothing guards is skipped, one that would run is a change.
    static func forecast(guarded: Bool, command: Value) -> Mapping {
        let keys: Mapping = [
            "cmd": command, "rc": 0, "stdout": "", "stderr": "", "stdout_lines": [], "stderr_lines": [],
            "msg": .string("\(MatchedPhrase.wouldHaveRun)"),
        ]
        return guarded ? keys : keys.merging(["skipped": true, "changed": false])
    }

    /// What check mode reports of a task that it leaves out.
    static let leftOut: Mapping = ["skipped": true, "changed": false, "msg": "Not run in check mode."]

    private func text(_ captured: CapturedOutput) -> String {
        strips ? Python.strip(captured.text, "\r\n", side: .right) : captured.text
    }
}
