package import ModuleKit
import Values

/// Waits for a time, or for a person.
package struct Pause: Action {
    package static let doc = ModuleDoc(
        "pause", "Wait for a time, or for a person to press Return.",
        examples: """
            - pause: { seconds: 5 }
            - pause: { prompt: Look at the page now }
            """)

    @Argument("Minutes to wait.") var minutes: Double?
    @Argument("Seconds to wait.") var seconds: Double?
    @Argument("What to tell the person.") var prompt: String?
    @Argument("Whether what is typed is shown.") var echo: Bool = true

    package init() {}

    package func run(_ turn: ActionTurn) async throws(ModuleFailure) -> ActionResult {
        let time = seconds ?? minutes.map { $0 * 60 }
        if let time, time < 0 { throw ModuleFailure("a pause cannot be negative") }
        return ActionResult(
            fields: ["delta": .int(Int(time ?? 0)), "echo": .bool(echo), "user_input": "", "rc": 0, "stderr": ""],
            effects: [.pause(seconds: time, prompt: prompt, echo: echo)])
    }
}
