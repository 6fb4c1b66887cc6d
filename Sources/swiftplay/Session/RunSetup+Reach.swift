import Connection
import Playbook
import Runner
import Values
import Vault

/// How hosts are reached by default: options, then environment, then ansible.cfg.
extension RunSetup {
    mutating func readReach(_ options: ReachOptions) throws {
        var connection = ConnectionDefaults()
        connection.connection = options.connection ?? configuration[\.connection.transport]
        connection.user = options.user ?? configuration[\.connection.user]
        connection.port = configuration[\.connection.port]
        connection.privateKeyFiles = privateKeys(options)
        connection.hostKeyChecking = configuration[\.connection.hostKeyChecking]
        connection.sshArguments = sshArguments(options)
        connection.timeout = options.timeout ?? configuration[\.connection.timeout]
        connection.retries = configuration[\.connection.retries]
        connection.password = try password(
            "SSH password", asked: options.askPass || configuration[\.connection.asksPassword],
            file: options.connectionPasswordFile ?? configuration[\.connection.passwordFile]?.path)
        settings.connection = connection
        settings.become = try become(options, login: connection.password)
    }

    /// - Parameter login: The password to log in with, which an empty answer to the question for another one means.
    private func become(_ options: ReachOptions, login: Secret?) throws -> BecomeDefaults {
        var become = BecomeDefaults()
        become.become = options.become || configuration[\.become.isOn]
        become.user = options.becomeUser ?? configuration[\.become.user]
        become.executable = configuration[\.become.executable]
        become.flags = configuration[\.become.flags]
        become.ofMethod = [
            .sudo: own(\.sudo, options), .su: own(\.su, options), .doas: own(\.doas, options),
        ]
        become.method = options.becomeMethod ?? configuration[\.become.method]
        become.password = try password(
            login == nil ? "BECOME password" : "BECOME password[defaults to SSH password]",
            asked: options.askBecomePass || configuration[\.become.asksPassword],
            file: options.becomePasswordFile ?? configuration[\.become.passwordFile]?.path)
        if let login, become.password?.reveal().isEmpty == true { become.password = login }
        return become
    }

    /// What is said of one method; a user named on the command line is meant for all.
    private func own(_ method: KeyPath<Settings, BecomeMethodSettings>, _ options: ReachOptions) -> BecomeMethodDefaults
    {
        var own = BecomeMethodDefaults()
        own.user = options.becomeUser == nil ? configuration[method.appending(path: \.user)] : nil
        own.executable = configuration[method.appending(path: \.executable)]
        own.flags = configuration[method.appending(path: \.flags)]
        own.password = configuration[method.appending(path: \.password)]
        if let password = own.password { session.secrets.register(password) }
        return own
    }

    private func privateKeys(_ options: ReachOptions) -> [String] {
        if let given = options.privateKey { return [LocalPath.join(workingDirectory, given)] }
        return configuration[\.connection.privateKeyFile].map { [$0.path] } ?? []
    }

    private func sshArguments(_ options: ReachOptions) -> SSHArgumentTexts {
        SSHArgumentTexts(
            usual: configuration[\.connection.sshArguments],
            common: options.sshCommonArgs ?? configuration[\.connection.sshCommonArguments],
            extra: options.sshExtraArgs ?? configuration[\.connection.sshExtraArguments])
    }

    /// A password that is typed, read from a file or printed by a program.
    private func password(_ question: String, asked: Bool, file: String?) throws -> Secret? {
        var secret: Secret?
        if let path = file {
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
