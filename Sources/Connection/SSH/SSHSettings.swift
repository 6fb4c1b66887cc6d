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
    /// Whether only ``keyFiles`` may be offered, and no other key of the agent.
    var identitiesOnly: Bool
    var passphrase: Secret?
    var checking: ConnectionOptions.HostKeyChecking
    var knownHostsFiles: [String]
    var agentSocket: String?
    var timeout: Double
    var retries: Int
    /// Seconds between signs of life on a silent connection, and how many may stay unanswered.
    var aliveInterval: Double
    var aliveCount: Int
    var jumps: [SSHSettings]
}
