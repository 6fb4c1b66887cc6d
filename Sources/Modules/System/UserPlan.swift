import ModuleKit
import Values

/// Decides what useradd(8), usermod(8) and their like must do for one account.
struct UserPlan {
    let user: UserModule
    let host: UserHost

    func removal(of account: Account) -> Change {
        let call = ["userdel"] + (user.force ? ["-f"] : []) + (user.remove ? ["-r"] : []) + [user.name]
        return Change(
            "remove user \(user.name)", diff: .prepared("remove user \(user.name)\n"), steps: [run(call)],
            touches: user.remove ? [.path(RemotePath(account.home))] : [.nothing],
            expects: [.account(user.name): .account(nil), user.presentHome: .unknown, .group(user.name): .unknown])
    }

    func changes(of account: Account?) throws(ModuleFailure) -> [Change] {
        for name in (user.wantedGroups ?? []) + (user.group.map { [$0] } ?? []) where host.groups[name] == nil {
            throw ModuleFailure("Group \(name) does not exist", hint: "create it first with the module `group`")
        }
        let changes = account.map(modifications) ?? creation
        return changes + UserKey(user: user, host: host).changes
    }
}

/// A new account.
extension UserPlan {
    private var creation: [Change] {
        var steps = [run(useradd)]
        if let password { steps.append(setPassword(password)) }
        if let call = UserAges(user).chage(from: nil) { steps.append(run(call)) }
        let home = user.home?.text ?? "/home/\(user.name)"
        let account = Account(
            name: user.name, userID: user.uid ?? -1, groupID: user.group.flatMap { host.groups[$0]?.groupID } ?? -1,
            comment: user.comment ?? "", home: home, shell: host.shell ?? "/bin/sh",
            groups: groupNames ?? [], primaryGroup: user.group ?? (host.namesake == nil ? user.name : nil),
            passwordHash: password ?? Secret("!"),
            expires: expiryDay.flatMap { $0 < 0 ? nil : $0 }, passwordMinimumAge: user.passwordExpireMin,
            passwordMaximumAge: user.passwordExpireMax, passwordWarning: user.passwordExpireWarn,
            passwordInactive: user.passwordExpireAccountDisable)
        let summary = "create user \(user.name)"
        return [
            Change(
                summary, diff: .prepared("\(summary)\n"), steps: steps, touches: [.path(RemotePath(home))],
                expects: forecast(account, from: []))
        ]
    }

    private var useradd: [String] {
        var call = ["useradd"]
        if let uid = user.uid { call += ["-u", String(uid)] + (user.nonUnique ? ["-o"] : []) }
        if let group = user.group {
            call += ["-g", group]
        } else if host.namesake != nil {
            // useradd would want to make a group of the user's name, and fails if there is one.
            call.append("-N")
        }
        if let groups = user.wantedGroups, !groups.isEmpty { call += ["-G", groups.joined(separator: ",")] }
        if let comment = user.comment { call += ["-c", comment] }
        if let home = user.home { call += ["-d", home.text] }
        if let shell = host.shell { call += ["-s", shell] }
        if let expiryDay, expiryDay >= 0 { call += ["-e", CalendarDate(daysSince1970: expiryDay).text] }
        if let days = user.passwordExpireAccountDisable { call += ["-f", String(days)] }
        call += user.createHome ? ["-m"] + (user.skeleton.map { ["-k", $0.text] } ?? []) : ["-M"]
        if let umask = user.umask { call += ["-K", "UMASK=\(umask)"] }
        if let least = user.uidMin { call += ["-K", "UID_MIN=\(least)"] }
        if let greatest = user.uidMax { call += ["-K", "UID_MAX=\(greatest)"] }
        return call + (user.system ? ["-r"] : []) + [user.name]
    }

    /// The hash to store, with the mark of a lock before it.
    private var password: Secret? {
        guard let hash = user.password else { return nil }
        return user.passwordLock == true && !hash.reveal().hasPrefix("!") ? Secret("!" + hash.reveal()) : hash
    }
}

/// An account that exists.
extension UserPlan {
    private func modifications(of account: Account) -> [Change] {
        let usermod = usermod(account)
        var steps = usermod.words.isEmpty ? [] : [run(["usermod"] + usermod.words + [user.name])]
        var words = usermod.summary
        if let hash = passwordToSet(account) {
            steps.append(setPassword(hash))
            words.append("password")
        } else if let flag = lockFlag(account) {
            steps.append(run(["usermod", flag, user.name]))
            words.append(flag == "-L" ? "lock the password" : "unlock the password")
        }
        if let call = UserAges(user).chage(from: account) {
            steps.append(run(call))
            words.append("password aging")
        }
        if let step = homeCreation(account) {
            steps.append(step)
            words.append("create the home directory")
        }
        guard !steps.isEmpty else { return [] }
        var after = usermod.account
        if let hash = passwordToSet(account) { after.passwordHash = hash }
        if passwordToSet(account) == nil, let flag = lockFlag(account), let hash = account.passwordHash?.reveal() {
            after.passwordHash = Secret(flag == "-L" ? "!" + hash : String(hash.dropFirst()))
        }
        return [
            Change(
                words.joined(separator: ", "), diff: .prepared(words.map { $0 + "\n" }.joined()), steps: steps,
                touches: [.path(RemotePath(after.home)), .path(RemotePath(account.home))],
                expects: forecast(UserAges(user).applied(to: after), from: account.groups))
        ]
    }

