import Connection
import ModuleKit
import Playbook
import Transport
import Values

/// Carries out a module whose task has `async`: what it asks is asked now, and the steps it then decides on, with the
/// questions behind them, go on on the host as a job.
struct JobExecution {
    let execution: ModuleExecution
    let terms: AsyncTerms

    private var link: HostLink { execution.link }
    private var route: Route { execution.settings.route }
    private var run: RunContext { execution.execution.run }

    func perform() async throws -> TaskResult {
        let decision = try await execution.decide()
        guard decision.controllerWrites.isEmpty else {
            throw ModuleFailure("This action (\(execution.module.doc.name)) \(MatchedPhrase.noAsync)")
        }
        let id = JobRegistry.makeID()
        let job = Job(
            Job.Record(id: id, in: execution.settings.jobDirectory),
            steps: decision.steps.map(execution.settings.adapted),
            then: decision.recheck.map(execution.settings.adapted), limit: terms.limit)
        let entry = JobRegistry.Entry(job: job) { execution.result(of: $0, decision, job) }
        if execution.settings.isCheckMode { return try await forecast(decision, entry) }
        if job.steps.isEmpty, terms.poll > 0 {
            return try execution.result(decision, after: nil, outcomes: []).of(id, file: job.record.file)
        }
        run.jobs.add(entry)
        let file = try await start(job)
        return terms.poll > 0 ? await poll(entry, file: file) : .started(id, file: file)
    }

    /// Check mode starts nothing: the job has at once come to what is forecast.
    private func forecast(_ decision: Decision, _ entry: JobRegistry.Entry) async throws -> TaskResult {
        let record = entry.job.record
        let forecast = try await execution.forecast(decision).of(record.id, file: record.file)
        guard terms.poll == 0 else { return forecast }
        var entry = entry
        entry.forecast = forecast
        run.jobs.add(entry)
        var result = forecast
        result.fields = .ofJob(record.id, file: record.file, finished: false)
        (result.facts, result.diffStyle) = (nil, nil)
        return result
    }

    /// - Returns: Its status file.
    private func start(_ job: Job) async throws -> String {
        do {
            return try await link.order(.start(job), via: route).file
        } catch ConnectionError.lost {
            // The order does no harm when it was heard before.
            return try await link.order(.start(job), via: route).file
        }
    }
}

// A job that is waited for.
extension JobExecution {
    /// Looks at the job until it has ended or its time is over. While contact is lost the job goes on, and it is taken
    /// up again.
    private func poll(_ entry: JobRegistry.Entry, file: String) async -> TaskResult {
        let record = entry.job.record
        let deadline = ContinuousClock.now + .seconds(terms.limit)
        while true {
            let left = Swift.max(.zero, deadline - .now)
            do {
                let report = try await look(entry.job, waiting: Swift.min(.seconds(terms.poll), left))
                guard report.state == .running else { return await finish(report, entry) }
                tell(record.id, .running)
                guard .now < deadline else { return overdue(record, JobResult.result(report, of: record.id, entry)) }
            } catch let error as ConnectionError {
                if error.isFailureOfTask { return .unreachable(error) }
                guard left > .zero else { return .unknown(error.explanation) }
                try? await Swift.Task.sleep(for: Swift.min(.seconds(1), left))
            } catch {
                return .failed((error as? ModuleFailure) ?? ModuleFailure("\(error)"))
            }
            if Swift.Task.isCancelled { return .unknown("interrupted") }
        }
    }

    /// The host waits, so that the end is heard of at once; but not one that other hosts delegate to, because nobody
    /// else can speak to it meanwhile.
    private func look(_ job: Job, waiting time: Duration) async throws -> JobReport {
        guard execution.settings.delegate != nil else {
            return try await link.order(.look(job, wait: time.seconds), via: route)
        }
        try? await Swift.Task.sleep(for: time)
        return try await link.order(.look(job, wait: 0), via: route)
    }

    private func finish(_ report: JobReport, _ entry: JobRegistry.Entry) async -> TaskResult {
        let record = entry.job.record
        let result = JobResult.result(report, of: record.id, entry)
        run.jobs.remove(record.id)
        _ = try? await link.order(.forget(record), via: route)
        tell(record.id, result.isFailure ? .failed : .ok)
        return result
    }

    /// The host ends the job by itself.
    private func overdue(_ record: Job.Record, _ last: TaskResult) -> TaskResult {
        tell(record.id, .failed)
        return .failed(
            ModuleFailure(
                "the job exceeded the \(terms.limit) s of `async` and was stopped",
                fields: ["async_result": .map(last.returned)]))
    }

    private func tell(_ id: String, _ state: JobNews.State) {
        run.emit(
            .job(JobNews(header: execution.execution.header, host: execution.execution.host.name, id: id, state: state))
        )
    }
}

extension ModuleExecution {
    /// What the module makes of what its job has come to.
    fileprivate func result(of report: JobReport, _ decision: Decision, _ job: Job) -> TaskResult {
        if let failure = report.outcomes.firstFailure {
            return .failed(ModuleFailure(failure, asRoot: settings.route.isRoot))
        }
        var answers = Answers()
        for (query, answer) in zip(job.queries, report.answers) { answers[query] = answer }
        do {
            let after = job.steps.isEmpty ? nil : answers.renamed(job.queries, as: decision.recheck)
            return try result(decision, after: after, outcomes: report.outcomes)
        } catch {
            return .failed(error)
        }
    }
}

extension Job.Record {
    /// As far as it can be told without the host.
    var file: String { directory.appending(id).text }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
