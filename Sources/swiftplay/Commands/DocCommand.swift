import ArgumentParser
import ModuleKit
import Modules
import Runner
import Values

/// `swiftplay doc`: the modules, and the arguments of one.
struct DocCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doc", abstract: "Show what a module does and takes; without a name, all modules.")

    @ArgumentParser.Argument(help: "A module, or another name of the kind.", completion: ModuleDocumentation.completion)
    var module: String?

    @Option(
        name: [.customShort("t", allowingJoined: true), .long],
        help: ArgumentHelp("What the name is of: module, filter, test or lookup.", valueName: "kind"))
    var type = PluginNames.module

    @Flag(name: [.customShort("l"), .long], help: "Show all names, as without a name.")
    var list = false

    @Flag(name: .long, help: "Markdown in place of plain text.")
    var markdown = false

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            guard let module, !list else {
                return session.terminal.write(type == .module ? ModuleDocumentation.list() : type.list())
            }
            guard type == .module else { return session.terminal.write(try type.page(module)) }
            guard let table = ModuleDocumentation.table(named: module) else {
                throw Diagnostics(ModuleDocumentation.unknown(module))
            }
            let page = ModulePage(table)
            session.terminal.write(markdown ? page.markdown : page.text)
        }
    }
}
