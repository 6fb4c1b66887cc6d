import ModuleKit
import Transport
import Values

/// The talk with sudo, su or doas before there is a shell, as a state machine.
struct BecomeDialogue {
    enum Move: Equatable {
        case wait
        case send([UInt8])
        case ready
    }

    private let become: Become
    private let prompt: String
    private let readiness: [UInt8]
    private var heard: [UInt8] = []
    private var errors: [UInt8] = []
    private(set) var hasSentPassword = false

    init(_ become: Become, prompt: String, readiness: String) {
        self.become = become
        self.prompt = prompt
        self.readiness = Array(readiness.utf8)
    }

    /// - Parameter isLate: The time for the talk is over.
    mutating func received(_ traffic: ChannelTraffic, isLate: Bool = false) throws(ConnectionError) -> Move {
        heard = (heard + traffic.output).suffix(8192)
        errors = (errors + traffic.errors).suffix(8192)
        if isLate, heard[...].firstIndex(of: readiness, from: 0) == nil { throw tooSlow }
        if heard[...].firstIndex(of: readiness, from: 0) != nil { return .ready }
        if isPrompting { return .send(try answer()) }
        if traffic.isAtEnd { throw failure }
        return .wait
    }

    /// sudo asks with our prompt. su and doas ask in the host's language: a last line that ends with a colon.
    private var isPrompting: Bool {
        if become.method == .sudo, words(of: errors).contains(prompt.trimmed) { return true }
        guard become.method != .sudo || !hasSentPassword else { return false }
        let line = words(of: errors.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).last ?? [])
        return become.method != .sudo && (line.trimmed.hasSuffix(":") || line.trimmed.hasSuffix("：")) && !line.isEmpty
    }

    private mutating func answer() throws(ConnectionError) -> [UInt8] {
        // A second question means that the first answer was wrong. It is not tried again: accounts get locked.
        guard !hasSentPassword else { throw .becomePasswordWrong(user: become.user) }
        guard let password = become.password else { throw .becomePasswordMissing(user: become.user) }
        hasSentPassword = true
        errors = []
        return Array(password.reveal().utf8) + [UInt8(ascii: "\n")]
    }

    private var tooSlow: ConnectionError {
        .become(user: become.user, reason: "\(become.method.rawValue) does not continue: \(words)")
    }

    private var words: String {
        words(of: errors + heard).replacing(prompt.trimmed, with: "").trimmed
    }

    private func words(of bytes: some Collection<UInt8>) -> String { String(hostBytes: bytes) }

    private var failure: ConnectionError {
        if hasSentPassword, Self.wrongPassword.contains(where: words.contains) {
            return .becomePasswordWrong(user: become.user)
        }
        return BecomeFailure.error(for: become, words: words)
    }

    private static let wrongPassword = [
        "incorrect password", "Authentication failure", "Sorry, try again", "incorrect",
    ]
}

/// Why there is no shell, from the last words that came in its place.
enum BecomeFailure {
    /// The shell is there, or is said to be, and does nothing.
    static func muteness(for become: Become?, after seconds: Double, words: String) -> ConnectionError {
        let said = words.isEmpty ? "" : "; it printed instead: \(words.suffix(200))"
        guard let become else {
            return .noShell(
                "it is not ready after \(Int(seconds)) s\(said). A start-up file such as ~/.bashrc may be waiting, or never end"
            )
        }
        let reason = "\(become.method.rawValue) gives no working shell after \(Int(seconds)) s\(said)"
        return .become(user: become.user, reason: reason)
    }

    static func error(for become: Become?, words: String) -> ConnectionError {
        guard let become else {
            return .noShell(words.isEmpty ? "the login shell exited without a message" : words)
        }
        if words.contains("a password is required") || words.contains("Authorization required") {
            return .becomePasswordMissing(user: become.user)
        }
        if words.contains("must have a tty") || words.contains("a tty is required") {
            return .become(user: become.user, reason: "\(become.method.rawValue) requires a terminal: \(words)")
        }
        let reason = words.isEmpty ? "\(become.method.rawValue) exited without a message" : words
        return .become(user: become.user, reason: reason)
    }
}
