import Jinja
import Playbook
import Values

/// What a task that changed something notifies.
extension TaskTurn {
    /// A name that no handler bears fails the task, as nobody would hear of its change. In a loop each turn notifies for
    /// itself; as in Ansible also one that changed nothing, if another did.
    func notify(_ attempt: inout Attempt) {
        let result = attempt.report.result
        guard result.fields["changed"] == true, !result.isFailure, !task.notify.isEmpty else { return }
        let isSameForAll = !task.notify.contains { $0.value.isDynamic }
        for local in isSameForAll ? attempt.turnsDone.prefix(1) : attempt.turnsDone[...] {
            if let failure = notify(templar(local: local)) {
                attempt.report.result = failure
                return
            }
        }
    }

    /// - Returns: Why the task fails, if it does.
    private func notify(_ templar: Templar) -> TaskResult? {
        do {
            for written in task.notify {
                for name in try templar.names(written) where !notify(name) {
                    let unknown = unknownHandler(name, at: written.place)
                    guard run.settings.allowsUnknownHandlers else { return .failed(Diagnostics(unknown)) }
                    run.emit(.warning(unknown))
                }
            }
        } catch {
            return .failed(error)
        }
        return nil
    }

    /// - Returns: Whether there is such a handler.
    private func notify(_ name: String) -> Bool {
        let handlers = context.handlers(notifiedBy: name, on: host)
        host.change { state in
            if header.isHandler {
                state.notified.formUnion(handlers.map(\.task.id))
            } else if !handlers.isEmpty {
                state.notifications.insert(name)
            }
        }
        return !handlers.isEmpty
    }

    private func unknownHandler(_ name: String, at place: SourceSpan) -> Diagnostic {
        Diagnostic(
            "handler", "no such handler", detail: "Nothing is called \"\(name)\" and nothing listens to it.", at: place)
    }
}
