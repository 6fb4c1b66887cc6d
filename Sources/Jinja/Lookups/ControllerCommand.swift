import Controller
import Values

/// Runs a command of the controller for its output.
enum ControllerCommand {
    /// A command that takes longer is taken to hang.
    private static let timeout = Duration.seconds(600)

    /// What the command printed.
    /// - Throws: if it cannot be started, fails, prints too much or takes too long; then its group is killed.
    static func output(of command: String, _ context: LookupContext) throws(Fault) -> [UInt8] {
        let script = "cd -- \"$1\" && exec /bin/sh -c \"$2\""
        var program = ControllerProgram(
            "/bin/sh", ["-c", script, "sh", context.workingDirectory, command], timeout: timeout)
        program.environment = context.controller.environment
        let outcome: ControllerProgram.Outcome
        do {
            outcome = try program.run()
        } catch {
            switch error {
            case .cannotStart(let reason): throw failure(command, reason)
            case .timedOut, .tooMuchOutput:
                throw failure(command, "it took too long or printed too much and was stopped")
            }
        }
        guard outcome.code == 0 else {
            let words = Python.strip(String(hostBytes: outcome.errors.suffix(2000)))
            throw failure(
                command, "it ended with exit code \(outcome.code)" + (words.isEmpty ? "" : " and printed: \(words)"))
        }
        return outcome.output
    }

    private static func failure(_ command: String, _ reason: String) -> Fault {
        Fault(.lookup, "command failed", "`\(command)` failed: \(reason).")
    }
}
