import ModuleKit
import Values

/// Where a PostgreSQL server is, and as whom it is spoken to: arguments of all its modules.
struct PostgresServer: ArgumentGroupContents {
    enum SSLMode: String, ArgumentChoice {
        case allow, disable, prefer, require
        case verifyCA = "verify-ca"
        case verifyFull = "verify-full"
    }

    @Argument("Certificates of the authorities to trust.", aliases: "ssl_rootcert") var caCert: String?
    @Argument("Further parameters of the connection, as libpq calls them.") var connectParams: Mapping = [:]
    @Argument("The server's host; without one, its socket.", aliases: "host") var loginHost: String = ""
    @Argument("Password of the login.") var loginPassword: Secret?
    @Argument("Directory of the server's socket.", aliases: "unix_socket") var loginUnixSocket: String = ""
    @Argument("The role to log in as.", aliases: "login") var loginUser: String = "postgres"
    @Argument("The server's port.", aliases: "login_port") var port: Int = 5432
    @Argument("The role to act as once logged in.") var sessionRole: String?
    @Argument("Certificate to show to the server.") var sslCert: RemotePath?
    @Argument("Key of that certificate.") var sslKey: RemotePath?
    @Argument("How TLS is asked for.") var sslMode: SSLMode = .prefer
    @Argument("Take names with quotes and semicolons, which are always quoted here.") var trustInput: Bool = true

    /// - Throws: for what could be meant to end a statement, where the task does not trust its words.
    func check(_ words: String?...) throws(ModuleFailure) {
        guard !trustInput else { return }
        for word in words.compactMap(\.self) where word.contains("--") || word.contains(where: { "\"';".contains($0) })
        {
            throw ModuleFailure("not trusted: \(word)", hint: "set `trust_input: true` if it is meant so")
        }
    }
}

/// `psql` of the host, and how it is asked and told.
struct PostgresClient {
    let server: PostgresServer
    let database: String

    static let footprint = Footprint.named("postgresql")

    var environment: [EnvironmentVariable] {
        let host = [server.loginHost, server.loginUnixSocket].first { !$0.isEmpty }
        var words: [(String, String?)] = [
            ("PGHOST", host), ("PGPORT", String(server.port)), ("PGUSER", server.loginUser),
            ("PGSSLMODE", server.sslMode.rawValue), ("PGSSLROOTCERT", server.caCert),
            ("PGSSLCERT", server.sslCert?.text),
            ("PGSSLKEY", server.sslKey?.text), ("PGPASSWORD", server.loginPassword?.reveal()), ("LC_ALL", "C.UTF-8"),
        ]
        if !server.connectParams.isEmpty {
            let names = [
                "connect_timeout": "PGCONNECT_TIMEOUT", "application_name": "PGAPPNAME", "options": "PGOPTIONS",
            ]
            words += server.connectParams.map {
                (names[$0.key.requestText] ?? "PG" + $0.key.requestText.uppercased(), $0.value.requestText)
            }
        }
        return words.compactMap { name, value in value.map { EnvironmentVariable(name, $0) } }
    }

    /// Runs statements, each for itself, until one fails.
    func statements(_ texts: [String]) -> Command {
        let role = server.sessionRole.map { ["SET ROLE \($0.quotedName)"] } ?? []
        var command = Command(
            .arguments(["psql", "-X", "-w", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", database]),
            environment: environment)
        command.input = Array((role + texts).map { "\($0);\n" }.joined().hostBytes)
        return command
    }

    func run(_ texts: [String]) -> Step { .run(statements(texts)) }

    /// The rows of a query, each as a mapping.
    ///
    /// - Parameter reads: What the answer depends on besides the server.
    func rows(_ query: String) -> HostFact<[Value]> {
        HostFact(
            statements(["SELECT coalesce(json_agg(found), '[]') FROM (\(query)) AS found"]), reads: Self.footprint
        ) { output throws(ModuleFailure) in
            try Self.check(output)
            let text = output.standardOutput.text.trimmed
            guard let rows = (try? JSONReader.value(of: text))?.list else {
                throw ModuleFailure("psql answered what is not JSON: \(text.prefix(200))", output: output)
            }
            return rows
        }
    }

    static func check(_ output: CommandOutput) throws(ModuleFailure) {
        guard output.exitCode != 0 else { return }
        throw failure(output)
    }

    static func failure(_ output: CommandOutput) -> ModuleFailure {
        guard output.exitCode != 127 else {
            return ModuleFailure(
                "the host has no psql", hint: "install the package postgresql-client first", result: [:])
        }
        return ModuleFailure("the server refused: \(output.complaint)", output: output)
    }
}

extension String {
    /// As a name in SQL.
    var quotedName: String { "\"\(doubling("\""))\"" }

    /// As a text in SQL, with standard strings.
    var quotedText: String { "'\(doubling("'"))'" }

    private func doubling(_ quote: Character) -> String {
        reduce(into: "") { text, character in text += character == quote ? "\(quote)\(quote)" : String(character) }
    }
}
