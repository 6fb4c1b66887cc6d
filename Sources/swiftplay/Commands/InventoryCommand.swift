import ArgumentParser
import Inventory
import Values

/// `swiftplay inventory`: what an inventory holds.
struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory", abstract: "Show hosts, groups and their variables.")

    @Argument(help: "With --graph: the group to start from.")
    var group: String?

    @OptionGroup(title: "Hosts") var inventory: InventoryOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions

    @Flag(name: .long, help: "Print all groups with their hosts and variables as JSON.")
    var list = false

    @Flag(name: .long, help: "Print groups and hosts as a tree.")
    var graph = false

    @Option(name: .long, help: ArgumentHelp("Print the variables of one host as JSON.", valueName: "name"))
    var host: String?

    @Flag(name: [.customShort("y"), .long], help: "Print YAML instead of JSON.")
    var yaml = false

    @Flag(name: .long, help: "Print TOML instead of JSON.")
    var toml = false

    @Flag(name: .long, help: "With --graph: also show the variables.")
    var vars = false

    @Flag(
        name: .long,
        help: ArgumentHelp(\.inventory.exports))
    var export = false

    @Option(name: .long, help: ArgumentHelp("Write to this file, readable only by its owner.", valueName: "file"))
    var output: String?

    @Option(
        name: .customLong("playbook-dir"),
        help: ArgumentHelp("The directory whose group_vars and host_vars are also used.", valueName: "folder"))
    var playbookFolder: String?

    @Flag(name: .customLong("show-secrets"), help: "Print vaulted values in plain text.")
    var showSecrets = false

    @OptionGroup var talk: VerbosityOptions

    mutating func validate() throws {
        guard [list, graph, host != nil].filter(\.self).count == 1 else {
            throw ValidationError("Give exactly one of --list, --graph and --host.")
        }
        if yaml, toml { throw ValidationError("Give only one of --yaml and --toml.") }
    }

    func run() async throws {
        try await Session.report(talk) { session in
            let setup = try RunSetup(
                session,
                WrittenOptions(
                    variables: variables, hosts: inventory, folders: .option(playbookFolder, fallback: nil)))
            let exports = setup.configuration[\.inventory.exports, option: export.ifSet]
            let view = try InventoryView(setup, showsSecrets: showSecrets, isForExport: exports)
            guard let output else { return try show(view) { session.terminal.write($0, masked: !showSecrets) } }
            var text = ""
            try show(view) { text += $0 }
            try PrivateFile.write(showSecrets ? text : session.secrets.mask(text), to: output)
        }
    }

    private func show(_ view: InventoryView, to sink: (String) -> Void) throws {
        let form: InventoryView.Form = yaml ? .yaml : toml ? .toml : .json
        if graph { return sink(try view.graph(from: group ?? "all", withVariables: vars)) }
        if let host { return sink(try view.host(host, as: form)) }
        try view.list(as: form, to: sink)
    }
}
