import Connection
import Playbook
import Runner
import Values
import Vault

extension SettingsResolver {
    /// How hosts are reached by default.
    func connection(_ options: ReachOptions) throws -> ConnectionDefaults {
        var connection = ConnectionDefaults()
        connection.connection = configuration[\.connection.transport, option: options.connection]
        connection.user = configuration[\.connection.user, option: options.user]
        connection.port = configuration[\.connection.port]
        connection.privateKeyFiles =
            configuration[\.connection.privateKeyFile, option: path(options.privateKey)].map { [$0.path] } ?? []
        connection.hostKeyChecking = configuration[\.connection.hostKeyChecking]
        connection.sshArguments = SSHArgumentTexts(
            usual: configuration[\.connection.sshArguments],
            common: configuration[\.connection.sshCommonArguments, option: options.sshCommonArgs],
            extra: configuration[\.connection.sshExtraArguments, option: options.sshExtraArgs])
        connection.timeout = configuration[\.connection.timeout, option: options.timeout]
        connection.retries = configuration[\.connection.retries]
        connection.password = try password(
            "SSH password", asked: configuration[\.connection.asksPassword, option: options.askPass.ifSet],
            file: configuration[\.connection.passwordFile, option: path(options.connectionPasswordFile)])
        return connection
    }

    /// Whom tasks become by default.
    ///
    /// - Parameter login: The password to log in with, which an empty answer to the question for another one means.
    func become(_ options: ReachOptions, login: Secret?) throws -> BecomeDefaults {
        var become = BecomeDefaults()
        become.become = configuration[\.become.isOn, option: options.become.ifSet]
        become.user = configuration[\.become.user, option: options.becomeUser]
        become.executable = configuration[\.become.executable]
        become.flags = configuration[\.become.flags]
        become.ofMethod = [
            .sudo: own(\.sudo, options), .su: own(\.su, options), .doas: own(\.doas, options),
        ]
        become.method = configuration[\.become.method, option: options.becomeMethod]
        become.password = try password(
            login == nil ? "BECOME password" : "BECOME password[defaults to SSH password]",
            asked: configuration[\.become.asksPassword, option: options.askBecomePass.ifSet],
            file: configuration[\.become.passwordFile, option: path(options.becomePasswordFile)])
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

    private func path(_ written: String?) -> PathSetting? {
        written.map { PathSetting($0, in: Environment.workingDirectory) }
    }

    /// A password that is typed, read from a file or printed by a program.
    private func password(_ question: String, asked: Bool, file: PathSetting?) throws -> Secret? {
        var secret: Secret?
        if let file {
            var source = VaultIdentity.Source(file: file.path)
            source.purpose = question
            secret = try VaultIdentity.load(source).password
        } else if asked {
            secret = Secret(try Prompt.password(question))
        }
        if let secret { session.secrets.register(secret) }
        return secret
    }
}
