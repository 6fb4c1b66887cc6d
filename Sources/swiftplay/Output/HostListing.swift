import Inventory
import Runner
import Values

/// The hosts of a pattern, as `exec --list-hosts` shows them.
struct HostListing {
    private let setup: RunSetup

    init(_ setup: RunSetup) { self.setup = setup }

    func show(_ pattern: String) throws {
        let selection = try setup.inventory.selection(pattern, limit: setup.settings.limit)
        setup.session.warn(selection.warnings)
        let lines = selection.hosts.map { "    \($0.name)\n" }.joined()
        setup.session.terminal.write("  hosts (\(selection.hosts.count)):\n" + lines)
    }
}
