import ModuleKit
import Values

/// Jobs: started, looked after, and let go.
enum JobRendering {
    static func step(_ order: JobOrder) -> RenderedStep {
        switch order {
        case .start(let job): start(job)
        case .look(let job, let wait): look(job, wait)
        case .forget(let record):
            RenderedStep(frame("sp_job_forget \(record.directory) \(record.id)")) { outcome($0, of: Job(record)) }
        }
    }

    private static func start(_ job: Job) -> RenderedStep {
        let script = JobScript(job)
        let record: ShellText = "\(job.record.directory) \(job.record.id)"
        var frame = frame("sp_job_start \(record) \(job.limit) \(script.text.count) \(script.size)")
        frame.upload = script.upload
        return RenderedStep(frame) { reply in
            if let failure = RenderedStep.failure(reply) { return .failed(failure) }
            return .job(JobReport(.running, file: reply.output.text))
        }
    }

    private static func look(_ job: Job, _ wait: Double) -> RenderedStep {
        var frame = frame("sp_job_look \(job.record.directory) \(job.record.id) \(Int(wait * 100))")
        frame.limits = OutputCapture.Limits(head: 1 << 30, tail: 0)
        return RenderedStep(frame) { outcome($0, of: job) }
    }

    private static func frame(_ text: ShellText) -> Frame { Frame(text, needs: [.waiting, .jobs]) }

    private static func outcome(_ reply: FrameReply, of job: Job) -> StepOutcome {
        if let failure = RenderedStep.failure(reply) { return .failed(failure) }
        var rest = reply.output.bytes[...]
        let state = JobReport.State(rawValue: String(hostBytes: rest.nextRecord()))
        var report = JobReport(state ?? .vanished, file: String(hostBytes: rest.nextRecord()))
        guard state == .ended else { return .job(report) }
        let parts = JobPart.all(in: rest, of: job)
        report.outputs = parts.map(\.output)
        let layout = FrameLayout(job.steps, then: job.queries)
        if parts.count == layout.frames.count {
            let run = ShellSession.Run(
                replies: parts.map(\.reply), times: parts.map { ($0.began, $0.ended) }, ending: .complete)
            report.outcomes = layout.outcomes(run)
            report.answers = layout.answers(run).map { $0 ?? .refused("the job did not reach this query") }
        }
        return .job(report)
    }
}

/// What one frame of a job has left.
private struct JobPart {
    let reply: FrameReply
    /// Seconds since 1970, by the host's clock.
    let began: Double
    let ended: Double

    var output: CommandOutput {
        var output = CommandOutput(reply)
        (output.started, output.ended) = (began, ended)
        return output
    }

    static func all(in bytes: ArraySlice<UInt8>, of job: Job) -> [JobPart] {
        var rest = bytes
        var parts: [JobPart] = []
        while !rest.isEmpty {
            let head = String(hostBytes: rest.nextRecord()).split(separator: " ")
            guard head.count == 5, let outputSize = Int(head[3]), let errorSize = Int(head[4]) else { break }
            let reply = FrameReply(
                output: rest.captured(of: outputSize), errors: rest.captured(of: errorSize), status: Int(head[0]),
                marker: JobScript.marker(of: parts.count, in: job))
            parts.append(JobPart(reply: reply, began: Double(head[1]) ?? 0, ended: Double(head[2]) ?? 0))
        }
        return parts
    }
}

extension ArraySlice<UInt8> {
    /// A stream of which no more than 16 MiB were sent.
    fileprivate mutating func captured(of size: Int) -> CapturedOutput {
        let sent = Swift.min(size, 16 << 20)
        defer { self = dropFirst(sent) }
        return CapturedOutput(Array(prefix(sent)), omitted: size - sent)
    }
}
