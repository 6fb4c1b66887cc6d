import Connection
import ModuleKit
import Transport
import Values

/// Waits until a host can be reached and does what it is told.
struct WaitForConnection: Action {
    static let doc = ModuleDoc(
        "wait_for_connection", "Wait until a host can be reached.", checkMode: .skips,
        traits: [.reconnects, .endsLookAhead],
        examples: """
            - wait_for_connection: { delay: 20, timeout: 900 }
            """)

    @Argument("Seconds that one connection attempt may take.") var connectTimeout: Double = 5
    @Argument("Seconds before the first attempt.") var delay: Double = 0
    @Argument("Seconds between two attempts.") var sleep: Double = 1
    @Argument("Seconds until the task gives up.") var timeout: Double = 600

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        if context.isCheckMode { return ActionResult(skipReason: "not done in check mode") }
        let start = ContinuousClock.now
        try? await Task.sleep(for: .seconds(max(0, delay)))
        var contact = Reconnection(contact: context.contact, connectTimeout: connectTimeout)
        let limit = ContinuousClock.now + .seconds(timeout)
        let isThere = await contact.tries(until: limit, pause: { [sleep] _ in sleep }) {
            contact throws(ConnectionError) in
            let output = try await contact.run(Command("true"))
            return output.exitCode == 0 ? nil : output.complaint
        }
        let elapsed: Mapping = ["elapsed": .int(Int((ContinuousClock.now - start).seconds))]
        guard isThere else {
            throw ModuleFailure("timed out waiting for the connection: \(contact.lastWords)", fields: elapsed)
        }
        return ActionResult(fields: elapsed)
    }
}
