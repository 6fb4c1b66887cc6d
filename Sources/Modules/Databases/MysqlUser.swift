import ModuleKit
import Values

/// Makes, changes and removes accounts of a database server, and gives them privileges.
struct MysqlUser: Module {
    enum PasswordUpdate: String, ArgumentChoice {
        case always
        case onCreate = "on_create"
        case onNewUsername = "on_new_username"
    }

    enum PasswordEnd: String, ArgumentChoice {
        case now, never, `default`, interval
    }

    static let doc = ModuleDoc(
        "mysql_user", "Manage users of MySQL and MariaDB.", collection: "community.mysql",
        refused: ["attributes": "only MySQL 8 has them, and none could be tried"],
        ignored: [
            "column_case_sensitive": "names of columns are compared as they are written",
            "force_context": "no database is chosen when statements are run",
        ],
        returns: [
            ReturnValue("user", "The user's name."),
            ReturnValue("password_changed", "Whether the password is another now."),
        ],
        differences: """
            Whether a plain password is the one that is kept, only `mysql_native_password` tells; with other plugins it is set \
            where it is given, unless `update_password` says otherwise.
            """,
        examples: """
            - name: Let the orchard in
              community.mysql.mysql_user:
                name: orchard
                host: "%"
                password: "{{ orchard_password }}"
                priv: "orchard.*:ALL/press.plates:SELECT,INSERT"
                login_unix_socket: /run/mysqld/mysqld.sock
            - mysql_user: { name: picker, priv: { "orchard.*": SELECT }, append_privs: true, update_password: on_create }
            - mysql_user: { name: picker, host_all: true, state: absent }
            """)

    @Argument("Leave privileges that are not named.") var appendPrivs: Bool = false
    @Argument("Compare names of columns with their case.") var columnCaseSensitive: Bool?
    @Argument("Whether `password` is what the server keeps.") var encrypted: Bool = false
    @Argument("Choose a database before statements are run.") var forceContext: Bool = false
    @Argument("The host that the user comes from.") var host: String = "localhost"
    @Argument("Change the user for all hosts.") var hostAll: Bool = false
    @Argument("Whether the account is shut.") var locked: Bool?
    @Argument("The user.", aliases: "user") var name: String
    @Argument("The password.") var password: Secret?
    @Argument("When the password ends.") var passwordExpire: PasswordEnd?
    @Argument("Days until it ends, with `interval`.") var passwordExpireInterval: Int?
    @Argument("The plugin that knows the user.") var plugin: String?
    @Argument("What the plugin is told, plain.") var pluginAuthString: Secret?
    @Argument("What the plugin is told, as the server keeps it.") var pluginHashString: Secret?
    @Argument("Privileges: `database.table:SELECT,INSERT/other.*:ALL`, or a mapping of these.") var priv: Value?
    @Argument("Limits, such as `MAX_USER_CONNECTIONS: 5`.") var resourceLimits: Mapping?
    @Argument("The salt of plugins that take one.") var salt: String?
    @Argument("Variables of the session.") var sessionVars: Mapping = [:]
    @Argument("Whether the change is written to the binary log.") var sqlLogBin: Bool = true
    @Argument("Whether there should be such a user.") var state: Presence = .present
    @Argument("Take the named privileges away.") var subtractPrivs: Bool = false
    @Argument("What TLS is asked for: `SSL`, `X509`, or `SUBJECT`, `ISSUER`, `CIPHER` with texts.") var tlsRequires:
        Mapping?
    @Argument("When the password is set.") var updatePassword: PasswordUpdate = .always
    @ArgumentGroup var server: MySQLServer

    static let rules: [ArgumentRule] = [
        .required("password_expire_interval", when: "password_expire", is: "interval"),
        .exclusive("append_privs", "subtract_privs"),
    ]

