import ArgumentParser

/// How hosts are reached, and whom tasks become there.
struct ReachOptions: ParsableArguments {
    @Option(
        name: [.customShort("c", allowingJoined: true), .customLong("connection")],
        help: ArgumentHelp("ssh or local.", valueName: "kind"), completion: .list(["ssh", "local"]))
    var connection: String?

    @Option(
        name: [.customShort("u", allowingJoined: true), .customLong("user")],
        help: ArgumentHelp("The user to log in as.", valueName: "name"))
    var user: String?

    @Option(
        name: [.customLong("private-key"), .customLong("key-file")],
        help: ArgumentHelp("The private key for the login.", valueName: "file"))
    var privateKey: String?

    @Flag(name: [.customShort("k"), .customLong("ask-pass")], help: "Ask for the login password.")
    var askPass = false

    @Option(
        name: [.customLong("connection-password-file"), .customLong("conn-pass-file")],
        help: ArgumentHelp("A file with the login password.", valueName: "file"))
    var connectionPasswordFile: String?

    @Option(
        name: [.customShort("T", allowingJoined: true), .long],
        help: ArgumentHelp("Connection timeout in seconds.", valueName: "seconds"))
    var timeout: Double?

    @Option(
        name: .customLong("ssh-common-args"), parsing: .unconditional,
        help: ArgumentHelp("Options for ssh(1), for every connection.", valueName: "args"))
    var sshCommonArgs: String?

    @Option(
        name: .customLong("ssh-extra-args"), parsing: .unconditional,
        help: ArgumentHelp("Additional options for ssh(1).", valueName: "args"))
    var sshExtraArgs: String?

    @Option(
        name: .customLong("scp-extra-args"), parsing: .unconditional,
        help: ArgumentHelp("Accepted for compatibility: files are transferred without scp.", valueName: "args"))
    var scpExtraArgs: String?

    @Option(
        name: .customLong("sftp-extra-args"), parsing: .unconditional,
        help: ArgumentHelp("Accepted for compatibility: files are transferred without sftp.", valueName: "args"))
    var sftpExtraArgs: String?

    @Flag(name: [.short, .long], help: "Run tasks as another user.")
    var become = false

    @Option(name: .customLong("become-method"), help: ArgumentHelp("sudo, su or doas.", valueName: "method"))
    var becomeMethod: String?

    @Option(
        name: .customLong("become-user"), help: ArgumentHelp("The user to become; root by default.", valueName: "name"))
    var becomeUser: String?

    @Flag(name: [.customShort("K"), .customLong("ask-become-pass")], help: "Ask for the become password.")
    var askBecomePass = false

    @Option(
        name: [.customLong("become-password-file"), .customLong("become-pass-file")],
        help: ArgumentHelp("A file with the become password.", valueName: "file"))
    var becomePasswordFile: String?
}
