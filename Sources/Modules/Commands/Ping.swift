package import ModuleKit
import Values

/// Proves that the host can be reached and that its shell answers.
package struct Ping: Module {
    package static let doc = ModuleDoc(
        "ping", "Check that a host can be reached and answers.",
        returns: [ReturnValue("ping", "The given text.")],
        examples: """
            - ping:
            - ping: { data: hello }
            """)

    @Argument("Text to return; `crash` makes the module fail.") var data: String = "pong"

    package init() {}

    /// One program that does nothing, so that the host is really asked.
    /// It changes nothing.
    package var touches: [Footprint] { [] }

    package var probe: Probe<CommandOutput> { .command(Command("true"), reading: []) }

    package func changes(from state: CommandOutput) throws(ModuleFailure) -> [Change] {
        if data == "crash" { throw ModuleFailure("the module was asked to fail", hint: "use another value for `data`") }
        return []
    }

    package func result(_ applied: Applied<CommandOutput>) -> ModuleResult { ["ping": .string(data)] }
}
