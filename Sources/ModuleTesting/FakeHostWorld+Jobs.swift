import ModuleKit

/// A job of a host in memory: its steps are taken when it is first found to have ended.
struct FakeJob: Sendable {
    var job: Job
    var looks: Int
    var report: JobReport?
}

extension FakeHostWorld {
    /// How many jobs the host keeps.
    package var jobCount: Int { jobs.count }

    mutating func take(_ order: JobOrder) -> JobReport {
        switch order {
        case .start(let job):
            if jobs[job.record.id] == nil { jobs[job.record.id] = FakeJob(job: job, looks: jobLooks) }
            return JobReport(.running, file: job.record.file)
        case .look(let job, _): return look(job.record)
        case .forget(let record):
            return jobs.removeValue(forKey: record.id)?.report ?? JobReport(.absent, file: record.file)
        }
    }

    private mutating func look(_ record: Job.Record) -> JobReport {
        guard var kept = jobs[record.id] else { return JobReport(.absent, file: record.file) }
        if kept.report == nil, kept.looks == 0 { kept.report = end(of: kept.job) }
        kept.looks -= 1
        jobs[record.id] = kept
        return kept.report ?? JobReport(.running, file: record.file)
    }

    private mutating func end(of job: Job) -> JobReport {
        var outcomes: [StepOutcome] = []
        for step in job.steps {
            outcomes.append(outcomes.last?.stopsTheRest == true ? .notTaken : take(step))
        }
        return JobReport(
            .ended, file: job.record.file, outcomes: outcomes, answers: job.queries.map { answer($0) },
            outputs: outcomes.compactMap { if case .ran(let output) = $0 { output } else { nil } })
    }
}

extension Job.Record {
    fileprivate var file: String { "\(directory.text)/\(id)" }
}
