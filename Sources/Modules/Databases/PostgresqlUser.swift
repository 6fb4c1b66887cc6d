import ModuleKit
import Values

/// Makes, changes and removes roles that log in.
struct PostgresqlUser: Module {
    static let doc = ModuleDoc(
        "postgresql_user", "Manage users of a PostgreSQL server.", collection: "community.postgresql",
        refused: ["priv": "use postgresql_privs, which says what each privilege is for"],
        ignored: [
            "encrypted": "servers since PostgreSQL 10 keep no plain passwords"
        ],
        returns: [ReturnValue("queries", "The statements that were run, or would be, with passwords left out.")],
        examples: """
            - name: Let the orchard in
              community.postgresql.postgresql_user:
                name: orchard
                password: "{{ orchard_password }}"
                role_attr_flags: CREATEDB,NOSUPERUSER
                conn_limit: 20
                configuration: { work_mem: 16MB }
              become: true
              become_user: postgres
            - postgresql_user: { name: picker, expires: 2027-10-01, comment: for the season }
            - postgresql_user: { name: picker, state: absent, fail_on_user: false }
            """)

    @Argument("A comment on the role.") var comment: String?
    @Argument("Settings that hold for the role's sessions.") var configuration: Mapping = [:]
    @Argument("How many connections it may have; -1 for any number.") var connLimit: Int?
    @Argument("Whether the password is kept encrypted.") var encrypted: Bool = true
    @Argument("When the password ends: a time, or `infinity`.") var expires: String?
    @Argument("Fail where a role cannot be removed.", aliases: "fail_on_role") var failOnUser: Bool = true
    @Argument("The database to log in to.", aliases: "db") var loginDb: String = ""
    @Argument("The role.", aliases: "user") var name: String
    @Argument("Leave the password of a role that is there.") var noPasswordChanges: Bool = false
    @Argument("The password, plain or as the server keeps it; an empty one takes it away.") var password: Secret?
    @Argument("Take values of `configuration` as texts.") var quoteConfigurationValues: Bool = true
    @Argument("Take settings away that are not given.") var resetUnspecifiedConfiguration: Bool = false
    @Argument("What the role may do: `CREATEDB,NOLOGIN`.") var roleAttrFlags: String = ""
    @Argument("Whether there should be such a role.") var state: Presence = .present
    @ArgumentGroup var server: PostgresServer

    func validate() throws(ModuleFailure) {
        try server.check(name, loginDb, roleAttrFlags, expires, comment, server.sessionRole)
        for flag in flags where Self.column(of: flag) == nil {
            throw ModuleFailure("`role_attr_flags` has no flag \(flag)", hint: "such as CREATEDB or NOLOGIN")
        }
        for (key, _) in configuration {
            guard key.requestText.consists(of: .letters, .digits, "_.") else {
                throw ModuleFailure("not a name of a setting: \(key.requestText)")
            }
        }
    }

    var touches: [Footprint] { [PostgresClient.footprint] }
    var probe: Probe<[Value]> { roles.probe }

    func changes(from rows: [Value]) -> [Change] {
        let statements = statements(rows.first)
        guard !statements.isEmpty else { return [] }
        let isThere = rows.first != nil
        let after = state == .absent ? nil : "as it should be"
        return [
            Change(
                state == .absent ? "remove the role \(name)" : "make the role \(name) as it should be",
                diff: .setting(name, before: isThere ? "there" : nil, after: after),
                steps: [client.run(statements.map(\.text))],
                expects: roles.becoming(after == nil ? [] : [["name": .string(name)]]) { told in
                    state == .absent ? told.isEmpty : self.statements(told.first).isEmpty
                })
        ]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[Value]>) -> ModuleFailure? {
        isKept(output) ? nil : PostgresClient.failure(output)
    }

    func result(_ applied: Applied<[Value]>) -> ModuleResult {
        let kept = applied.outputs.contains(where: isKept)
        let shown = statements(applied.before.first).map(\.shown)
        return ModuleResult(["queries": (shown as [String]?).value ?? []], changed: kept ? false : nil)
    }

    /// Whether a role could not be removed, and may stay.
    private func isKept(_ output: CommandOutput) -> Bool { state == .absent && !failOnUser && output.exitCode == 3 }
}

/// What is there, and what differs.
extension PostgresqlUser {
    private struct Statement {
        let text: String
        /// Without a password.
        let shown: String

        init(_ text: String, shown: String? = nil) {
            self.text = text
            self.shown = shown ?? text
        }
    }

    private var client: PostgresClient {
        PostgresClient(server: server, database: loginDb.isEmpty ? "postgres" : loginDb)
    }

    private var roles: HostFact<[Value]> {
        let isSame = expires.map { "(r.rolvaliduntil IS NOT DISTINCT FROM \($0.quotedText)::timestamptz)" } ?? "true"
        return client.rows(
            """
            SELECT r.rolname AS name, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolinherit, r.rolcanlogin, \
            r.rolreplication, r.rolbypassrls, r.rolconnlimit AS conn_limit, \
            (SELECT setconfig FROM pg_db_role_setting s WHERE s.setrole = r.oid AND s.setdatabase = 0) AS settings, \
            r.rolpassword AS password, \(isSame) AS same_end, shobj_description(r.oid, 'pg_authid') AS comment \
            FROM pg_authid r WHERE r.rolname = \(name.quotedText)
            """)
    }

