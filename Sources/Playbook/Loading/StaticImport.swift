import Values

/// A task that is replaced while playbooks are loaded.
enum StaticImport: Sendable {
    case tasks, role
    /// A playbook inside a list of tasks, which cannot be.
    case playbook

    /// - Parameter name: With or without the collection `ansible.builtin`.
    init?(_ name: String) {
        switch name.withoutBuiltinCollection {
        case "import_tasks", "include": self = .tasks
        case "import_role": self = .role
        case "import_playbook": self = .playbook
        default: return nil
        }
    }

}
