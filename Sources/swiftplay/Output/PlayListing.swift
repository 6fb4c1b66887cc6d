import Inventory
import Playbook
import Runner
import Values

/// What `--list-hosts`, `--list-tasks` and `--list-tags` show of playbooks.
struct PlayListing {
    private let playbook: LoadedPlaybook
    private let setup: RunSetup

    init(_ playbook: LoadedPlaybook, setup: RunSetup) {
        self.playbook = playbook
        self.setup = setup
    }

    func show(hosts: Bool, tasks: Bool, tags: Bool) throws {
        for (index, play) in playbook.plays.enumerated() {
            let pattern = play.hosts.value.texts?.joined(separator: ":") ?? play.hosts.value.text ?? ""
            var text = "\n  play #\(index + 1) (\(pattern)): \(play.name?.value.text ?? pattern)"
            text += "\tTAGS: [\(Self.list(Set(play.keywords[.tags]?.value.texts ?? [])))]\n"
            if hosts { text += try self.hosts(pattern) }
            if tasks { text += "    tasks:\n" + selected(play).map(line).joined() }
            if tags { text += "      TASK TAGS: [\(Self.list(Set(selected(play).flatMap(\.literalTags))))]\n" }
            setup.session.terminal.write(text)
        }
    }

    private func hosts(_ pattern: String) throws -> String {
        let hosts = try setup.inventory.select(pattern, limit: setup.settings.limit)
        return "    pattern: ['\(pattern)']\n    hosts (\(hosts.count)):\n"
            + hosts.map { "      \($0.name)\n" }.joined()
    }

    private func selected(_ play: Play) -> [Playbook.Task] {
        let selection = TagSelection(wanted: setup.settings.tags, skipped: setup.settings.skippedTags)
        return play.allTasks.filter { selection.includes($0.literalTags) && $0.action.shortName != "meta" }
    }

    private func line(_ task: Playbook.Task) -> String {
        let role = task.role.map { "\($0.name) : " } ?? ""
        return "      \(role)\(task.name?.value.text ?? task.action.name)\tTAGS: [\(Self.list(task.literalTags))]\n"
    }

    private static func list(_ tags: Set<String>) -> String { tags.sorted().joined(separator: ", ") }
}
