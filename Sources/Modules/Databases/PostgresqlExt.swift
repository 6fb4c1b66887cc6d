import ModuleKit
import Values

/// Adds extensions to a database and removes them.
struct PostgresqlExt: Module {
    static let doc = ModuleDoc(
        "postgresql_ext", "Manage extensions of a PostgreSQL database.", collection: "community.postgresql",
        returns: [
            ReturnValue("queries", "The statements that were run, or would be."),
            ReturnValue("prev_version", "The version before; empty where there was none."),
            ReturnValue("version", "The version now; empty where there is none."),
        ],
        examples: """
            - name: Let the shelf measure distances
              community.postgresql.postgresql_ext: { name: cube, db: shelf, login_user: postgres }
              become: true
              become_user: postgres
            - postgresql_ext: { name: cube, db: shelf, version: latest, schema: public, cascade: true }
            - postgresql_ext: { name: cube, db: shelf, state: absent }
            """)

    @Argument("Add what it needs, or remove what needs it.") var cascade: Bool = false
    @Argument("A comment on it.") var comment: String?
    @Argument("The database.", aliases: "db") var loginDb: String
    @Argument("The extension.", aliases: "ext") var name: String
    @Argument("The schema of its objects.") var schema: String?
    @Argument("Whether it should be there.") var state: Presence = .present
    @Argument("The version; `latest` for the newest that the server has.") var version: String?
    @ArgumentGroup var server: PostgresServer

    func validate() throws(ModuleFailure) { try server.check(loginDb, name, schema, version, comment) }

    var touches: [Footprint] { [PostgresClient.footprint] }
    var probe: Probe<[Value]> { extensions.probe }

    func changes(from rows: [Value]) throws(ModuleFailure) -> [Change] {
        guard let row = rows.first else { throw ModuleFailure("the server has no extension \(name)") }
        let queries = try queries(row)
        guard !queries.isEmpty else { return [] }
        let before = row["version"]?.text
        let after = state == .absent ? nil : wanted(row) ?? before ?? row["latest"]?.text
        var expected = row.map ?? [:]
        expected["version"] = after.value ?? .null
        if let schema, before == nil { expected["schema"] = .string(schema) }
        if let comment { expected["comment"] = .string(comment) }
        return [
            Change(
                "\(name) \(before ?? "absent") → \(after ?? "absent")",
                diff: .setting(name, before: before, after: after),
                steps: [client.run(queries)],
                expects: extensions.becoming([.map(expected)]) { told in told.first?["version"]?.text == after })
        ]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[Value]>) -> ModuleFailure? {
        PostgresClient.failure(output)
    }

    func result(_ applied: Applied<[Value]>) throws(ModuleFailure) -> ModuleResult {
        let row = applied.before.first ?? .null
        let after = applied.changed ? applied.after?.first : row
        return [
            "queries": ((try queries(row)) as [String]?).value ?? [], "prev_version": row["version"]?.shown ?? "",
            "version": after?["version"]?.shown ?? "",
        ]
    }

    private var client: PostgresClient { PostgresClient(server: server, database: loginDb) }

    private var extensions: HostFact<[Value]> {
        client.rows(
            """
            SELECT a.default_version AS latest, e.extversion AS version, n.nspname AS schema, \
            obj_description(e.oid, 'pg_extension') AS comment FROM pg_available_extensions a \
            LEFT JOIN pg_extension e ON e.extname = a.name LEFT JOIN pg_namespace n ON n.oid = e.extnamespace \
            WHERE a.name = \(name.quotedText)
            """)
    }

    /// The version that is asked for.
    private func wanted(_ row: Value) -> String? { version == "latest" ? row["latest"]?.text : version }

    private func queries(_ row: Value) throws(ModuleFailure) -> [String] {
        let own = name.quotedName
        let current = row["version"]?.text
        guard state == .present else {
            return current == nil ? [] : ["DROP EXTENSION \(own)" + (cascade ? " CASCADE" : "")]
        }
        var queries: [String] = []
        if current == nil {
            let words = [
                schema.map { "SCHEMA \($0.quotedName)" }, wanted(row).map { "VERSION \($0.quotedText)" },
                cascade ? "CASCADE" : nil,
            ]
            queries.append((["CREATE EXTENSION \(own)"] + words.compactMap(\.self)).joined(separator: " "))
        } else if let wanted = wanted(row), wanted != current {
            queries.append("ALTER EXTENSION \(own) UPDATE TO \(wanted.quotedText)")
        }
        if let comment, comment != row["comment"]?.text ?? "" {
            queries.append("COMMENT ON EXTENSION \(own) IS \(comment.quotedText)")
        }
        return queries
    }
}

extension Value {
    /// A text, or an empty one for nothing.
    fileprivate var shown: Value { isNull ? "" : self }
}
