import ModuleKit
import Values

/// Tells what came of a `user` task, in Ansible's return keys.
struct UserReport {
    let user: UserModule
    let applied: Applied<UserHost>

    func result() -> ModuleResult {
        var result: ModuleResult = ["name": .string(user.name), "state": .string(user.state.rawValue)]
        for output in applied.outputs { result.add(output.nonEmptyResult) }
        let existed = applied.before.account != nil
        guard user.state == .present else {
            if existed { result.merge(["force": .bool(user.force), "remove": .bool(user.remove)]) }
            return result
        }
        if existed {
            result.merge(["append": .bool(user.append), "move_home": .bool(user.moveHome)])
        } else if !applied.isCheckMode {
            result.merge(["system": .bool(user.system), "create_home": .bool(user.createHome)])
        }
        addPassword(to: &result)
        if let host = applied.after, let account = host.account, account.userID >= 0 { add(account, host, to: &result) }
        return result
    }

    private func addPassword(to result: inout ModuleResult) {
        guard let password = user.password?.reveal(), !password.isEmpty else { return }
        result["password"] = "NOT_LOGGING_PASSWORD"
        guard PasswordHash(text: password).isDoubtful else { return }
        result.warnings.append(
            "`password` is not a hash as in crypt(5), so nobody can log in with it. The filter `password_hash` makes one."
        )
    }

    private func add(_ account: Account, _ host: UserHost, to result: inout ModuleResult) {
        result.merge([
            "uid": .int(account.userID), "group": .int(account.groupID), "comment": .string(account.comment),
            "home": .string(account.home), "shell": .string(account.shell),
        ])
        if let groups = user.wantedGroups { result["groups"] = .string(groups.joined(separator: ",")) }
        guard user.generateSshKey else { return }
        result["ssh_key_file"] = .string(user.keyFile(home: account.home).text)
        guard let line = host.publicKey?.contents.map({ String(hostBytes: $0) }) else { return }
        result["ssh_public_key"] = .string(line.trimmed)
        result["ssh_fingerprint"] = PublicKeyLine(line).map { .string($0.fingerprint) } ?? .null
    }
}
