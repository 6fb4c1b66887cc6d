import ArgumentParser
import ModuleKit
import Modules
import Runner
import Values

/// `swiftplay doc`: the modules, and the arguments of one.
struct DocCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doc", abstract: "Show what a module does and takes; without a name, all modules.")

    @ArgumentParser.Argument(
        help: "A module.", completion: .custom { _, _, _ in ModuleDocumentation.all.map(\.doc.name) })
    var module: String?

    @Flag(name: .long, help: "Markdown in place of plain text.")
    var markdown = false

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            guard let module else { return session.terminal.write(ModuleDocumentation.list()) }
            guard let table = ModuleDocumentation.table(named: module) else {
                throw Diagnostics(ModuleDocumentation.unknown(module))
            }
            let page = ModulePage(table)
            session.terminal.write(markdown ? page.markdown : page.text)
        }
    }
}
