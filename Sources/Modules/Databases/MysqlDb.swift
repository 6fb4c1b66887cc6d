import ModuleKit
import Values

/// Makes, removes, saves and fills databases.
struct MysqlDb: Module {
    enum Goal: String, ArgumentChoice {
        case absent, dump, `import`, present
    }

    enum MasterData: String, ArgumentChoice {
        case none = "0"
        case statement = "1"
        case comment = "2"
    }

    static let doc = ModuleDoc(
        "mysql_db", "Manage databases of MySQL and MariaDB.", collection: "community.mysql",
        checkMode: .partly(except: "whether a dump can be made or brought in"),
        ignored: [
            "unsafe_login_password": "the password never stands on a command line",
            "use_shell": "a dump always passes through a shell on the host",
            "pipefail": "a program that fails in front of another always fails the task",
            "config_overrides_defaults": "arguments that are not given are never passed to the client",
        ],
        returns: [
            ReturnValue("db", "The names, separated by blanks."), ReturnValue("db_list", "The names."),
            ReturnValue("executed_commands", "What was run, or would be.", only: "if something was run"),
        ],
        examples: """
            - name: Keep the orchard's books
              community.mysql.mysql_db:
                name: [orchard, press]
                encoding: utf8mb4
                login_unix_socket: /run/mysqld/mysqld.sock
            - mysql_db: { name: orchard, state: dump, target: /srv/orchard.sql.gz, single_transaction: true }
            - mysql_db: { name: orchard, state: import, target: /srv/orchard.sql.gz }
            - mysql_db: { name: press, state: absent }
            """)

    @Argument("The directory in which the programs run.") var chdir: RemotePath?
    @Argument("How texts are sorted in a new database.") var collation: String = ""
    @Argument("Let the file win over defaults.") var configOverridesDefaults: Bool = false
    @Argument("Further arguments of the program that dumps.") var dumpExtraArgs: String?
    @Argument("How texts are kept in a new database.") var encoding: String = ""
    @Argument("Go on after statements that fail.") var force: Bool = false
    @Argument("Write bytes of binary columns as numbers.") var hexBlob: Bool = false
    @Argument("Tables that are left out: `database.table`.") var ignoreTables: [String] = []
    @Argument("Write the place in the log of a replication's source: 0, 1 or 2 for a comment.") var masterData:
        MasterData = .none
    @Argument("The databases; `all` for all of them.", aliases: "db") var name: [String]
    @Argument("Fail where one of two programs fails.") var pipefail: Bool = false
    @Argument("Fetch rows one by one.") var quick: Bool = true
    @Argument("Read no other file with options.") var restrictConfigFile: Bool = false
    @Argument("Dump in one transaction.") var singleTransaction: Bool = false
    @Argument("Lock no tables.") var skipLockTables: Bool = false
    @Argument("Whether the change is written to the binary log.") var sqlLogBin: Bool = true
    @Argument("What they should be, or what is done with them.") var state: Goal = .present
    @Argument("The file of a dump; its suffix says how it is packed.") var target: RemotePath?
    @Argument("Show the password on a command line.") var unsafeLoginPassword: Bool = false
    @Argument("Dump by way of a shell.") var useShell: Bool = false
    @ArgumentGroup var server: MySQLServer

    static let rules: [ArgumentRule] = [.required("target", when: "state", is: "dump", "import")]

    func validate() throws(ModuleFailure) {
        for name in [encoding, collation] where !name.isEmpty && !name.consists(of: .letters, .digits, "_") {
            throw ModuleFailure("not a name of an encoding or collation: \(name)")
        }
        guard !isForAll || state == .dump || state == .import else {
            throw ModuleFailure("`name: all` is only for dumps")
        }
        guard state != .import || name.count == 1 || isForAll else {
            throw ModuleFailure("a dump is brought into one database")
        }
        guard name.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") }) else {
            throw ModuleFailure("not a name of a database")
        }
    }

    var touches: [Footprint] {
        [MySQLClient.footprint] + (state == .dump ? target.map { [.path($0)] } ?? [] : [])
    }

    var probe: Probe<[String]> { databases.probe }

    func changes(from found: [String]) throws(ModuleFailure) -> [Change] {
        let missing = name.filter { !found.contains($0) }
        switch state {
        case .present: return missing.map { change($0, creation(of: $0), found + missing) }
        case .absent:
            let there = name.filter(found.contains)
            return there.map { change($0, "DROP DATABASE \($0.backquoted)", found.filter { !there.contains($0) }) }
        case .dump:
            guard isForAll || missing.isEmpty else {
                throw ModuleFailure("there is no database \(missing.joined(separator: ", "))")
            }
            return [transfer]
        case .import:
            let new = isForAll ? [] : missing
            return new.map { change($0, creation(of: $0), found + new) } + [transfer]
        }
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[String]>) -> ModuleFailure? {
        MySQLClient.failure(output)
    }

    func result(_ applied: Applied<[String]>) throws(ModuleFailure) -> ModuleResult {
        var result: ModuleResult = [
            "db": .string(name.joined(separator: " ")), "db_list": (name as [String]?).value ?? [],
        ]
        let run = applied.changes.map(\.summary)
        if !run.isEmpty { result["executed_commands"] = (run as [String]?).value }
        return result
    }
}

