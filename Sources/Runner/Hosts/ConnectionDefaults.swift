package import Connection
package import Transport
package import Values

/// How hosts are reached where their variables do not say.
package struct ConnectionDefaults: Sendable {
    package var connection = "ssh"
    package var user: String?
    package var port: Int?
    package var password: Secret?
    package var privateKeyFiles: [String] = []
    package var hostKeyChecking: ConnectionOptions.HostKeyChecking?
    package var sshArguments = SSHArgumentTexts()
    /// Seconds.
    package var timeout: Double?
    package var retries: Int?

    package init() {}
}

/// Arguments of ssh(1), by who may say them; each is one text.
package struct SSHArgumentTexts: Sendable {
    /// `ssh_args`, `ssh_common_args` and `ssh_extra_args`.
    package var usual: String?
    package var common: String?
    package var extra: String?

    package init(usual: String? = nil, common: String? = nil, extra: String? = nil) {
        self.usual = usual
        self.common = common
        self.extra = extra
    }
}

/// Whom tasks become where neither they nor variables say.
package struct BecomeDefaults: Sendable {
    package var become = false
    package var user = "root"
    package var method = "sudo"
    package var password: Secret?
    package var executable: String?
    package var flags: String?
    /// What is said of one method alone, which wins over what is said of all.
    package var ofMethod: [Become.Method: BecomeMethodDefaults] = [:]

    package init() {}
}

/// What is said of one way to become another user; `nil` where nothing is.
package struct BecomeMethodDefaults: Sendable {
    package var user: String?
    package var password: Secret?
    package var executable: String?
    package var flags: String?

    package init() {}
}
