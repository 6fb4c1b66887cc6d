import ModuleKit
import Values

/// Makes, changes, renames, saves and removes databases.
struct PostgresqlDb: Module {
    enum Goal: String, ArgumentChoice {
        case absent, dump, present, rename, restore
    }

    static let doc = ModuleDoc(
        "postgresql_db", "Manage PostgreSQL databases.", collection: "community.postgresql",
        checkMode: .partly(except: "whether a dump can be made or restored"),
        returns: [ReturnValue("executed_commands", "The statements and commands that were run, or would be.")],
        examples: """
            - name: Keep the orchard's books
              community.postgresql.postgresql_db: { name: orchard, owner: anna, encoding: UTF-8, template: template0 }
              become: true
              become_user: postgres
            - postgresql_db: { name: orchard, state: dump, target: /srv/orchard.sql.gz, target_opts: "-n public" }
            - postgresql_db: { name: orchard, state: rename, target: old_orchard }
            - postgresql_db: { name: orchard, state: absent, force: true }
            """)

    @Argument("A comment on it.") var comment: String?
    @Argument("How many connections it may have; -1 for any number.") var connLimit: String = ""
    @Argument("Further arguments of pg_dump.") var dumpExtraArgs: String?
    @Argument("How texts are kept.") var encoding: String = ""
    @Argument("Remove it although there are connections.") var force: Bool = false
    @Argument("The locale of ICU.") var icuLocale: String = ""
    @Argument("How texts are sorted.") var lcCollate: String = ""
    @Argument("What counts as a letter.") var lcCtype: String = ""
    @Argument("What brings the locale: `libc` or `icu`.") var localeProvider: String = ""
    @Argument("The database to ask and act from.") var maintenanceDb: String = "postgres"
    @Argument("The database.", aliases: "db") var name: String
    @Argument("The role that owns it.") var owner: String = ""
    @Argument("What it should be, or what is done with it.") var state: Goal = .present
    @Argument("The tablespace.") var tablespace: String = ""
    @Argument("The file of a dump, or the new name. Its suffix says how it is written.") var target: String = ""
    @Argument("Further arguments of the program that dumps or restores.") var targetOpts: String = ""
    @Argument("The database it is copied from.") var template: String = ""
    @ArgumentGroup var server: PostgresServer

    static let rules: [ArgumentRule] = [.required("target", when: "state", is: "dump", "restore", "rename")]

    func validate() throws(ModuleFailure) {
        try server.check(name, owner, template, encoding, lcCollate, lcCtype, tablespace, comment, server.sessionRole)
        guard connLimit.isEmpty || Int(connLimit) != nil else {
            throw ModuleFailure("`conn_limit` is no number: \(connLimit)")
        }
        guard !target.hasPrefix("-") else { throw ModuleFailure("not a file: \(target)") }
    }

    var touches: [Footprint] {
        [PostgresClient.footprint] + (state == .dump ? [.path(RemotePath(target))] : [])
    }

    var probe: Probe<[Value]> { databases.probe }

    func changes(from rows: [Value]) throws(ModuleFailure) -> [Change] {
        if state == .dump || state == .restore { return [transfer] }
        let queries = try queries(rows)
        guard !queries.isEmpty else { return [] }
        return [
            Change(
                summary, diff: .setting(name, before: row(name, rows) == nil ? nil : "there", after: outcome),
                steps: [client.run(queries)], expects: becoming(rows))
        ]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[Value]>) -> ModuleFailure? {
        PostgresClient.failure(output)
    }

    func result(_ applied: Applied<[Value]>) throws(ModuleFailure) -> ModuleResult {
        let isTransfer = state == .dump || state == .restore
        let commands = isTransfer ? [program.joined(separator: " ")] : try queries(applied.before)
        return ["executed_commands": (commands as [String]?).value ?? []]
    }
}

/// What is there.
extension PostgresqlDb {
    var client: PostgresClient { PostgresClient(server: server, database: maintenanceDb) }

    private var databases: HostFact<[Value]> {
        let names = [name] + (state == .rename ? [target] : [])
        return client.rows(
            """
            SELECT d.datname AS name, pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS lc_collate, \
            d.datctype AS lc_ctype, pg_get_userbyid(d.datdba) AS owner, d.datconnlimit AS conn_limit, \
            t.spcname AS tablespace, shobj_description(d.oid, 'pg_database') AS comment, \
            current_setting('server_version_num')::int AS version \
            FROM pg_database d LEFT JOIN pg_tablespace t ON t.oid = d.dattablespace \
            WHERE d.datname IN (\(names.map(\.quotedText).joined(separator: ", "))) ORDER BY d.datname
            """)
    }

    private func row(_ name: String, _ rows: [Value]) -> Value? { rows.first { $0["name"]?.text == name } }

    private var summary: String {
        switch state {
        case .absent: "remove the database \(name)"
        case .rename: "call the database \(name) \(target)"
        default: "make the database \(name) as it should be"
        }
    }

    private var outcome: String? { state == .absent ? nil : state == .rename ? target : "as it should be" }