    private var flags: [String] {
        roleAttrFlags.uppercased().split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    private static func column(of flag: String) -> (name: String, isSet: Bool)? {
        let columns = [
            "SUPERUSER": "rolsuper", "CREATEROLE": "rolcreaterole", "CREATEDB": "rolcreatedb", "INHERIT": "rolinherit",
            "LOGIN": "rolcanlogin", "REPLICATION": "rolreplication", "BYPASSRLS": "rolbypassrls",
        ]
        if let column = columns[flag] { return (column, true) }
        return flag.hasPrefix("NO") ? columns[String(flag.dropFirst(2))].map { ($0, false) } : nil
    }

    private func statements(_ row: Value?) -> [Statement] {
        guard state == .present else { return row == nil ? [] : [Statement("DROP USER \(name.quotedName)")] }
        var statements: [Statement] = []
        if let statement = main(row) { statements.append(statement) }
        if let comment, comment != row?["comment"]?.text ?? "" {
            statements.append(Statement("COMMENT ON ROLE \(name.quotedName) IS \(comment.quotedText)"))
        }
        return statements + settings(row)
    }

    /// What one statement makes or changes.
    private func main(_ row: Value?) -> Statement? {
        var words: [String] = []
        let setsPassword =
            row.map { !noPasswordChanges && !Self.isMet(password, by: $0["password"]?.text, of: name) } ?? true
        let secret = setsPassword ? password?.reveal() : nil
        words += flags.filter { flag in
            guard let row, let (column, isSet) = Self.column(of: flag) else { return true }
            return row[column]?.boolean != isSet
        }
        if let expires, row?["same_end"]?.boolean != true { words.append("VALID UNTIL \(expires.quotedText)") }
        if let connLimit, row?["conn_limit"]?.wholeNumber ?? -1 != connLimit {
            words.append("CONNECTION LIMIT \(connLimit)")
        }
        let verb = row == nil ? "CREATE" : "ALTER"
        guard row == nil || secret != nil || !words.isEmpty else { return nil }
        let text = { (secret: String?) in
            let all = (secret.map { ["PASSWORD \($0)"] } ?? []) + words
            return "\(verb) USER \(self.name.quotedName)" + (all.isEmpty ? "" : " WITH " + all.joined(separator: " "))
        }
        let quoted = secret.map { $0.isEmpty ? "NULL" : $0.quotedText }
        return Statement(text(quoted), shown: text(secret == nil ? nil : "'********'"))
    }

    private func settings(_ row: Value?) -> [Statement] {
        let found = Mapping(
            (row?["settings"]?.list ?? []).map { setting -> (String, Value) in
                let parts = setting.requestText.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), .string(parts.count > 1 ? String(parts[1]) : ""))
            })
        let alter = "ALTER USER \(name.quotedName)"
        let changed = configuration.filter { found[$0.key]?.text != $0.value.engineText }.map { key, value in
            let text = quoteConfigurationValues ? value.engineText.quotedText : value.engineText
            return Statement("\(alter) SET \(key.requestText) TO \(text)")
        }
        let extra = resetUnspecifiedConfiguration ? found.keys.filter { configuration[$0] == nil } : []
        return changed + extra.map { Statement("\(alter) RESET \($0.requestText)") }
    }

    /// Whether what the server keeps is the password; where none is given, whatever it is.
    static func isMet(_ password: Secret?, by kept: String?, of name: String) -> Bool {
        guard let password = password?.reveal() else { return true }
        guard let kept, !password.isEmpty else { return (kept ?? "").isEmpty && password.isEmpty }
        if password == kept { return true }
        if kept.hasPrefix("md5") {
            return kept == "md5" + DigestAlgorithm.md5.hexDigest(of: Array((password + name).utf8))
        }
        return ScramVerifier(kept)?.accepts(password) ?? false
    }
}

/// What a server keeps of a password: `SCRAM-SHA-256$rounds:salt$stored key:server key`, RFC 5803.
struct ScramVerifier {
    private let rounds: Int
    private let salt: [UInt8]
    private let serverKey: [UInt8]

    init?(_ text: String) {
        let parts = text.split(separator: "$").map { $0.split(separator: ":").map(String.init) }
        guard parts.count == 3, parts[0] == ["SCRAM-SHA-256"], parts[1].count == 2, parts[2].count == 2,
            let rounds = Int(parts[1][0]), (1...1_000_000).contains(rounds), let salt = Base64.decoded(parts[1][1]),
            let serverKey = Base64.decoded(parts[2][1])
        else { return nil }
        (self.rounds, self.salt, self.serverKey) = (rounds, salt, serverKey)
    }

    func accepts(_ password: String) -> Bool {
        let key = Array(password.utf8)
        var block = DigestAlgorithm.sha256.authenticationCode(of: salt + [0, 0, 0, 1], key: key)
        var salted = block
        for _ in 1..<rounds {
            block = DigestAlgorithm.sha256.authenticationCode(of: block, key: key)
            for index in salted.indices { salted[index] ^= block[index] }
        }
        return DigestAlgorithm.sha256.authenticationCode(of: Array("Server Key".utf8), key: salted) == serverKey
    }
}
