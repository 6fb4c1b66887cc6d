import Inventory
import Values

/// An inventory as `swiftplay inventory` shows it; vaulted values are hidden unless asked for.
struct InventoryView {
    private let setup: RunSetup
    private let showsSecrets: Bool

    init(_ setup: RunSetup, showsSecrets: Bool) {
        self.setup = setup
        self.showsSecrets = showsSecrets
    }

    func graph(from group: String, withVariables: Bool) throws -> String {
        guard let tree = setup.inventory.graph(from: group) else { throw unknown("group", group) }
        return tree + "\n"
    }

    func list() throws -> Value { try shown(setup.inventory.listing(mergesMappings: setup.mergesMappings)) }

    /// The same as JSON, handed on in pieces.
    func list(to sink: (String) -> Void) throws {
        let display = SecretDisplay(setup.keyring, isOpen: showsSecrets)
        var listing = ListingText(setup.inventory, mergesMappings: setup.mergesMappings) { try display.shown($0) }
        try listing.write(to: sink)
    }

    func variables(of name: String) throws -> Value {
        guard let host = setup.inventory.host(named: name) else { throw unknown("host", name) }
        return try shown(.map(setup.inventory.variables(of: host, mergesMappings: setup.mergesMappings)))
    }

    private func shown(_ value: Value) throws -> Value {
        try SecretDisplay(setup.keyring, isOpen: showsSecrets).shown(value)
    }

    private func unknown(_ kind: String, _ name: String) -> Diagnostic {
        let names = kind == "host" ? setup.inventory.hosts.map(\.name) : setup.inventory.groups.map(\.name)
        return Diagnostic(
            "inventory", "no such \(kind)", detail: "There is no \(kind) named \"\(name)\".",
            help: Suggestion.nearest(to: name, among: names).map { "did you mean \"\($0)\"?" })
    }
}
