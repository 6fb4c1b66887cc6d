import Controller
import Inventory
import ModuleKit
import Playbook
import Values

/// Finds which facts some texts mention, so that only those are gathered.
///
/// An upper estimate made from the texts themselves: a name in a comment counts, and a use of all facts at once
/// (`ansible_facts` without a name behind it) asks for every topic.
struct FactReferences {
    /// Nobody writes tasks or templates beyond this size. In bytes.
    private static let largestScanned = 1 << 20

    private static let prefix = Array("ansible_".utf8)

    private(set) var topics: Set<FactTopic> = []

    init(inventory: [VariableLayer]) {
        for layer in inventory { scan(.map(layer.variables)) }
    }

    init(_ playbook: LoadedPlaybook) {
        var seen: Set<ObjectIdentifier> = []
        for play in playbook.plays {
            let tasks = play.allTasks + play.handlers.all.map(\.task)
            for file in [play.span.file] + tasks.map(\.span.file) where seen.insert(ObjectIdentifier(file)).inserted {
                scan(file.text)
            }
        }
        for root in Set(playbook.plays.flatMap { $0.roleUses.map(\.role.path) }).sorted() { scanFolders(of: root) }
        for root in Set(playbook.plays.map(\.directory)).sorted() {
            scanFolders(of: root)
            for name in ControllerPath.entries(of: root) { scan(file: root + "/" + name, unlessPlaybook: true) }
        }
    }

    /// Includes, templates and variables that tasks name may lie in any of these.
    private mutating func scanFolders(of root: String) {
        for folder in ["tasks", "handlers", "templates", "vars", "defaults", "group_vars", "host_vars", "roles"] {
            for file in ControllerTree(root + "/" + folder).files { scan(file: file.path) }
        }
    }

    /// - Parameter unlessPlaybook: A playbook is only ever imported, and those that are have been loaded.
    private mutating func scan(file path: String, unlessPlaybook: Bool = false) {
        guard let status = FileStatus(path), status.kind == .file, status.size <= Self.largestScanned,
            let text = try? SourceFile.read(path).text, !(unlessPlaybook && PlaybookText.isPlaybook(text))
        else { return }
        scan(text)
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
        let bytes = Array(text.utf8)
        var end = 0
        while let start = bytes.firstIndex(of: Self.prefix, from: end) {
            let name = bytes[start...].prefix(while: \.isOfName)
            end = name.endIndex
            note(String(decoding: name, as: UTF8.self), behind: bytes[end...])
        }
    }

    private mutating func note(_ name: String, behind rest: ArraySlice<UInt8>) {
        guard name == "ansible_facts" else {
            // `'ansible_' ~ name`: it may be any of them.
            if name == "ansible_" { topics = Set(FactTopic.allCases) }
            if !Facts.isControl(name), !MagicNames.all.contains(name) {
                topics.formUnion(FactTopic.topics(for: [name]))
            }
            return
        }
        guard let key = Self.key(rest) else {
            topics = Set(FactTopic.allCases)
            return
        }
        topics.formUnion(FactTopic.topics(for: ["ansible_" + key]))
    }

    /// The name in `.name`, `['name']` or `["name"]`.
    private static func key(_ rest: ArraySlice<UInt8>) -> String? {
        let opening = rest.prefix(while: { ".['\"".utf8.contains($0) })
        guard !opening.isEmpty else { return nil }
        let name = rest[opening.endIndex...].prefix(while: \.isOfName)
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
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
