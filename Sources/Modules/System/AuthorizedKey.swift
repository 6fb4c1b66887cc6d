import ModuleKit
import Values

/// Manages the keys with which a user may log in over SSH.
struct AuthorizedKey: Module {
    static let doc = ModuleDoc(
        "authorized_key", "Manage the SSH keys that may log in as a user.", collection: "ansible.posix",
        returns: [
            ReturnValue("user", "The user."),
            ReturnValue("key", "The key."),
            ReturnValue("keyfile", "The file of keys."),
            ReturnValue("state", "The wanted state."),
            ReturnValue("path", "The argument of this name."),
            ReturnValue("manage_dir", "The argument of this name."),
            ReturnValue("key_options", "The argument of this name."),
            ReturnValue("exclusive", "The argument of this name."),
            ReturnValue("comment", "The argument of this name."),
            ReturnValue("validate_certs", "The argument of this name."),
            ReturnValue("follow", "The argument of this name."),
        ],
        differences: "Keys from a URL are downloaded by the host.",
        examples: """
            - authorized_key: { user: anna, key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIS9 anna@orchard" }
            - authorized_key: { user: anna, key: "https://keys.example.net/anna", exclusive: true }
            - ansible.posix.authorized_key:
                user: root
                key: ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ gatekeeper
                key_options: 'restrict,command="/srv/orchard/bin/open"'
                path: /etc/ssh/keys/root
                manage_dir: false
            - authorized_key: { user: anna, key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIS9", state: absent }
            """)

    @Argument("The user whose file is managed.") var user: String
    @Argument("Keys, one per line, or the URL of such a text.") var key: String
    @Argument("Whether the keys may log in.") var state: Presence = .present
    @Argument("Path of a file to use instead of the user's ~/.ssh/authorized_keys.") var path: RemotePath?
    @Argument("Create the directory and set its owner and mode.") var manageDir: Bool = true
    @Argument("Options to put in front of the keys.") var keyOptions: String?
    @Argument("Remove all other keys.") var exclusive: Bool = false
    @Argument("Comment to put after the keys.") var comment: String?
    @Argument("Verify the certificate of the URL's server.") var validateCerts: Bool = true
    @Argument("Write through a link instead of replacing it.") var follow: Bool = false

    func validate() throws(ModuleFailure) {
        try AccountName.check(user, what: "user")
        for text in [keyOptions ?? "", comment ?? ""] where text.contains(where: \.isNewline) {
            throw ModuleFailure("`key_options` and `comment` must not contain a line break")
        }
        if !isURL { _ = try entries(in: key) }
    }

    var touches: [Footprint] {
        namedPaths.map(Footprint.path) + (path == nil ? [.path(RemotePath("~\(user)/.ssh"))] : [])
    }

    var probe: Probe<AuthorizedKeyHost> {
        let files = TextFile.probe(file, creates: false).and(.file(file.parent))
        return Probe<Account?>.account(user).and(files).and(fetched).map { known in
            let ((account, (file, directory)), fetched) = known
            return AuthorizedKeyHost(account: account, file: file, directory: directory, fetched: fetched)
        }
    }

    func changes(from host: AuthorizedKeyHost) throws(ModuleFailure) -> [Change] {
        guard let account = host.account else {
            throw ModuleFailure("the host has no user \(user)", hint: "create the user first")
        }
        let before = AuthorizedKeys(String(hostBytes: host.file.bytes))
        let after = try edited(before, host)
        guard after != before else { return [] }
        let owner = FileAttributes(owner: user, group: String(account.groupID))
        let target = FileWrite.Target(
            follow ? host.file.path : file, attributes: FileAttributes(owner: user, group: owner.group, mode: 0o600))
        let diff = Diff.contents(
            before: Array(before.text.hostBytes), after: Array(after.text.hostBytes), beforeHeader: file.text,
            afterHeader: file.text)
        return [
            Change(
                "\(state == .present ? "allow" : "forbid") keys of \(user)", diff: diff,
                steps: directorySteps(host, owner)
                    + [.write(FileWrite(.holding(Array(after.text.hostBytes)), to: target))])
        ]
    }

    func result(_ applied: Applied<AuthorizedKeyHost>) -> ModuleResult {
        [
            "user": .string(user), "key": .string(key), "state": .string(state.rawValue),
            "keyfile": .string(applied.after?.file.file?.path.text ?? applied.before.file.file?.path.text ?? file.text),
            "path": path.map { .string($0.text) } ?? .null, "manage_dir": .bool(manageDir),
            "key_options": keyOptions.map(Value.string) ?? .null, "exclusive": .bool(exclusive),
            "comment": comment.map(Value.string) ?? .null, "validate_certs": .bool(validateCerts),
            "follow": .bool(follow),
        ]
    }
}

/// What `authorized_key` must know of the host.
struct AuthorizedKeyHost: Sendable {
    var account: Account?
    /// Read through a link even where the link is to be replaced.
    var file: TextFile
    var directory: RemoteFile?
    /// What a URL gave.
    var fetched: CommandOutput?
}

extension AuthorizedKey {
    private var file: RemotePath { path ?? RemotePath("~\(user)/.ssh/authorized_keys") }

    private var isURL: Bool { key.hasPrefix("https://") || key.hasPrefix("http://") }

    private var fetched: Probe<CommandOutput?> {
        guard isURL else { return .known(nil) }
        var request = HTTPRequest("GET", key.trimmed)
        request.validatesCertificates = validateCerts
        return Probe<CommandOutput>.command(.printing(request), reading: []).map { $0 }
    }

    private func entries(in text: String) throws(ModuleFailure) -> [AuthorizedKeys.Entry] {
        var entries: [AuthorizedKeys.Entry] = []
        for line in text.split(whereSeparator: \.isNewline).map({ String($0).trimmed })
        where !line.isEmpty && !line.hasPrefix("#") {
            guard var entry = AuthorizedKeys.Entry(line) else { throw ModuleFailure("not an SSH key: \(line)") }
            entry.options = keyOptions ?? entry.options
            entry.comment = comment ?? entry.comment
            entries.append(entry)
        }
        return entries
    }

    private func edited(_ keys: AuthorizedKeys, _ host: AuthorizedKeyHost) throws(ModuleFailure) -> AuthorizedKeys {
        if let fetched = host.fetched, fetched.exitCode != 0 {
            throw ModuleFailure("the keys of \(key) cannot be downloaded: \(fetched.complaint)", output: fetched)
        }
        let entries = try entries(in: host.fetched?.standardOutput.text ?? key)
        var keys = keys
        for entry in entries {
            if state == .present { keys.allow(entry) } else { keys.forbid(entry) }
        }
        if exclusive, state == .present { keys.forbidOthers(than: entries) }
        return keys
    }

    private func directorySteps(_ host: AuthorizedKeyHost, _ owner: FileAttributes) -> [Step] {
        guard manageDir else { return [] }
        let wanted = FileAttributes(owner: owner.owner, group: owner.group, mode: 0o700)
        guard let directory = host.directory else { return [.makeDirectory(file.parent, wanted)] }
        let difference = AttributeDifference(
            WantedAttributes(owner: wanted.owner, group: wanted.group, mode: .exact(0o700)), of: directory)
        return difference.isEmpty ? [] : [.setAttributes(file.parent, difference.wanted, follow: false)]
    }
}
