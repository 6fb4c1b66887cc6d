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
        for file in playbook.files {
            setup.session.terminal.write("\nplaybook: \(file.name)\n")
            for (index, play) in file.plays.enumerated() {
                var text = header(play, number: index + 1)
                if hosts { text += try self.hosts(play) }
                let selected = tasks || tags ? selected(play, withTags: tags) : []
                if tasks { text += "    tasks:\n" + selected.map(line).joined() }
                if tags {
                    text +=
                        "      TASK TAGS: [\(Self.list(selected.reduce(into: play.tags) { $0.formUnion($1.tags) }))]\n"
                }
                setup.session.terminal.write(text)
            }
        }
    }

    private func header(_ play: Play, number: Int) -> String {
        let pattern = patterns(play).joined(separator: ",")
        return
            "\n  play #\(number) (\(pattern)): \(play.name?.value.text ?? pattern)\tTAGS: [\(Self.list(play.tags))]\n"
    }

    private func hosts(_ play: Play) throws -> String {
        let patterns = patterns(play)
        let hosts: [Host]
        do throws(Diagnostics) {
            hosts = try setup.inventory.select(patterns.joined(separator: ":"), limit: setup.settings.limit)
        } catch {
            guard error.ofAbsentHosts != nil else { throw error }
            hosts = []
        }
        return "    pattern: [\(patterns.map { "'\($0)'" }.joined(separator: ", "))]\n    hosts (\(hosts.count)):\n"
            + hosts.map { "      \($0.name)\n" }.joined()
    }

    /// The patterns, rendered as far as that is possible without a host; what renders to `omit` is left out.
    private func patterns(_ play: Play) -> [String] {
        let written = play.hosts.value
        guard written.isDynamic else { return written.texts ?? [] }
        guard let rendered = try? setup.templar(of: play).resolve(written) else { return [] }
        return rendered.texts ?? []
    }

    private struct Listed {
        let task: Playbook.Task
        let tags: Set<String>
    }

    /// The tasks that `--tags` and `--skip-tags` leave. As Ansible lists them, without those of `rescue` and `always`.
    ///
    /// - Parameter withTags: Whether people look for tags to choose from: then also tasks that run only if they are named.
    private func selected(_ play: Play, withTags: Bool) -> [Listed] {
        let settings = setup.settings
        let isOpen = withTags && settings.tags.isEmpty && settings.skippedTags.isEmpty
        let selection = TagSelection(wanted: settings.tags, skipped: settings.skippedTags)
        let tasks = play.sections.flatMap(\.self).flatMap(\.mainTasks)
        return tasks.map { Listed(task: $0, tags: setup.tags(of: $0, in: play)) }
            .filter { isOpen || selection.includes($0.tags) }
    }

    private func line(_ listed: Listed) -> String {
        "      \(Self.name(of: listed.task))\tTAGS: [\(Self.list(listed.tags))]\n"
    }

    /// A task without a name is its module, whatever role it is of.
    private static func name(of task: Playbook.Task) -> String {
        guard let name = task.name?.value.text, !name.isEmpty else { return task.action.name }
        return task.roleBeforeName.map { "\($0) : \(name)" } ?? name
    }

    private static func list(_ tags: Set<String>) -> String { tags.sorted().joined(separator: ", ") }
}

extension Play {
    /// The tags of the play, and of the import that brings it in.
    fileprivate var tags: Set<String> {
        Set(enclosure.chain.flatMap { $0.keywords[.tags]?.value.texts ?? [] })
    }
}

extension TaskItem {
    /// The tasks in here, without those of `rescue` and `always`.
    fileprivate var mainTasks: [Playbook.Task] {
        switch self {
        case .task(let task): [task]
        case .block(let block): block.items.flatMap(\.mainTasks)
        case .role(let role):
            role.dependencies.flatMap { TaskItem.role($0).mainTasks } + role.items.flatMap(\.mainTasks)
        }
    }
}
