import ModuleKit
import Values

/// A task that is replaced while playbooks are loaded. No action stands behind these names: they belong to the loader.
enum StaticImport: String, Sendable {
    case tasks = "import_tasks"
    case role = "import_role"
    /// A playbook inside a list of tasks, which cannot be.
    case playbook = "import_playbook"

    /// `include` of former times, which is one of task files.
    static let formerName = "include"

    /// - Parameter name: With or without the collection `ansible.builtin`.
    init?(_ name: String) {
        let short = name.withoutBuiltinCollection
        self.init(rawValue: short == Self.formerName ? Self.tasks.rawValue : short)
    }

    static func isFormer(_ name: String) -> Bool { name.withoutBuiltinCollection == formerName }

    /// What does the same in the run.
    var inclusion: ModuleTraits { self == .role ? .includesRole : .includesTasks }
}

/// An entry of a playbook that is replaced by the plays of another.
package enum PlaybookImport {
    package static let names = BuiltinCollection.names(of: StaticImport.playbook.rawValue)
}

extension PlaybookLoader {
    /// Whether a name is not of a module but means that a file is to be read, such as `import_tasks`.
    package static func importsStatically(_ name: String) -> Bool { StaticImport(name) != nil }
}
