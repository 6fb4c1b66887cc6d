import Jinja
import Playbook
import Values

/// What a task that changed something notifies.
extension TaskExecution {
    /// A name that no handler bears fails the task, as nobody would hear of its change. In a loop each iteration notifies
    /// for itself; as in Ansible also one that changed nothing, if another did.
    func notify(_ attempt: inout Attempt) {
        guard !task.notify.isEmpty, let isCertain = isNotifying(attempt.report.result) else { return }
        let isSameForAll = !task.notify.contains { $0.value.isDynamic }
        for local in isSameForAll ? attempt.iterationsDone.prefix(1) : attempt.iterationsDone[...] {
            if let failure = notify(templar(local: local), isCertain) {
                attempt.report.result = failure
                return
            }
        }
    }

    /// Whether handlers are notified for certain, or may be if a check left the task out; `nil` if they are not.
    private func isNotifying(_ result: TaskResult) -> Bool? {
        if result.isFailure { return nil }
        if result.changed == true { return true }
        return result.isLeftOut && !task.changesNothing ? false : nil
    }

    /// - Returns: Why the task fails, if it does.
    private func notify(_ templar: Templar, _ isCertain: Bool) -> TaskResult? {
        do {
            for written in task.notify {
                for name in try templar.names(written) where !notify(name, isCertain) {
                    let unknown = unknownHandler(name, at: written.span)
                    guard run.settings.allowsUnknownHandlers else { return .failed(Diagnostics(unknown)) }
                    run.emit(.warning(unknown))
                }
            }
        } catch {
            return error.kind == .notKnownYet ? nil : .failed(error)
        }
        return nil
    }

    /// - Returns: Whether there is such a handler.
    private func notify(_ name: String, _ isCertain: Bool) -> Bool {
        let handlers = context.handlers(notifiedBy: name, on: host)
        host.change { state in
            if !isCertain {
                state.perhapsNotified.formUnion(handlers.map(\.task.id))
            } else if header.isHandler {
                state.notified.formUnion(handlers.map(\.task.id))
            } else if !handlers.isEmpty {
                state.notifications.insert(name)
            }
        }
        return !handlers.isEmpty
    }

    private func unknownHandler(_ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "handler", "unknown handler", detail: "There is no handler named \"\(name)\", and none listens to it.",
            at: span)
    }
}
