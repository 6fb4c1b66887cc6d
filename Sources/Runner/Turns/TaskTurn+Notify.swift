import Jinja
import Playbook
import Values

/// What a task that changed something notifies.
extension TaskTurn {
    /// A name that no handler bears fails the task, as nobody would hear of its change.
    func notify(_ report: inout TaskReport) {
        guard report.result.fields["changed"] == true, !report.result.isFailure, !task.notify.isEmpty else { return }
        let templar = templar(local: [:])
        do {
            for written in task.notify {
                for name in try templar.texts(written) where !notify(name, templar) {
                    report.result = .failed(Diagnostics(unknownHandler(name, at: written.place)))
                    return
                }
            }
        } catch {
            report.result = .failed(error)
        }
    }

    /// - Returns: Whether there is such a handler.
    private func notify(_ name: String, _ templar: Templar) -> Bool {
        let handlers = context.handlers.notified(by: name) { handler in
            (try? templar.text(handler.name))
        }
        host.change { $0.notified.formUnion(handlers.map(\.task.id)) }
        return !handlers.isEmpty
    }

    private func unknownHandler(_ name: String, at place: SourceSpan) -> Diagnostic {
        Diagnostic(
            "handler", "no such handler", detail: "Nothing is called \"\(name)\" and nothing listens to it.", at: place)
    }
}
