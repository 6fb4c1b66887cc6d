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
            if jobs[job.place.id] == nil { jobs[job.place.id] = FakeJob(job: job, looks: jobLooks) }
            return JobReport(.running, file: job.place.file)
        case .look(let job, _): return look(job.place)
        case .forget(let place):
            return jobs.removeValue(forKey: place.id)?.report ?? JobReport(.absent, file: place.file)
        }
    }

    private mutating func look(_ place: Job.Place) -> JobReport {
        guard var kept = jobs[place.id] else { return JobReport(.absent, file: place.file) }
        if kept.report == nil, kept.looks == 0 { kept.report = end(of: kept.job) }
        kept.looks -= 1
        jobs[place.id] = kept
        return kept.report ?? JobReport(.running, file: place.file)
    }

    private mutating func end(of job: Job) -> JobReport {
        var outcomes: [StepOutcome] = []
        for step in job.steps {
            outcomes.append(outcomes.last?.stopsTheRest == true ? .notTaken : take(step))
        }
        return JobReport(
            .ended, file: job.place.file, outcomes: outcomes, answers: job.queries.map { answer($0) },
            outputs: outcomes.compactMap { if case .ran(let output) = $0 { output } else { nil } })
    }
}

extension Job.Place {
    fileprivate var file: String { "\(directory.text)/\(id)" }
}
