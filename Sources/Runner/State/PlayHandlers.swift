import Playbook
import Synchronization

/// The handlers of a play; roles that are included while it runs add theirs.
final class PlayHandlers: Sendable {
    private let index: Mutex<HandlerIndex>

    init(_ index: HandlerIndex) { self.index = Mutex(index) }

    var all: [Handler] { index.withLock(\.all) }

    func add(_ handlers: [Handler]) {
        guard !handlers.isEmpty else { return }
        index.withLock { $0.add(handlers) }
    }

    func notified(by name: String, rendered: (Handler, KeywordValue) -> [String]) -> [Handler] {
        index.withLock(\.self).notified(by: name, rendered: rendered)
    }
}
