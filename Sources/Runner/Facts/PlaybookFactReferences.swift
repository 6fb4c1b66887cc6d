import ModuleKit
import Playbook
import Synchronization

/// The facts that the plays of a run mention, found when the first play gathers: any play may ask for facts that
/// another one gathered.
final class PlaybookFactReferences: Sendable {
    private let playbook: LoadedPlaybook
    private let found = Mutex<Set<FactTopic>?>(nil)

    init(_ playbook: LoadedPlaybook) { self.playbook = playbook }

    var topics: Set<FactTopic> {
        found.withLock { found in
            let topics = found ?? FactReferences(playbook).topics
            found = topics
            return topics
        }
    }
}
