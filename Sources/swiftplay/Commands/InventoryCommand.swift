import ArgumentParser
import Inventory
import Values

/// `swiftplay inventory`: what an inventory holds.
struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory", abstract: "Show hosts, groups and their variables.")

    @Argument(help: "For --graph: the group to begin with.")
    var group: String?

    @OptionGroup(title: "Hosts") var inventory: InventoryOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions

    @Flag(name: .long, help: "All groups with their hosts and variables, as JSON.")
    var list = false

    @Flag(name: .long, help: "Groups and hosts as a tree.")
    var graph = false

    @Option(name: .long, help: ArgumentHelp("The variables of one host, as JSON.", valueName: "name"))
    var host: String?

    @Flag(name: [.customShort("y"), .long], help: "YAML in place of JSON.")
    var yaml = false

    @Flag(name: .long, help: "With --graph: also the variables.")
    var vars = false

    @Flag(name: .customLong("show-secrets"), help: "Print vaulted values in the clear.")
    var showSecrets = false

    mutating func validate() throws {
        guard [list, graph, host != nil].filter(\.self).count == 1 else {
            throw ValidationError("Give one of --list, --graph and --host.")
        }
    }

    func run() async throws {
        try await Session.report { session in
            var setup = try RunSetup(session)
            try setup.read(inventory, variables)
            let view = InventoryView(setup, showsSecrets: showSecrets)
            if graph { return session.terminal.write(try view.graph(from: group ?? "all", withVariables: vars)) }
            if list, !yaml { return try view.list { session.terminal.write($0, masked: !showSecrets) } }
            let value = try host.map { try view.variables(of: $0) } ?? view.list()
            let json = JSONWriter(indent: 4, sortsKeys: true, ensuresASCII: false)
            session.terminal.write(yaml ? YAMLWriter.nice.write(value) : json.write(value) + "\n", masked: !showSecrets)
        }
    }
}
