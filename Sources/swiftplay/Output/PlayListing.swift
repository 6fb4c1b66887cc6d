import Inventory
import Jinja
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
            let selected = selected(play)
            if tasks { text += "    tasks:\n" + selected.map(line).joined() }
            if tags { text += "      TASK TAGS: [\(Self.list(selected.reduce(into: []) { $0.formUnion($1.tags) }))]\n" }
            setup.session.terminal.write(text)
        }
    }

    private func hosts(_ pattern: String) throws -> String {
        let hosts: [Host]
        do throws(Diagnostics) {
            hosts = try setup.inventory.select(pattern, limit: setup.settings.limit)
        } catch {
            guard playbook.plays.count > 1, error.ofAbsentHosts != nil else { throw error }
            hosts = []
        }
        return "    pattern: ['\(pattern)']\n    hosts (\(hosts.count)):\n"
            + hosts.map { "      \($0.name)\n" }.joined()
    }

    private struct Listed {
        let task: Playbook.Task
        let tags: Set<String>
    }

    /// The tasks that `--tags` and `--skip-tags` leave; as Ansible shows it, `meta` only where it has a name.
    private func selected(_ play: Play) -> [Listed] {
        let selection = TagSelection(wanted: setup.settings.tags, skipped: setup.settings.skippedTags)
        let shown = play.allTasks.filter { $0.action.shortName != "meta" || $0.name != nil }
        return shown.map { Listed(task: $0, tags: tags(of: $0, in: play)) }.filter { selection.includes($0.tags) }
    }

    /// Templates among them are rendered with what is known without a host.
    private func tags(of task: Playbook.Task, in play: Play) -> Set<String> {
        let run = RunVariables(extra: setup.settings.extraVariables, mergesMappings: setup.mergesMappings)
        let scope = TaskScope(
            run: run, play: PlayVariables(play, name: ""), task: task, hosts: HostStore(setup.inventory))
        let templar = Templar(TemplateContext(scope: scope, opener: setup.keyring, secrets: setup.session.secrets))
        return (try? task.tags(templar)) ?? task.literalTags
    }

    private func line(_ listed: Listed) -> String {
        let role = listed.task.role.map { "\($0.name) : " } ?? ""
        let name = listed.task.name?.value.text ?? listed.task.action.name
        return "      \(role)\(name)\tTAGS: [\(Self.list(listed.tags))]\n"
    }

    private static func list(_ tags: Set<String>) -> String { tags.sorted().joined(separator: ", ") }
}
