import Connection
import ModuleKit
import Transport
import Values

/// Tells how far a job is that a task with `async` has started.
struct AsyncStatus: Action {
    static let doc = ModuleDoc(
        "async_status", "Show the status of a job that a task with `async` has started.",
        traits: [.bringsFacts, .endsLookAhead, .hasArgumentSpec],
        differences: """
            For a job of an earlier run, only the output of its last program is known, not the other return values of its module.
            """,
        examples: """
            - shell: make -C /srv/build all
              async: 1800
              poll: 0
              register: build
            - async_status:
                jid: "{{ build.ansible_job_id }}"
              register: job
              until: job is finished
              retries: 60
              delay: 30
            """)

    enum Mode: String, ArgumentChoice { case status, cleanup }

    @Argument("The job ID: `ansible_job_id` in the result of the task that started it.") var jid: String
    @Argument("Whether to show the status or to remove what the host keeps of the job.") var mode: Mode = .status

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        let contact = context.contact
        let known = contact.jobs[jid]
        let record = try record(context)
        if let forecast = known?.forecast { return mode == .status ? ActionResult(forecast) : erased(record.file) }
        if context.isCheckMode, mode == .cleanup { return erased(record.file) }
        var job = known?.job ?? Job(record)
        job.record = record
        do {
            let order = mode == .cleanup ? JobOrder.forget(record) : .look(job, wait: 0)
            let report = try await contact.link.order(order, via: contact.settings.route)
            if mode == .cleanup, report.state != .absent { return erased(report.file) }
            return ActionResult(JobResult.result(report, of: jid, known))
        } catch let error as ConnectionError {
            return ActionResult(unreachable: error)
        } catch {
            throw (error as? ModuleFailure) ?? ModuleFailure("\(error)")
        }
    }

    /// A name with a slash in it would lead out of the directory.
    private func record(_ context: ActionContext) throws(ModuleFailure) -> Job.Record {
        let isName = !jid.isEmpty && jid.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 > 0x20 } && jid.first != "."
        guard isName else { throw ModuleFailure("\(MatchedPhrase.noJob)", hint: "\"\(jid)\" is not a job ID") }
        do {
            return Job.Record(
                id: jid, in: try context.templar.jobDirectory(else: context.contact.settings.jobDirectory))
        } catch {
            throw ModuleFailure(error)
        }
    }

    private func erased(_ file: String) -> ActionResult {
        let fields: Mapping = ["ansible_job_id": .string(jid), "erased": .string(file), "started": 0, "finished": 0]
        return ActionResult(fields: fields.merging(.withoutOutput))
    }
}
