import ModuleKit
import Values

/// Makes, changes and removes user accounts.
struct UserModule: Module {
    enum PasswordUpdate: String, ArgumentChoice {
        case always
        case onCreate = "on_create"
    }

    static let doc = ModuleDoc(
        "user", "Manage user accounts.",
        refused: [
            "local": "the tools of libuser are not used; useradd changes only local files anyway"
        ],
        ignored: [
            "authorization": ofSolaris, "hidden": "it is for macOS", "login_class": "it is for BSD",
            "profile": ofSolaris, "role": ofSolaris,
        ],
        returns: [
            ReturnValue("name", "The user."),
            ReturnValue("state", "The wanted state."),
            ReturnValue("force", "The argument of this name.", only: "if the user is removed"),
            ReturnValue("remove", "The argument of this name.", only: "if the user is removed"),
            ReturnValue("append", "The argument of this name.", only: "if the user existed"),
            ReturnValue("move_home", "The argument of this name.", only: "if the user existed"),
            ReturnValue("system", "The argument of this name.", only: "if the user is new"),
            ReturnValue("create_home", "The argument of this name.", only: "if the user is new"),
            ReturnValue("password", "Never the password itself.", only: "if one is given"),
            ReturnValue("uid", "The number of the user.", only: "with `state: present`"),
            ReturnValue("group", "The number of the primary group.", only: "with `state: present`"),
            ReturnValue("comment", "The comment.", only: "with `state: present`"),
            ReturnValue("home", "The home directory.", only: "with `state: present`"),
            ReturnValue("shell", "The shell.", only: "with `state: present`"),
            ReturnValue("groups", "The further groups.", only: "if they are given"),
            ReturnValue("ssh_key_file", "The private key.", only: "with `generate_ssh_key`"),
            ReturnValue("ssh_public_key", "The public key.", only: "with `generate_ssh_key`"),
            ReturnValue("ssh_fingerprint", "Its fingerprint.", only: "with `generate_ssh_key`"),
        ] + .ofPrograms,
        differences: "The password hash is passed to the host's chpasswd on standard input, never as an argument.",
        examples: """
            - user: { name: anna, comment: Anna of the gate, uid: 2201, group: pickers }
            - user: { name: otto, shell: /bin/bash, groups: "pickers,pressers", append: true }
            - user: { name: orchard, system: true, create_home: false, home: /srv/orchard, shell: /usr/sbin/nologin }
            - user: { name: anna, generate_ssh_key: true, ssh_key_bits: 3072, ssh_key_file: .ssh/orchard }
            - user: { name: otto, shell: /bin/zsh, groups: pickers, expires: 1893456000 }
            - user: { name: emil, state: absent, remove: true }
            """)

    private static let ofSolaris = "it is for Solaris"

