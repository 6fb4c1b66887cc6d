import ArgumentParser
import Values

/// `swiftplay vars`: the variables that playbooks would run with.
struct VarsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vars", abstract: "Show the variables of a deployment.", subcommands: [VarsExportCommand.self])
}

struct VarsExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the resolved setup variables of each host without contacting it.")

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case yaml, json, dotenv, shell
    }

    @Argument(help: "Playbook files.", completion: .file(extensions: ["yml", "yaml"]))
    var playbooks: [String]

    @OptionGroup(title: "Hosts") var inventory: InventoryOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions

    @Option(name: .long, help: "The output format.")
    var format: Format = .yaml

    @Option(name: .long, help: ArgumentHelp("Write to this file, readable only by its owner.", valueName: "file"))
    var output: String?

    @Flag(name: .customLong("show-secrets"), help: "Print vaulted values in plain text.")
    var showSecrets = false

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            let setup = try RunSetup(
                session, WrittenOptions(variables: variables, hosts: inventory, folders: .ofPlaybooks(playbooks)))
            let export = VariableExport(try setup.load(playbooks), setup: setup, showsSecrets: showSecrets)
            let text = VariableText(format: format).text(try export.variables())
            guard let output else { return session.terminal.write(text, masked: !showSecrets) }
            try PrivateFile.write(text, to: output)
        }
    }
}
