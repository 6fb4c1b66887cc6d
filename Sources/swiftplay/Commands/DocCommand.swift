import ArgumentParser
import ModuleKit
import Modules
import Runner
import Values

/// `swiftplay doc`: the modules, and the arguments of one.
struct DocCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doc", abstract: "Show what a module does and its arguments; without a name, list all modules.")

    @ArgumentParser.Argument(
        help: "A module, or another name of the given type.", completion: ModuleDocumentation.completion)
    var module: String?

    @Option(
        name: [.customShort("t", allowingJoined: true), .long],
        help: ArgumentHelp("Type of the name: module, filter, test or lookup.", valueName: "kind"))
    var type = PluginNames.module

    @Flag(name: [.customShort("l"), .long], help: "List all names, as without a name.")
    var list = false

    @Flag(name: .long, help: "Print Markdown instead of plain text.")
    var markdown = false

    @Flag(name: .long, help: "Print which arguments of each module are supported.")
    var coverage = false

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            if coverage {
                let coverage = ModuleCoverage(ModuleDocumentation.all)
                return session.terminal.write(markdown ? coverage.markdown : coverage.text)
            }
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
