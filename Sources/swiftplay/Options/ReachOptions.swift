import ArgumentParser

/// How hosts are reached, and whom tasks become there.
struct ReachOptions: ParsableArguments {
    @Option(
        name: [.customShort("c", allowingJoined: true), .customLong("connection")],
        help: ArgumentHelp(\.connection.transport, valueName: "kind"), completion: .list(["ssh", "local"]))
    var connection: String?

    @Option(
        name: [.customShort("u", allowingJoined: true), .customLong("user")],
        help: ArgumentHelp(\.connection.user, valueName: "name"))
    var user: String?

    @Option(
        name: [.customLong("private-key"), .customLong("key-file")],
        help: ArgumentHelp(\.connection.privateKeyFile, valueName: "file"))
    var privateKey: String?

    @Flag(name: [.customShort("k"), .customLong("ask-pass")], help: ArgumentHelp(\.connection.asksPassword))
    var askPass = false

    @Option(
        name: [.customLong("connection-password-file"), .customLong("conn-pass-file")],
        help: ArgumentHelp(\.connection.passwordFile, valueName: "file"))
    var connectionPasswordFile: String?

    @Option(
        name: [.customShort("T", allowingJoined: true), .long],
        help: ArgumentHelp(\.connection.timeout, valueName: "seconds"))
    var timeout: Double?

    @Option(
        name: .customLong("ssh-common-args"), parsing: .unconditional,
        help: ArgumentHelp(\.connection.sshCommonArguments, valueName: "args"))
    var sshCommonArgs: String?

    @Option(
        name: .customLong("ssh-extra-args"), parsing: .unconditional,
        help: ArgumentHelp(\.connection.sshExtraArguments, valueName: "args"))
    var sshExtraArgs: String?

    @Option(
        name: .customLong("scp-extra-args"), parsing: .unconditional,
        help: ArgumentHelp("Accepted for compatibility: files are transferred without scp.", valueName: "args"))
    var scpExtraArgs: String?

    @Option(
        name: .customLong("sftp-extra-args"), parsing: .unconditional,
        help: ArgumentHelp("Accepted for compatibility: files are transferred without sftp.", valueName: "args"))
    var sftpExtraArgs: String?

    @Flag(name: [.short, .long], help: ArgumentHelp(\.become.isOn))
    var become = false

    @Option(name: .customLong("become-method"), help: ArgumentHelp(\.become.method, valueName: "method"))
    var becomeMethod: String?

    @Option(
        name: .customLong("become-user"), help: ArgumentHelp(\.become.user, valueName: "name"))
    var becomeUser: String?

    @Flag(name: [.customShort("K"), .customLong("ask-become-pass")], help: ArgumentHelp(\.become.asksPassword))
    var askBecomePass = false

    @Option(
        name: [.customLong("become-password-file"), .customLong("become-pass-file")],
        help: ArgumentHelp(\.become.passwordFile, valueName: "file"))
    var becomePasswordFile: String?
}
