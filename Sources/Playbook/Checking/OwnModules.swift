import Controller
import Values

/// Modules that a project brings along, written in Python or anything else: they are known by name and do not run here.
///
/// Source: Ansible's page "Adding modules and plugins locally": `library/` and `action_plugins/` beside a playbook and in
/// roles, and the folders of the configuration.
struct OwnModules {
    private var names: Set<String> = []
    private var folders: Set<String> = []

    /// - Parameter folders: Those that hold modules themselves.
    init(in folders: [String]) { for folder in folders { takeFiles(of: folder) } }

    func contains(_ name: String) -> Bool { names.contains(name.withoutBuiltinCollection) }

    /// Takes what stands beside a playbook or in a role; from then on all later tasks may name it.
    mutating func takePlugins(of folder: String) {
        guard folders.insert(folder).inserted else { return }
        for kind in ["library", "action_plugins"] { takeFiles(of: "\(folder)/\(kind)") }
    }

    private mutating func takeFiles(of folder: String) {
        for name in ControllerPath.entries(of: folder) {
            let path = "\(folder)/\(name)"
            if ControllerPath.isDirectory(path) {
                takeFiles(of: path)
            } else {
                names.insert(String(name.prefix { $0 != "." }))
            }
        }
    }
}