    func validate() throws(ModuleFailure) {
        guard salt == nil else { throw ModuleFailure("`salt` is not supported", hint: "give `plugin_hash_string`") }
        if let plugin, !plugin.consists(of: .letters, .digits, "_") { throw ModuleFailure("not a plugin: \(plugin)") }
        for (key, value) in (resourceLimits ?? [:])
        where !key.requestText.consists(of: .letters, "_") || value.wholeNumber == nil {
            throw ModuleFailure("not a limit: \(key.requestText)")
        }
        for (key, _) in (tlsRequires ?? [:])
        where !["SSL", "X509", "SUBJECT", "ISSUER", "CIPHER"].contains(key.requestText.uppercased()) {
            throw ModuleFailure("`tls_requires` has no \(key.requestText)")
        }
        for (key, _) in sessionVars where !key.requestText.consists(of: .letters, .digits, "_") {
            throw ModuleFailure("not a variable: \(key.requestText)")
        }
        _ = try MySQLPrivileges(priv)
    }

    var touches: [Footprint] { [MySQLClient.footprint] }
    var probe: Probe<MySQLAccounts> { accounts.probe }

    func changes(from found: MySQLAccounts) throws(ModuleFailure) -> [Change] {
        let statements = try statements(found)
        guard !statements.isEmpty else { return [] }
        return [
            Change(
                state == .absent ? "remove \(name)" : "make \(name) as it should be",
                diff: .setting(
                    name, before: found.hosts.isEmpty ? nil : "there", after: state == .absent ? nil : "as it should be"
                ),
                steps: [client.run(session + statements)],
                expects: accounts.becoming(found.becoming(targets(found), state)) { told in
                    ((try? self.statements(told)) ?? [""]).isEmpty
                })
        ]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<MySQLAccounts>)
        -> ModuleFailure?
    {
        MySQLClient.failure(output)
    }

    func result(_ applied: Applied<MySQLAccounts>) -> ModuleResult {
        let isSet =
            applied.changed && state == .present
            && targets(applied.before).contains { setsPassword($0, applied.before) }
        return ["user": .string(name), "password_changed": .bool(isSet)]
    }
}

/// What a server tells of one user's accounts.
struct MySQLAccounts: Sendable, Hashable {
    struct Account: Sendable, Hashable {
        var plugin = ""
        var hash = ""
        /// The statement that would make it.
        var definition = ""
        /// As the server writes them.
        var grants: [String] = []
    }

    /// By hosts.
    var accounts: [String: Account] = [:]

    var hosts: [String] { accounts.keys.sorted() }

    func becoming(_ targets: [String], _ state: Presence) -> MySQLAccounts {
        var after = self
        for host in targets { after.accounts[host] = state == .absent ? nil : after.accounts[host] ?? Account() }
        return after
    }
}

/// What is asked and done.
extension MysqlUser {
    var client: MySQLClient { MySQLClient(server: server, writesLog: sqlLogBin) }

    var session: [String] {
        sessionVars.map { "SET SESSION \($0.key.requestText) = \($0.value.requestText.escapedText)" }
    }

    /// For each account a line, and the grants behind it.
    var accounts: HostFact<MySQLAccounts> {
        let list = """
            SELECT CONCAT_WS(CHAR(9), 'account', Host, plugin, authentication_string) FROM mysql.user \
            WHERE User = \(name.escapedText)
            """
        let host = host
        let wanted = hostAll ? [] : ["SHOW GRANTS FOR \(account(host))", "SHOW CREATE USER \(account(host))"]
        return client.fact(["SELECT 'begin'", list] + wanted, goingOn: true) { lines in
            var found = MySQLAccounts()
            for line in lines where line.hasPrefix("account\t") {
                let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                found.accounts[words[1]] = MySQLAccounts.Account(
                    plugin: words.count > 2 ? words[2] : "", hash: words.count > 3 ? words[3] : "")
            }
            found.accounts[host]?.definition = lines.first { $0.hasPrefix("CREATE USER ") } ?? ""
            found.accounts[host]?.grants = lines.filter { $0.hasPrefix("GRANT ") }
            return found
        }
    }

    func account(_ host: String) -> String { "\(name.escapedText)@\(host.escapedText)" }

    /// The hosts whose accounts are meant.
    func targets(_ found: MySQLAccounts) -> [String] { hostAll ? found.hosts : [host] }
}
