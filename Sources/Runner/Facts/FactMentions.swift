import Inventory
import ModuleKit
import Playbook
import Values

/// Finds which facts a play's files mention, so that only those are gathered.
///
/// An upper estimate made from the texts themselves: a name in a comment counts, and a use of all facts at once
/// (`ansible_facts` without a name behind it) asks for every topic.
struct FactMentions {
    private(set) var topics: Set<FactTopic> = []

    init(_ play: Play, inventory: [VariableLayer]) {
        var seen: Set<ObjectIdentifier> = []
        let tasks = play.allTasks + play.handlers.all.map(\.task)
        for file in [play.place.file] + tasks.map(\.place.file) where seen.insert(ObjectIdentifier(file)).inserted {
            scan(file.text)
        }
        for layer in inventory { scan(.map(layer.variables)) }
        var roots = Set(play.roleUses.map(\.role.path))
        roots.insert(play.directory)
        for root in roots.sorted() { scanFolders(of: root) }
    }

    /// Includes, templates and variables that tasks name may lie in any of these.
    private mutating func scanFolders(of root: String) {
        for folder in ["tasks", "handlers", "templates", "vars", "defaults", "group_vars", "host_vars"] {
            for file in LocalTree(root + "/" + folder).files {
                guard let text = try? SourceFile.read(file.path).text else { continue }
                scan(text)
            }
        }
    }

    private mutating func scan(_ value: Value) {
        switch value {
        case .template(let template): scan(template.text)
        case .list(let items): for item in items { scan(item) }
        case .map(let mapping): for (_, value) in mapping { scan(value) }
        default: break
        }
    }

    mutating func scan(_ text: String) {
        var rest = text.utf8[...]
        while let start = rest.firstRange(of: Array("ansible_".utf8))?.lowerBound {
            let name = rest[start...].prefix(while: Self.isNameByte)
            rest = rest[name.endIndex...]
            note(String(decoding: name, as: UTF8.self), behind: rest)
        }
    }

    private mutating func note(_ name: String, behind rest: Substring.UTF8View.SubSequence) {
        guard name == "ansible_facts" else {
            if !Facts.isControl(name), !MagicNames.all.contains(name) { topics.formUnion(FactTopic.topics(for: [name])) }
            return
        }
        guard let key = Self.key(rest) else {
            topics = Set(FactTopic.allCases)
            return
        }
        topics.formUnion(FactTopic.topics(for: ["ansible_" + key]))
    }

    /// The name in `.name`, `['name']` or `["name"]`.
    private static func key(_ rest: Substring.UTF8View.SubSequence) -> String? {
        let opening = rest.prefix(while: { ".['\"".utf8.contains($0) })
        guard !opening.isEmpty else { return nil }
        let name = rest[opening.endIndex...].prefix(while: isNameByte)
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}

/// Names that look like facts and are not.
private enum MagicNames {
    static let all: Set<String> = [
        "ansible_managed", "ansible_loop", "ansible_loop_var", "ansible_index_var", "ansible_version",
        "ansible_check_mode", "ansible_diff_mode", "ansible_verbosity", "ansible_play_hosts",
        "ansible_play_hosts_all", "ansible_play_batch", "ansible_play_name", "ansible_role_name", "ansible_role_names",
        "ansible_search_path", "ansible_limit", "ansible_run_tags", "ansible_skip_tags", "ansible_forks",
        "ansible_config_file", "ansible_inventory_sources", "ansible_playbook_python", "ansible_failed_task",
        "ansible_failed_result", "ansible_parent_role_names", "ansible_parent_role_paths", "ansible_play_role_names",
        "ansible_dependent_role_names", "ansible_group_priority", "ansible_remote_tmp",
    ]
}
