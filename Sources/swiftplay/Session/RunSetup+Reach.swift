import Connection
import Playbook
import Runner
import Values
import Vault

/// How hosts are reached by default: options, then environment, then ansible.cfg.
extension RunSetup {
    mutating func readReach(_ options: ReachOptions) throws {
        var connection = ConnectionDefaults()
        connection.connection =
            options.connection ?? configuration.text("defaults", "transport", environment: "ANSIBLE_TRANSPORT") ?? "ssh"
        connection.user =
            options.user ?? configuration.text("defaults", "remote_user", environment: "ANSIBLE_REMOTE_USER")
        connection.port = configuration.number("defaults", "remote_port", environment: "ANSIBLE_REMOTE_PORT").map {
            Int($0)
        }
        connection.privateKeyFiles = privateKeys(options)
        connection.hostKeyChecking = hostKeyChecking
        connection.sshArguments = sshArguments(options)
        connection.timeout =
            options.timeout ?? configuration.number("defaults", "timeout", environment: "ANSIBLE_TIMEOUT")
        connection.retries = sshRetries
        connection.password = try password(
            "SSH password", asked: options.askPass, file: options.connectionPasswordFile, section: "defaults",
            key: "connection_password_file", environment: "ANSIBLE_CONNECTION_PASSWORD_FILE")
        settings.connection = connection
        settings.become = try become(options, login: connection.password)
    }

    /// - Parameter login: The password to log in with, which an empty answer to the question for another one means.
    private func become(_ options: ReachOptions, login: Secret?) throws -> BecomeDefaults {
        let section = "privilege_escalation"
        var become = BecomeDefaults()
        become.become = options.become || configuration.flag(section, "become", environment: "ANSIBLE_BECOME") ?? false
        become.user =
            options.becomeUser ?? configuration.text(section, "become_user", environment: "ANSIBLE_BECOME_USER")
            ?? become.user
        become.method =
            options.becomeMethod ?? configuration.text(section, "become_method", environment: "ANSIBLE_BECOME_METHOD")
            ?? become.method
        become.password = try password(
            login == nil ? "BECOME password" : "BECOME password[defaults to SSH password]",
            asked: options.askBecomePass || configuration.flag(section, "become_ask_pass") ?? false,
            file: options.becomePasswordFile, section: "defaults", key: "become_password_file",
            environment: "ANSIBLE_BECOME_PASSWORD_FILE")
        if let login, become.password?.reveal().isEmpty == true { become.password = login }
        return become
    }

    private func privateKeys(_ options: ReachOptions) -> [String] {
        if let given = options.privateKey { return [LocalPath.join(workingDirectory, given)] }
        return configuration.paths("defaults", "private_key_file", environment: "ANSIBLE_PRIVATE_KEY_FILE")
    }

    /// Only an explicit "no" switches the check off; nothing said leaves it to `~/.ssh/config`.
    private var hostKeyChecking: ConnectionOptions.HostKeyChecking? {
        let written = configuration.text("defaults", "host_key_checking", environment: "ANSIBLE_HOST_KEY_CHECKING")
        guard let written else { return nil }
        if let named = ConnectionOptions.HostKeyChecking(rawValue: written.lowercased()) { return named }
        return Value.string(written).flag == false ? .off : .strict
    }

    private func sshArguments(_ options: ReachOptions) -> SSHArgumentTexts {
        let text = { (key: String, variable: String) in
            configuration.text("ssh_connection", key, environment: variable)
        }
        return SSHArgumentTexts(
            usual: text("ssh_args", "ANSIBLE_SSH_ARGS"),
            common: options.sshCommonArgs ?? text("ssh_common_args", "ANSIBLE_SSH_COMMON_ARGS"),
            extra: options.sshExtraArgs ?? text("ssh_extra_args", "ANSIBLE_SSH_EXTRA_ARGS"))
    }

    private var sshRetries: Int? {
        configuration.number("ssh_connection", "retries", environment: "ANSIBLE_SSH_RETRIES").map { Int($0) }
    }

    /// A password that is typed, read from a file or printed by a program.
    private func password(
        _ question: String, asked: Bool, file: String?, section: String, key: String, environment name: String
    ) throws -> Secret? {
        var secret: Secret?
        if let path = file ?? configuration.paths(section, key, environment: name).first {
            var source = VaultIdentity.Source(file: LocalPath.join(workingDirectory, path))
            source.purpose = question
            secret = try VaultIdentity.load(source).password
        } else if asked {
            secret = Secret(try Prompt.password(question))
        }
        if let secret { session.secrets.register(secret) }
        return secret
    }
}