    @Argument("Name of the account.", aliases: "user") var name: String
    @Argument("Whether the account should exist.") var state: Presence = .present
    @Argument("Numeric ID of the user.") var uid: Int?
    @Argument("Lowest ID to choose for a new user.") var uidMin: Int?
    @Argument("Highest ID to choose for a new user.") var uidMax: Int?
    @Argument("Allow an ID that another user has.") var nonUnique: Bool = false
    @Argument("Primary group, by name or ID.") var group: String?
    @Argument("Supplementary groups; an empty list leaves only the primary group.") var groups: [String]?
    @Argument("Keep the other groups of the user.") var append: Bool = false
    @Argument("Full name or description.") var comment: String?
    @Argument("Home directory.") var home: RemotePath?
    @Argument("Create the home directory if it is missing.", aliases: "createhome") var createHome: Bool = true
    @Argument("Move the contents of the old home directory.") var moveHome: Bool = false
    @Argument("Directory whose files are copied to a new home directory.") var skeleton: RemotePath?
    @Argument("Login shell.") var shell: RemotePath?
    @Argument("Create a system account.") var system: Bool = false
    @Argument("Umask for the new home directory.") var umask: String?
    @Argument("Password hash as in crypt(5); `!` or `*` for none that works.") var password: Secret?
    @Argument("Whether the password of an existing account is changed.") var updatePassword: PasswordUpdate = .always
    @Argument("Lock or unlock the password.") var passwordLock: Bool?
    @Argument("Maximum age of the password in days.") var passwordExpireMax: Int?
    @Argument("Minimum age of the password in days.") var passwordExpireMin: Int?
    @Argument("Days of warning before the password expires.") var passwordExpireWarn: Int?
    @Argument("Days that the account stays usable after its password has expired.") var passwordExpireAccountDisable:
        Int?
    @Argument("When the account expires, in seconds since 1970; negative for never.") var expires: Double?
    @Argument("With `state: absent`, remove even if logged in; with a key, generate it again.") var force: Bool = false
    @Argument("With `state: absent`, also remove home directory and mail.") var remove: Bool = false
    @Argument("Generate an SSH key pair.") var generateSshKey: Bool = false
    @Argument("Length of the key in bits.") var sshKeyBits: Int?
    @Argument("Type of the key.") var sshKeyType: String = "rsa"
    @Argument("File of the key; a relative path is relative to the home directory.") var sshKeyFile: RemotePath?
    @Argument("Comment of the key; `ansible-generated on` and the host's name if not given.") var sshKeyComment: String?
    @Argument("Passphrase of the key.") var sshKeyPassphrase: Secret?
    @Argument("SELinux user; ignored on hosts without SELinux, refused on others.") var seuser: String?
    @Argument("Authorization of the account.") var authorization: String?
    @Argument("Whether the login window leaves the account out.") var hidden: Bool?
    @Argument("Login class of the account.") var loginClass: String?
    @Argument("Profile of the account.") var profile: String?
    @Argument("Role of the account.") var role: String?

    func validate() throws(ModuleFailure) {
        try AccountName.check(name, what: "user")
        for group in wantedGroups ?? [] { try AccountName.check(group, what: "group") }
        if let group { try AccountName.check(group, what: "group") }
        try AccountName.checkField(comment, "comment")
        try AccountName.checkField(home?.text, "home")
        try AccountName.checkField(shell?.text, "shell")
        try AccountName.checkField(password?.reveal(), "password")
        guard sshKeyType.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x7A || $0 == 0x2D }), !sshKeyType.hasPrefix("-") else {
            throw ModuleFailure("not a key type: \(sshKeyType)")
        }
        if let umask, UInt16(umask, radix: 8) == nil { throw ModuleFailure("not a umask: \(umask)") }
    }

    var touches: [Footprint] { [.accounts] + namedPaths.map(Footprint.path) }

    var probe: Probe<UserHost> {
        seuser == nil ? hostProbe : SELinux.absence.and(hostProbe).map { $1 }
    }

    func changes(from host: UserHost) throws(ModuleFailure) -> [Change] {
        switch (state, host.account) {
        case (.absent, nil): return []
        case (.absent, let account?): return [UserPlan(user: self, host: host).removal(of: account)]
        case (.present, let account): return try UserPlan(user: self, host: host).changes(of: account)
        }
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<UserHost>) -> ModuleFailure? {
        var failure = ModuleFailure(output.complaint, output: output)
        failure.result.merge(["name": .string(name), "state": .string(state.rawValue)])
        return failure
    }

    func result(_ applied: Applied<UserHost>) -> ModuleResult {
        UserReport(user: self, applied: applied).result()
    }
}

extension UserModule {
    /// The further groups without empty entries: `groups: ''` means none.
    var wantedGroups: [String]? { groups?.map(\.trimmed).filter { !$0.isEmpty } }

    /// Where the key is, with the user's home for a relative path.
    func keyFile(home: String) -> RemotePath {
        let file = sshKeyFile?.text ?? ".ssh/id_rsa"
        return file.hasPrefix("/") ? RemotePath(file) : RemotePath(home).appending(file)
    }
}
