import ModuleKit
import Values

/// Grants privileges to roles and takes them away.
struct PostgresqlPrivs: Module {
    enum Kind: String, ArgumentChoice {
        case database, function, group, language, table, tablespace, schema, sequence, type, procedure, parameter
        case defaultPrivs = "default_privs"
        case foreignDataWrapper = "foreign_data_wrapper"
        case foreignServer = "foreign_server"
    }

    static let doc = ModuleDoc(
        "postgresql_privs", "Manage privileges on objects of a PostgreSQL server.", collection: "community.postgresql",
        refused: ["password": "it was an alias of `login_password`, which is to be used"],
        returns: [ReturnValue("queries", "The statements that were run, or would be.")],
        examples: """
            - name: Let pickers read
              community.postgresql.postgresql_privs:
                database: orchard
                roles: picker,anna
                privs: SELECT,INSERT
                type: table
                schema: public
                objs: ALL_IN_SCHEMA
            - postgresql_privs: { db: orchard, roles: PUBLIC, type: database, privs: ALL, state: absent }
            - postgresql_privs: { db: orchard, roles: anna, type: group, objs: pickers, admin_option: true }
            - postgresql_privs: { db: orchard, roles: picker, type: default_privs, objs: TABLES, privs: SELECT, target_roles: anna }
            """)

    @Argument("Leave out roles that are not there.") var failOnRole: Bool = true
    @Argument("Whether the roles may grant it further.", aliases: "admin_option") var grantOption: Bool?
    @Argument("The database.", aliases: "db", "database") var loginDb: String
    @Argument(
        "The objects, separated by commas, or `ALL_IN_SCHEMA`; of functions with the types of their arguments.",
        aliases: "obj") var objs: String?
    @Argument("The privileges, separated by commas, or `ALL`.", aliases: "priv") var privs: String?
    @Argument("The roles, separated by commas; `PUBLIC` for all.", aliases: "role") var roles: String
    @Argument("The schema of the objects.") var schema: String?
    @Argument("Whether the roles should have it.") var state: Presence = .present
    @Argument("For `default_privs`: the roles that make the objects.") var targetRoles: String?
    @Argument("What the objects are.") var type: Kind = .table
    @ArgumentGroup var server: PostgresServer

    func validate() throws(ModuleFailure) {
        try server.check(loginDb, objs, roles, schema, targetRoles, server.sessionRole)
        guard objs != nil || type == .database else { throw ModuleFailure("`objs` is needed for \(type.rawValue)") }
        guard (type == .group) == (privs == nil) else {
            throw ModuleFailure(type == .group ? "a group has no `privs`" : "`privs` is needed for \(type.rawValue)")
        }
        for word in privileges {
            guard word.consists(of: .letters, "_ ") else { throw ModuleFailure("not a privilege: \(word)") }
        }
    }

    var touches: [Footprint] { [PostgresClient.footprint] }

    var probe: Probe<[Value]> { grants.probe }

    func changes(from rows: [Value]) throws(ModuleFailure) -> [Change] {
        let present = Set(rows.compactMap { $0["role"]?.text })
        let missing = roleNames.filter { $0 != "PUBLIC" && !present.contains($0) }
        guard !failOnRole || missing.isEmpty else {
            throw ModuleFailure("there is no role \(missing.joined(separator: ", "))")
        }
        guard rows.contains(where: differs) else { return [] }
        let statements = statements(for: roleNames.filter { !missing.contains($0) })
        let summary = "\(state == .present ? "grant" : "revoke") \(privs ?? objs ?? "") for \(roles)"
        return [
            Change(
                summary,
                diff: .setting(
                    roles, before: state == .present ? nil : privs ?? objs,
                    after: state == .present ? privs ?? objs : nil),
                steps: [client.run(statements)],
                expects: grants.becoming(rows.map(settled)) { told in !told.contains(where: differs) })
        ]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[Value]>) -> ModuleFailure? {
        PostgresClient.failure(output)
    }

    func result(_ applied: Applied<[Value]>) -> ModuleResult {
        let present = Set(applied.before.compactMap { $0["role"]?.text })
        let told = applied.changed ? statements(for: roleNames.filter { $0 == "PUBLIC" || present.contains($0) }) : []
        return ["queries": (told as [String]?).value ?? []]
    }
}
