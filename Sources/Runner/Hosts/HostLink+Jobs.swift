import Connection
import ModuleKit
import Transport

extension HostLink {
    /// Carries out an order about a job. While one may be running, nothing that is known of any host is sure.
    ///
    /// - Throws: ``ConnectionError``, or the failure of the host to do as told.
    func order(_ order: JobOrder, via route: Route) async throws -> JobReport {
        if case .start(let job) = order { clock.begins(job.record.id, until: .now + .seconds(job.limit + 10)) }
        let (outcomes, _) = try await exchange([.job(order)], asking: [], via: route)
        if let failure = outcomes.firstFailure {
            if failure.kind == .connection { throw ConnectionError.lost(failure.message) }
            throw ModuleFailure(failure, asRoot: route.isRoot)
        }
        guard case .job(let report)? = outcomes.first else {
            throw ModuleFailure("the host sent nothing about the job")
        }
        if case .look(let job, _) = order, report.state != .running { clock.ends(job.record.id) }
        return report
    }
}
