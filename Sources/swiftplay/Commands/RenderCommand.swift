import ArgumentParser
import Jinja
import Playbook
import Values

/// `swiftplay render`: a template file as Ansible's `template` module would write it.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Render a template file with variables, to see the result.",
        discussion: """
            Example:
              swiftplay render templates/app.conf.j2 -e @vars.yml -e port=8080
            """)

    @Argument(help: "The template.", completion: .file())
    var template: String

    @OptionGroup(title: "Variables") var variables: VariableOptions

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            let setup = try RunSetup(session, WrittenOptions(variables: variables))
            session.terminal.write(raw: try setup.render(template).hostBytes)
        }
    }
}
