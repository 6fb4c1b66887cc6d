import ModuleKit
import Values

/// What a job came to, as the result of whoever asks for it.
enum JobResult {
    /// - Parameter entry: What this run knows of it; `nil` for a job of another run.
    static func result(_ report: JobReport, of id: String, _ entry: JobRegistry.Entry?) -> TaskResult {
        switch report.state {
        case .absent: failed("\(MatchedPhrase.noJob)", id, report)
        case .running: running(id, report)
        case .overdue: failed("Timeout exceeded", id, report)
        case .vanished:
            failed("the job is gone without a result: the host was restarted, or the job was killed", id, report)
        case .ended: (entry?.result(report) ?? ofStranger(report)).of(id, file: report.file)
        }
    }

    private static func running(_ id: String, _ report: JobReport) -> TaskResult {
        TaskResult(.ok, fields: Mapping.withoutOutput.merging(.ofJob(id, file: report.file, finished: false)))
    }

    private static func failed(_ message: String, _ id: String, _ report: JobReport) -> TaskResult {
        let failure = ModuleFailure(message, fields: .withoutOutput)
        return TaskResult.failed(failure).of(id, file: report.file)
    }

    /// Of a job whose module is not known: what its last program printed.
    private static func ofStranger(_ report: JobReport) -> TaskResult {
        guard let output = report.outputs.last else { return TaskResult(.changed) }
        let told = output.result.merging(["rc": .int(output.exitCode)])
        var result = TaskResult(
            output.exitCode == 0 ? .changed : .failed, fields: told.fields, warnings: told.warnings)
        result.changed = true
        return result
    }
}
