import ModuleKit
import Playbook
import Values

/// Turns what a task's hosts asked for into what the play must do: equal requests of several hosts become one.
struct PlayRequests: Sendable {
    let context: PlayContext
    let task: Task
    let header: TaskHeader
    let isHandler: Bool

    private var run: RunContext { context.run }

    func settle(_ asked: [(request: TaskRequest, hosts: [PlayHost])]) -> [PlayRequest] {
        var merged: [(request: TaskRequest, hosts: [PlayHost])] = []
        for (request, hosts) in asked {
            if let index = merged.firstIndex(where: { $0.request == request }) {
                merged[index].hosts += hosts
            } else {
                merged.append((request, hosts))
            }
        }
        return merged.compactMap { request, hosts in
            switch request.kind {
            case .meta(let action): PlayRequest(kind: .meta(action), hosts: hosts)
            case .tasks, .role: bringIn(request, for: hosts)
            }
        }
    }

    /// Loads what is included; a mistake in it fails the task on these hosts.
    private func bringIn(_ request: TaskRequest, for hosts: [PlayHost]) -> PlayRequest? {
        do {
            guard let (inclusion, name) = try load(request) else { return nil }
            for use in inclusion.uses { context.add(use) }
            run.emit(.included(header, file: name, hosts: hosts.map(\.name), item: request.label))
            for host in hosts {
                run.tally.record(host.name) { tally in
                    if request.doubt == nil { tally.ok += 1 } else { tally.forecast.unknown += 1 }
                }
            }
            return PlayRequest(kind: .include(inclusion), hosts: hosts, doubt: request.doubt)
        } catch {
            for host in hosts { fail(host, error) }
            return nil
        }
    }

    /// What is included, and what the report calls it: the path of the file, or the name of the role.
    private func load(_ request: TaskRequest) throws(Diagnostics) -> (Inclusion, name: String)? {
        switch request.kind {
        case .tasks(let file):
            let inclusion = try run.loader.loadTasks(
                file: file, for: task, parameters: request.local, in: context.play, asHandlers: isHandler)
            let path = run.loader.taskFile(file, for: task, in: context.play, asHandlers: isHandler)
            return (inclusion, path ?? file)
        case .role(let role):
            let inclusion = try run.loader.loadRole(role, for: task, parameters: request.local, in: context.play)
            return (inclusion, role.name)
        case .meta: return nil
        }
    }

    private func fail(_ host: PlayHost, _ diagnostics: Diagnostics) {
        let reason = diagnostics.all.map(\.sentence).joined(separator: "\n")
        let result = TaskResult(
            .failed, fields: ["msg": .string(reason), "reason": .string(reason)])
        let report = TaskReport(header: header, host: host.name, result: result)
        let templar = context.templar(task, on: host)
        // Several includes of one task that fail count once, as several iterations of a loop do.
        let isFirst = host.isActive
        host.change { state in
            state.status = .failed
            state.failure = TaskFailure(task, named: header.name, templar, report)
        }
        if isFirst { run.tally.count(report) }
        run.emit(.taskFinished(report))
    }
}
