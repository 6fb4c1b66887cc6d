package import Values

/// How to reach one host. What is `nil` is taken from `~/.ssh/config`, and failing that from OpenSSH's defaults.
package struct ConnectionOptions: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case ssh, local
    }

    /// What to do about a host key that is not in known_hosts. A changed key is always refused, except by `off`.
    package enum HostKeyChecking: String, Hashable, Sendable {
        case strict
        case acceptNew = "accept-new"
        case off
    }

    /// The name in the inventory, for messages.
    package var name: String
    package var kind: Kind
    /// Host name or address, or an alias of `~/.ssh/config`.
    package var address: String
    package var port: Int?
    package var user: String?
    package var password: Secret?
    package var privateKeyFiles: [String]
    package var privateKeyPassphrase: Secret?
    package var hostKeyChecking: HostKeyChecking?
    package var knownHostsFiles: [String]?
    /// Arguments of ssh(1): `ssh_args`, `ssh_common_args` and `ssh_extra_args`, in this order, not yet cut into words:
    /// that is only done to connect.
    package var sshArguments: [String]
    /// Seconds for connection and log-in together.
    package var timeout: Double?
    /// Tries after the first; `nil` for some after failures that may pass by themselves.
    package var retries: Int?
    /// The shell on the host, when `/bin/sh` will not do.
    package var shell: String?

    package init(name: String, address: String, kind: Kind = .ssh) {
        self.name = name
        self.kind = kind
        self.address = address
        privateKeyFiles = []
        sshArguments = []
    }
}
