import Inventory
import Report
import Runner
import Values

/// An inventory as `swiftplay inventory` shows it; vaulted values are hidden unless asked for.
struct InventoryView {
    enum Form {
        case json, yaml, toml
    }

    private let setup: RunSetup
    private let showsSecrets: Bool
    private let isForExport: Bool
    /// Those of `--limit`; `nil` for all.
    private let limited: [Host]?

    /// - Throws: what is wrong with the limit.
    init(_ setup: RunSetup, showsSecrets: Bool, isForExport: Bool) throws {
        self.setup = setup
        self.showsSecrets = showsSecrets
        self.isForExport = isForExport
        limited = try setup.settings.limit.map { try setup.inventory.select("all", limit: $0) }
    }

    func graph(from group: String, withVariables: Bool) throws -> String {
        let describe: ((Value) throws -> String)? = withVariables ? { try shown($0).pythonText } : nil
        guard let tree = try listing.graph(from: group, describe: describe) else { throw unknown("group", group) }
        return tree + "\n"
    }

    /// The whole inventory, handed on in pieces.
    func list(as form: Form, to sink: (String) -> Void) throws {
        switch form {
        case .json where limited == nil && !isForExport:
            var text = ListingText(setup.inventory, mergesMappings: setup.options.mergesMappings) {
                try shown($0, as: .json)
            }
            try text.write(to: sink)
        case .json: sink(Self.text(try shown(listing.flat, as: .json), as: .json))
        case .yaml: sink(Self.text(try shown(listing.tree), as: .yaml))
        case .toml:
            guard case .map(let tables) = try shown(.map(listing.tables)) else { return }
            sink(TOMLText.text(tables))
        }
    }

    func host(_ name: String, as form: Form) throws -> String {
        guard let host = setup.inventory.host(named: name) else { throw unknown("host", name) }
        let variables = setup.inventory.variables(of: host, mergesMappings: setup.options.mergesMappings)
        return Self.text(try shown(.map(variables), as: form), as: form)
    }

    private static func text(_ value: Value, as form: Form) -> String {
        switch form {
        case .json: JSONWriter(indent: 4, sortsKeys: true, ensuresASCII: false).write(value) + "\n"
        case .yaml: YAMLWriter().write(value)
        case .toml: value.map.map { TOMLText.text($0) } ?? ""
        }
    }

    private var listing: InventoryListing {
        InventoryListing(
            setup.inventory, hosts: limited ?? setup.inventory.hosts, mergesMappings: setup.options.mergesMappings,
            isForExport: isForExport)
    }

    private func shown(_ value: Value, as form: Form = .yaml) throws -> Value {
        try SecretDisplay(setup.keyring, isOpen: showsSecrets, tellsUnsafe: form == .json).shown(value)
    }

    private func unknown(_ kind: String, _ name: String) -> Diagnostic {
        let names = kind == "host" ? setup.inventory.hosts.map(\.name) : setup.inventory.groups.map(\.name)
        return Diagnostic(
            "inventory", "unknown \(kind)", detail: "There is no \(kind) named \"\(name)\".",
            help: Suggestion.nearest(to: name, among: names).map { "did you mean \"\($0)\"?" })
    }
}