extension MysqlDb {
    private var isForAll: Bool { name == ["all"] }
    private var client: MySQLClient { MySQLClient(server: server, writesLog: sqlLogBin) }

    private var databases: HostFact<[String]> {
        client.fact(["SHOW DATABASES"]) { $0 }
    }

    private func creation(of name: String) -> String {
        let set = encoding.isEmpty ? "" : " CHARACTER SET \(encoding)"
        return "CREATE DATABASE \(name.backquoted)\(set)" + (collation.isEmpty ? "" : " COLLATE \(collation)")
    }

    private func change(_ name: String, _ statement: String, _ after: [String]) -> Change {
        let isNew = after.contains(name)
        return Change(
            statement, diff: .setting(name, before: isNew ? nil : "there", after: isNew ? "there" : nil),
            steps: [client.run([statement])],
            expects: databases.becoming(after) { Set($0) == Set(after) })
    }

    private var transfer: Change {
        let path = target?.text ?? ""
        let packer = [".gz": "gzip", ".bz2": "bzip2", ".xz": "xz"].first { path.hasSuffix($0.key) }?.value ?? ""
        let client =
            restrictConfigFile
            ? ["--defaults-file=\(server.configFile.text)"] + self.client.options.filter { !$0.hasPrefix("--defaults") }
            : self.client.options
        let words =
            state == .dump
            ? client + dumpOptions : client + characterSet + (force ? ["--force"] : []) + (isForAll ? [] : name)
        var command = Command(
            .arguments(["/bin/sh", "-c", Self.script, "sh", state.rawValue, packer, path] + words),
            environment: self.client.environment)
        command.workingDirectory = chdir
        return Change(
            state == .dump ? "dump \(name.joined(separator: " ")) to \(path)" : "import \(path)",
            steps: [.run(command)],
            touches: touches, expects: state == .dump ? [:] : [databases.query: .unknown])
    }

    private var characterSet: [String] { encoding.isEmpty ? [] : ["--default-character-set=\(encoding)"] }

    private var dumpOptions: [String] {
        let flags: [(Bool, String)] = [
            (force, "--force"), (quick, "--quick"), (hexBlob, "--hex-blob"),
            (singleTransaction, "--single-transaction"),
            (skipLockTables, "--skip-lock-tables"),
        ]
        let source = masterData == .none ? [] : ["--master-data=\(masterData.rawValue)"]
        let subject = isForAll ? ["--all-databases"] : (name.count > 1 ? ["--databases"] : []) + name
        return flags.filter(\.0).map(\.1) + source + characterSet + ignoreTables.map { "--ignore-table=\($0)" }
            + Shlex(dumpExtraArgs ?? "").texts + subject
    }

    /// The words say what is done, by which program it is packed, and the file.
    private static let script = #"""
        what=$1 packer=$2 file=$3; shift 3
        case $what in
        dump) program=$(command -v mariadb-dump || command -v mysqldump) ;;
        *) program=$(command -v mariadb || command -v mysql); [ -r "$file" ] || { echo "cannot read $file" >&2; exit 3; } ;;
        esac || { echo 'the host has no client of MySQL or MariaDB' >&2; exit 127; }
        case $what:$packer in
        dump:) exec "$program" "$@" >"$file" ;;
        dump:*) { { "$program" "$@" || echo $? >&3; } | "$packer" >"$file"; } 3>&1 | { read -r code && exit "$code"; exit 0; } ;;
        *:) exec "$program" "$@" <"$file" ;;
        *) "$packer" -dc <"$file" | "$program" "$@" ;;
        esac
        """#
}
