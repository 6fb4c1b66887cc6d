import ModuleKit
import Values

/// What is done.
extension MysqlUser {
    func statements(_ found: MySQLAccounts) throws(ModuleFailure) -> [String] {
        guard state == .present else {
            return targets(found).filter { found.accounts[$0] != nil }.map { "DROP USER \(account($0))" }
        }
        guard !hostAll || !found.hosts.isEmpty else {
            throw ModuleFailure("there is no user \(name) to change for all hosts")
        }
        var all: [String] = []
        for host in targets(found) { all += try statements(host, found) }
        return all
    }

    func statements(_ host: String, _ found: MySQLAccounts) throws(ModuleFailure) -> [String] {
        let own = account(host)
        var statements: [String] = []
        let known = found.accounts[host]
        if known == nil {
            statements.append("CREATE USER \(own)\(identity ?? "")\(requirements ?? "")")
        } else if setsPassword(host, found), let identity {
            statements.append("ALTER USER \(own)\(identity)")
        }
        statements += settings(known).map { "ALTER USER \(own)\($0)" }
        return statements + (try grants(own, known))
    }

    /// What is not as the account's definition says.
    func settings(_ known: MySQLAccounts.Account?) -> [String] {
        let definition = known?.definition ?? ""
        var words = (resourceLimits ?? [:]).map { "\($0.key.requestText.uppercased()) \($0.value.requestText)" }
            .filter { !definition.contains($0) && !(known == nil && $0.hasSuffix(" 0")) }.map { " WITH \($0)" }
        if known != nil, let requirements, !definition.contains(requirements) { words.append(requirements) }
        if let end = passwordEnd, end != Self.passwordEnd(in: definition) { words.append(" \(end)") }
        if let locked, locked != definition.contains("ACCOUNT LOCK") {
            words.append(locked ? " ACCOUNT LOCK" : " ACCOUNT UNLOCK")
        }
        return words
    }

    /// When the password ends, as the account's definition says.
    static func passwordEnd(in definition: String) -> String {
        let words = definition.split(separator: " ").map(String.init)
        guard let index = words.firstIndex(of: "EXPIRE") else { return "PASSWORD EXPIRE DEFAULT" }
        let rest = words[(index + 1)...].prefix {
            ["NEVER", "INTERVAL", "DEFAULT", "DAY"].contains($0) || Int($0) != nil
        }
        return (["PASSWORD EXPIRE"] + rest).joined(separator: " ")
    }

    var passwordEnd: String? {
        switch passwordExpire {
        case .now: "PASSWORD EXPIRE"
        case .never: "PASSWORD EXPIRE NEVER"
        case .default: "PASSWORD EXPIRE DEFAULT"
        case .interval: "PASSWORD EXPIRE INTERVAL \(passwordExpireInterval ?? 0) DAY"
        case nil: nil
        }
    }

    var requirements: String? {
        guard let tlsRequires, !tlsRequires.isEmpty else { return nil }
        let words = tlsRequires.map { key, value in
            let word = key.requestText.uppercased()
            return ["SSL", "X509"].contains(word) ? word : "\(word) \(value.requestText.escapedText)"
        }
        return " REQUIRE " + words.joined(separator: " AND ")
    }

    /// How the user is known.
    var identity: String? {
        if let plugin {
            let hash = pluginHashString.map { " AS \($0.reveal().escapedText)" }
            return " IDENTIFIED WITH \(plugin)"
                + (hash ?? pluginAuthString.map { " BY \($0.reveal().escapedText)" } ?? "")
        }
        guard let password = password?.reveal() else { return nil }
        return encrypted ? " IDENTIFIED BY PASSWORD \(password.escapedText)" : " IDENTIFIED BY \(password.escapedText)"
    }

    func setsPassword(_ host: String, _ found: MySQLAccounts) -> Bool {
        guard identity != nil else { return false }
        guard let known = found.accounts[host] else { return updatePassword != .onNewUsername || found.hosts.isEmpty }
        guard updatePassword == .always else { return false }
        if let plugin {
            let isKept = pluginHashString.map { $0.reveal() == known.hash } ?? (pluginAuthString == nil)
            return plugin != known.plugin || !isKept
        }
        guard let password = password?.reveal() else { return false }
        return (encrypted ? password : Self.native(password)) != known.hash
    }

    /// As `mysql_native_password` keeps it.
    static func native(_ password: String) -> String {
        guard !password.isEmpty else { return "" }
        let once = DigestAlgorithm.sha1.digest(of: Array(password.utf8))
        return "*" + DigestAlgorithm.sha1.hexDigest(of: once).uppercased()
    }

    func grants(_ own: String, _ known: MySQLAccounts.Account?) throws(ModuleFailure) -> [String] {
        guard priv != nil else { return [] }
        let wanted = try MySQLPrivileges(priv)
        let found = MySQLPrivileges(granted: known?.grants ?? [])
        if subtractPrivs {
            return wanted.byTable.flatMap { revoke($0.words.intersection(found[$0.table]), on: $0.table, own) }
        }
        var statements: [String] = []
        for (table, words) in found.byTable where !appendPrivs && wanted[table].isEmpty && words != ["USAGE"] {
            statements += revoke(words, on: table, own)
        }
        for (table, words) in wanted.byTable {
            let old = found[table]
            let isMet =
                appendPrivs || old.contains("ALL PRIVILEGES")
                ? old.isSuperset(of: words) : old.subtracting(["USAGE"]) == words.subtracting(["USAGE"])
            guard !isMet, !(old.isEmpty && words == ["USAGE"]) else { continue }
            if !appendPrivs { statements += revoke(old.subtracting(words), on: table, own) }
            statements.append(grant(words, on: table, own))
        }
        return statements
    }

    func grant(_ words: Set<String>, on table: String, _ own: String) -> String {
        let plain = words.subtracting(["GRANT"]).sorted()
        let option = words.contains("GRANT") ? " WITH GRANT OPTION" : ""
        return "GRANT \(plain.isEmpty ? "USAGE" : plain.joined(separator: ", ")) ON \(table) TO \(own)\(option)"
    }

    func revoke(_ words: Set<String>, on table: String, _ own: String) -> [String] {
        let plain = words.subtracting(["GRANT", "USAGE"]).sorted()
        return (plain.isEmpty ? [] : ["REVOKE \(plain.joined(separator: ", ")) ON \(table) FROM \(own)"])
            + (words.contains("GRANT") ? ["REVOKE GRANT OPTION ON \(table) FROM \(own)"] : [])
    }
}
