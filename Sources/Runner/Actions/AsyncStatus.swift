import Connection
package import ModuleKit
import Values

/// Tells how far a job is that a task with `async` has started.
package struct AsyncStatus: Action {
    package static let doc = ModuleDoc(
        "async_status", "Tell how far a job is that a task with `async` has started.",
        differences: """
            A job of an earlier run is known by what its last program printed; other return keys of its module are not.
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

    @Argument("The job, as `ansible_job_id` of the task that started it says.") var jid: String
    @Argument("Whether to tell of it or to remove what the host keeps of it.") var mode: Mode = .status

    package init() {}

    package func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        let contact = context.contact
        let known = contact.jobs[jid]
        let place = try place(of: contact)
        if let foreseen = known?.foreseen { return mode == .status ? ActionResult(foreseen) : erased(place.file) }
        var job = known?.job ?? Job(place)
        job.place = place
        do {
            let order = mode == .cleanup ? JobOrder.forget(place) : .look(job, wait: 0)
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
    private func place(of contact: HostContact) throws(ModuleFailure) -> Job.Place {
        let isName = !jid.isEmpty && jid.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 > 0x20 } && jid.first != "."
        guard isName else { throw ModuleFailure("\(MatchedPhrase.noJob)", hint: "\"\(jid)\" is no name of a job") }
        return Job.Place(id: jid, in: contact.settings.jobDirectory)
    }

    private func erased(_ file: String) -> ActionResult {
        let fields: Mapping = ["ansible_job_id": .string(jid), "erased": .string(file), "started": 0, "finished": 0]
        return ActionResult(fields: fields.merging(.withoutOutput))
    }
}