    private func usermod(_ account: Account) -> (words: [String], summary: [String], account: Account) {
        var edit = AccountEdit(account: account)
        if let uid = user.uid {
            edit.set("uid", \.userID, to: uid, ["-u", String(uid)] + (user.nonUnique ? ["-o"] : []))
        }
        if let group = user.group.flatMap({ host.groups[$0] }) {
            edit.set("group", \.groupID, to: group.groupID, ["-g", group.name])
            edit.account.primaryGroup = group.name
        }
        if let groups = groupNames { edit.setGroups(groups, append: user.append) }
        if let comment = user.comment { edit.set("comment", \.comment, to: comment, ["-c", comment]) }
        if let home = user.home {
            edit.set("home", \.home, to: home.text, ["-d", home.text] + (user.moveHome ? ["-m"] : []))
        }
        if let shell = host.shell { edit.set("shell", \.shell, to: shell, ["-s", shell]) }
        if let expiryDay {
            let date = expiryDay < 0 ? "" : CalendarDate(daysSince1970: expiryDay).text
            edit.set("expires", \.expires, to: expiryDay < 0 ? nil : expiryDay, ["-e", date])
        }
        return (edit.words, edit.summary, edit.account)
    }

    /// The hash to store if another one is there; a lock alone makes no difference.
    private func passwordToSet(_ account: Account) -> Secret? {
        guard user.updatePassword == .always, let password, let wanted = user.password else { return nil }
        let have = (account.passwordHash?.reveal() ?? "x").drop { $0 == "!" }
        return have == wanted.reveal().drop { $0 == "!" } ? nil : password
    }

    /// A password that is only a lock cannot be unlocked: nothing would be left.
    private func lockFlag(_ account: Account) -> String? {
        guard let lock = user.passwordLock, let hash = account.passwordHash?.reveal() else { return nil }
        if lock { return hash.hasPrefix("!") ? nil : "-L" }
        return hash.hasPrefix("!") && hash.contains { $0 != "!" } ? "-U" : nil
    }

    private func homeCreation(_ account: Account) -> Step? {
        guard user.createHome, host.wantedHome == nil else { return nil }
        let isMoved = user.moveHome && host.presentHome != nil
        guard !isMoved else { return nil }
        let skeleton = user.skeleton?.text ?? "/etc/skel"
        let uid = String(user.uid ?? account.userID)
        let gid = String(user.group.flatMap { host.groups[$0]?.groupID } ?? account.groupID)
        let home = user.home?.text ?? account.home
        return .run(
            Command("/bin/sh", "-c", Self.homeScript, "sh", home, skeleton, "\(uid):\(gid)", user.umask ?? ""))
    }

    /// `$1` the directory, `$2` what it begins with, `$3` its owner, `$4` a umask, or login.defs(5) decides.
    private static let homeScript = """
        set -e
        mode=$(sed -n 's/^[[:space:]]*HOME_MODE[[:space:]][[:space:]]*//p' /etc/login.defs 2>/dev/null | tail -n 1)
        mask=$(sed -n 's/^[[:space:]]*UMASK[[:space:]][[:space:]]*//p' /etc/login.defs 2>/dev/null | tail -n 1)
        [ -z "$4" ] || { mode=; mask=$4; }
        mkdir -p "$1"
        [ ! -d "$2" ] || cp -R -P -p "$2/." "$1/"
        chown -h -R "$3" "$1"
        chmod "${mode:-$(printf %o $((0777 & ~0${mask:-22})))}" "$1"
        """
}

extension UserPlan {
    /// The account, and the groups it joins or leaves; where its home will be, the host alone knows.
    private func forecast(_ account: Account, from groups: [String]) -> [Query: Answer] {
        var answers: [Query: Answer] = [.account(user.name): .account(account), user.presentHome: .unknown]
        if host.account == nil, user.group == nil { answers[.group(user.name)] = .unknown }
        for (name, group) in host.groups where account.groups.contains(group.name) != groups.contains(group.name) {
            var group = group
            if account.groups.contains(group.name) {
                group.members.append(user.name)
            } else {
                group.members.removeAll { $0 == user.name }
            }
            answers[.group(name)] = .group(group)
        }
        return answers
    }

    /// The further groups by the names the host has for them.
    private var groupNames: [String]? { user.wantedGroups.map { $0.map { host.groups[$0]?.name ?? $0 } } }

    private var expiryDay: Int? { user.expires.map { Int(($0 / 86400).rounded(.down)) } }

    private func run(_ call: [String]) -> Step { .run(Command(.arguments(call))) }

    private func setPassword(_ hash: Secret) -> Step {
        .run(Command(.arguments(["chpasswd", "-e"]), input: Array("\(user.name):\(hash.reveal())\n".utf8)))
    }
}
