import Jinja
import ModuleKit
import Playbook

/// What `async` and `poll` of a task say.
struct AsyncTerms: Sendable {
    /// Seconds the job may take.
    let limit: Int
    /// Seconds between two looks at it; 0 to leave it to itself.
    let poll: Int

    /// `nil` for a task that is done in the foreground.
    init?(_ task: Task, _ templar: Templar, poll standard: Int) throws(TemplateError) {
        guard let limit = try templar.integer(.async, of: task), limit > 0 else { return nil }
        self.limit = limit
        poll = Swift.max(0, try templar.integer(.poll, of: task) ?? standard)
    }
}
