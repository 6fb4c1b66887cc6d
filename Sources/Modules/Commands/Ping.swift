import ModuleKit
import Values

/// Proves that the host can be reached and that its shell answers.
struct Ping: Module {
    static let doc = ModuleDoc(
        "ping", "Check that a host can be reached and answers.",
        returns: [ReturnValue("ping", "The given text.")],
        examples: """
            - ping:
            - ping: { data: hello }
            """)

    @Argument("Text to return; `crash` makes the module fail.") var data: String = "pong"

    /// One program that does nothing, so that the host is really asked.
    /// It changes nothing.
    var touches: [Footprint] { [] }

    var probe: Probe<CommandOutput> { .command(Command("true"), reading: []) }

    func changes(from state: CommandOutput) throws(ModuleFailure) -> [Change] {
        if data == "crash" { throw ModuleFailure("the module was asked to fail", hint: "use another value for `data`") }
        return []
    }

    func result(_ applied: Applied<CommandOutput>) -> ModuleResult { ["ping": .string(data)] }
}
