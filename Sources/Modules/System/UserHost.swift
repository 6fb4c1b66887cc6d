import ModuleKit
import Values

/// What is known of a host's accounts when `user` decides.
struct UserHost: Sendable {
    var account: Account?
    /// The groups the task names, by the names it uses; those that do not exist are left out.
    var groups: [String: Group] = [:]
    /// A group that has the user's name.
    var namesake: Group?
    /// What stands where the home directory of the task is, and where the account's is now.
    var wantedHome: RemoteFile?
    var presentHome: RemoteFile?
    /// The log-in shell that is wanted, with what a leading `~` stands for on the host.
    var shell: String?
    var key: RemoteFile?
    var publicKey: RemoteFile?
}

extension UserModule {
    var hostProbe: Probe<UserHost> {
        Probe<Account?>.account(name).and(namedGroups).and(.group(name)).and(homes).and(keys).and(wantedShell).map {
            known in
            let (((((account, groups), namesake), homes), keys), shell) = known
            return UserHost(
                account: account, groups: groups, namesake: namesake, wantedHome: homes.wanted,
                presentHome: homes.present, shell: shell, key: keys.secret, publicKey: keys.open)
        }
    }

    private var namedGroups: Probe<[String: Group]> {
        let names = (wantedGroups ?? []) + (group.map { [$0] } ?? [])
        return Probe<Group?>.each(names.map { .group($0) }).map { groups in
            Dictionary(zip(names, groups)) { first, _ in first }.compactMapValues(\.self)
        }
    }

    private var homes: Probe<(wanted: RemoteFile?, present: RemoteFile?)> {
        let (present, wanted) = (presentHome, home.map { Query.file($0, FileInterest(follow: true)) } ?? presentHome)
        return Probe([wanted, present]) { answers in
            (wanted: answers.fileIfAny(wanted), present: answers.fileIfAny(present))
        }
    }

    private var wantedShell: Probe<String?> {
        guard let shell else { return .known(nil) }
        guard shell.text.hasPrefix("~") || shell.text.contains("$") else { return .known(shell.text) }
        return Probe<CommandOutput>.command(
            Command(.script(#"printf %s "$1""#, paths: [shell])), reading: []
        ).map { $0.standardOutput.text }
    }

    private var keys: Probe<(secret: RemoteFile?, open: RemoteFile?)> {
        guard generateSshKey else { return .known((secret: nil, open: nil)) }
        let (secret, open) = keyQueries
        return Probe([secret, open]) { answers in (secret: answers.fileIfAny(secret), open: answers.fileIfAny(open)) }
    }

    /// The home directory that the account has now.
    var presentHome: Query { .file(RemotePath("~\(name)"), FileInterest(follow: true)) }

    var keyQueries: (secret: Query, open: Query) {
        let file = keyFile(home: home?.text ?? "~\(name)")
        return (.file(file), .file(RemotePath(file.text + ".pub"), FileInterest(contentsUpTo: 1 << 16)))
    }
}

extension Answers {
    /// What stands at a path, where `~user` of a user who does not exist yet is nothing.
    fileprivate func fileIfAny(_ query: Query) -> RemoteFile? {
        if case .file(let file)? = self[query] { file } else { nil }
    }
}
