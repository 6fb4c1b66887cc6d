import Values

/// All that is needed to reach one SSH server: options, configuration files and defaults brought together.
struct SSHSettings: Sendable {
    var host: String
    var port: Int
    var user: String
    /// The name that stands in known_hosts, when it is not ``host``.
    var hostKeyAlias: String?
    var password: Secret?
    var keyFiles: [String]
    /// Beside those that lie next to their keys.
    var certificateFiles: [String]
    /// Whether only ``keyFiles`` may be offered, and no other key of the agent.
    var identitiesOnly: Bool
    var passphrase: Secret?
    var checking: ConnectionOptions.HostKeyChecking
    var knownHostsFiles: [String]
    /// Whether names are written to known_hosts as digests.
    var hashesKnownHosts: Bool
    var agentSocket: String?
    /// Ways to log in, the first to be tried first.
    var methods: [LogInMethod]
    /// Signatures of our keys, as `PubkeyAcceptedAlgorithms` chooses them; `nil` for the usual ones.
    var signatures: String?
    var algorithms: SSHAlgorithms
    var addressFamily: AddressFamily
    /// The address of ours to connect from.
    var bindAddress: String?
    var timeout: Double
    /// Tries after the first; `nil` for some, of what failed for a passing reason.
    var retries: Int?
    /// Seconds between signs of life on a silent connection, and how many may stay unanswered.
    var aliveInterval: Double
    var aliveCount: Int
    var jumps: [SSHSettings]
    /// What speaks with the server in place of a TCP connection.
    var proxyCommand: String?
    /// Whether a person may be asked for the passphrase of a key, and how often.
    var passphraseQuestions: Int
    var dialogue: ConnectionDialogue

    enum AddressFamily: String {
        case any, inet, inet6
    }
}

/// The ways to log in that are known here, by their names on the wire.
enum LogInMethod: String, CaseIterable {
    case key = "publickey"
    case password
    case dialogue = "keyboard-interactive"
}
