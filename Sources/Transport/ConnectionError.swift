/// Why a host cannot be reached, or was lost.
package indirect enum ConnectionError: Error, Sendable, Hashable {
    case nameNotFound(String)
    case refused(address: String, port: Int)
    case noAnswer(address: String, port: Int, seconds: Double)
    /// Something answered that is no SSH server, or broke the protocol.
    case protocolFault(String)
    /// No common algorithms; the message names what each side offers.
    case noCommonAlgorithm(String)
    case hostKeyUnknown(host: String, fingerprint: String)
    /// - Parameter origin: file and line of the key that was expected.
    case hostKeyChanged(host: String, expected: String, offered: String, origin: String)
    case hostKeyRevoked(host: String, fingerprint: String, origin: String)
    /// - Parameters:
    ///   - methods: What the server would take.
    ///   - tried: What was offered, in words, with the reason it did not serve.
    case authentication(user: String, methods: [String], tried: [String])
    case badPrivateKey(path: String, reason: String)
    case becomePasswordMissing(user: String)
    case becomePasswordWrong(user: String)
    /// It was wrong on other hosts, and is not tried on this one.
    case becomePasswordNotTried(user: String, failures: Int)
    case become(user: String, reason: String)
    /// The account has no shell we can use.
    case noShell(String)
    /// The server lets us in, but opens no channel, or no further one.
    case noChannel(String)
    /// The host went away before anything was sent that could have an effect.
    case unreached(String)
    /// The host went away. What it was doing may or may not have been done.
    case lost(String)
    case badOptions(String)
    /// The same after more than one attempt.
    case repeated(ConnectionError, attempts: Int, seconds: Double)
}

extension ConnectionError {
    /// The same where nothing had been sent yet.
    package var beforeAnything: ConnectionError { if case .lost(let text) = self { .unreached(text) } else { self } }

    /// The same where something had been sent.
    package var afterSomething: ConnectionError { if case .unreached(let text) = self { .lost(text) } else { self } }
}