    private func becoming(_ rows: [Value]) -> [Query: Answer] {
        switch state {
        case .absent: databases.becoming([])
        case .rename:
            databases.becoming([["name": .string(target)]]) { told in told.count == 1 && row(target, told) != nil }
        default:
            databases.becoming([.map(wanted(row(name, rows)))]) { told in
                ((try? queries(told)) ?? [""]).isEmpty
            }
        }
    }

    private func wanted(_ row: Value?) -> Mapping {
        var wanted = row?.map ?? ["name": .string(name)]
        let given: [(String, String)] = [
            ("owner", owner), ("tablespace", tablespace), ("encoding", encoding), ("lc_collate", lcCollate),
            ("lc_ctype", lcCtype),
        ]
        for (key, value) in given where !value.isEmpty { wanted[key] = .string(value) }
        if let limit = Int(connLimit) { wanted["conn_limit"] = .int(limit) }
        if let comment { wanted["comment"] = .string(comment) }
        return wanted
    }
}

/// What is done.
extension PostgresqlDb {
    private func queries(_ rows: [Value]) throws(ModuleFailure) -> [String] {
        let row = row(name, rows)
        switch state {
        case .absent: return row.map(removal) ?? []
        case .rename: return try renaming(row, rows)
        case .present: return try row.map { row throws(ModuleFailure) in try alterations(row) } ?? creation
        case .dump, .restore: return []
        }
    }

    private func removal(_ row: Value) -> [String] {
        guard force else { return ["DROP DATABASE \(name.quotedName)"] }
        if row["version"]?.wholeNumber ?? 0 >= 130_000 { return ["DROP DATABASE \(name.quotedName) WITH (FORCE)"] }
        let end =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = \(name.quotedText) AND pid <> pg_backend_pid()"
        return [end, "DROP DATABASE \(name.quotedName)"]
    }

    private func renaming(_ row: Value?, _ rows: [Value]) throws(ModuleFailure) -> [String] {
        let other = self.row(target, rows)
        guard row != nil || other != nil else { throw ModuleFailure("there is no database \(name) to be renamed") }
        guard row == nil || other == nil else { throw ModuleFailure("there is a database \(target) already") }
        return row == nil ? [] : ["ALTER DATABASE \(name.quotedName) RENAME TO \(target.quotedName)"]
    }

    private var creation: [String] {
        let words: [(String, String)] = [
            ("OWNER", owner.isEmpty ? "" : owner.quotedName), ("TEMPLATE", template.isEmpty ? "" : template.quotedName),
            ("ENCODING", encoding.isEmpty ? "" : encoding.quotedText),
            ("LC_COLLATE", lcCollate.isEmpty ? "" : lcCollate.quotedText),
            ("LC_CTYPE", lcCtype.isEmpty ? "" : lcCtype.quotedText),
            ("ICU_LOCALE", icuLocale.isEmpty ? "" : icuLocale.quotedText),
            ("LOCALE_PROVIDER", localeProvider.isEmpty ? "" : localeProvider.quotedName),
            ("TABLESPACE", tablespace.isEmpty ? "" : tablespace.quotedName), ("CONNECTION LIMIT", connLimit),
        ]
        let options = words.filter { !$0.1.isEmpty }.map { " \($0.0) \($0.1)" }.joined()
        return ["CREATE DATABASE \(name.quotedName)\(options)"] + (comment.map { [commenting($0)] } ?? [])
    }

    private func commenting(_ text: String) -> String { "COMMENT ON DATABASE \(name.quotedName) IS \(text.quotedText)" }

    private func alterations(_ row: Value) throws(ModuleFailure) -> [String] {
        let fixed: [(String, String, Bool)] = [
            ("encoding", encoding, Self.plain(encoding) == Self.plain(row["encoding"]?.text ?? "")),
            ("lc_collate", lcCollate, lcCollate == row["lc_collate"]?.text),
            ("lc_ctype", lcCtype, lcCtype == row["lc_ctype"]?.text),
        ]
        for (argument, wanted, isSame) in fixed where !wanted.isEmpty && !isSame {
            throw ModuleFailure(
                "`\(argument)` of a database cannot be changed; that of \(name) is \(row[argument]?.requestText ?? "")")
        }
        var queries: [String] = []
        let alter = "ALTER DATABASE \(name.quotedName)"
        if !owner.isEmpty, owner != row["owner"]?.text { queries.append("\(alter) OWNER TO \(owner.quotedName)") }
        if let limit = Int(connLimit), limit != row["conn_limit"]?.wholeNumber {
            queries.append("\(alter) CONNECTION LIMIT \(limit)")
        }
        if !tablespace.isEmpty, tablespace != row["tablespace"]?.text {
            queries.append("\(alter) SET TABLESPACE \(tablespace.quotedName)")
        }
        if let comment, comment != row["comment"]?.text ?? "" { queries.append(commenting(comment)) }
        return queries
    }

    /// `UTF-8` and `utf8` are the same.
    private static func plain(_ encoding: String) -> String {
        let letters = encoding.lowercased().filter { $0.isLetter || $0.isNumber }
        return letters == "unicode" ? "utf8" : letters
    }
}
