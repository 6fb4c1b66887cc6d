import Connection
import ModuleKit
import Transport

/// Tries to speak to a host again, each time on a new connection, so that neither an old shell nor an old answer is
/// taken for the host as it is now.
struct Reconnection {
    let contact: HostContact
    /// Seconds for connection and log-in; `nil` for the usual.
    let connectTimeout: Double?
    /// Why the last try failed.
    private(set) var lastWords = "no attempt was made"

    init(contact: HostContact, connectTimeout: Double?) {
        self.contact = contact
        self.connectTimeout = connectTimeout
    }

    func run(_ command: Command) async throws(ConnectionError) -> CommandOutput {
        try await contact.run(command, timeout: connectTimeout)
    }

    /// - Parameters:
    ///   - pause: Seconds before the next try, from how many there were.
    ///   - body: Tells why the host is not ready, or nothing if it is.
    /// - Returns: Whether it became ready in time.
    mutating func tries(
        until limit: ContinuousClock.Instant, pause: (Int) -> Double,
        _ body: (Reconnection) async throws(ConnectionError) -> String?
    ) async -> Bool {
        var tries = 0
        while ContinuousClock.now < limit, !Task.isCancelled {
            await contact.link.close()
            do {
                guard let words = try await body(self) else {
                    // What follows speaks to it with the usual patience.
                    await contact.link.close()
                    return true
                }
                lastWords = words
            } catch {
                lastWords = error.explanation
            }
            tries += 1
            try? await Task.sleep(for: .seconds(max(0.1, pause(tries))))
        }
        return false
    }
}
