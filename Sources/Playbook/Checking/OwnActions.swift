import Controller
import Values

/// Action plugins that a project brings along: they are known by name and do not run here.
///
/// Source: Ansible's page "Adding modules and plugins locally": `action_plugins/` beside a playbook and in roles, and the
/// folders of the configuration.
struct OwnActions {
    private var names: Set<String> = []
    private var folders: Set<String> = []

    /// - Parameter folders: Those that hold plugins themselves.
    init(in folders: [String]) { for folder in folders { takeFiles(of: folder) } }

    func contains(_ name: String) -> Bool { names.contains(name.withoutBuiltinCollection) }

    mutating func takePlugins(of folder: String) {
        guard folders.insert(folder).inserted else { return }
        takeFiles(of: "\(folder)/action_plugins")
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
