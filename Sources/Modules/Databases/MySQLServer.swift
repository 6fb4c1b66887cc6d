import ModuleKit
import Values

/// Where a MySQL or MariaDB server is, and as whom it is spoken to: arguments of all its modules.
struct MySQLServer: ArgumentGroupContents {
    @Argument("Certificates of the authorities to trust.", aliases: "ssl_ca") var caCert: RemotePath?
    @Argument("Whether the certificate must name the host.") var checkHostname: Bool?
    @Argument("Try root without a password first.") var checkImplicitAdmin: Bool = false
    @Argument("Certificate to show to the server.", aliases: "ssl_cert") var clientCert: RemotePath?
    @Argument("Key of that certificate.", aliases: "ssl_key") var clientKey: RemotePath?
    @Argument("A file with options of the client.") var configFile: RemotePath = "~/.my.cnf"
    @Argument("Seconds until a connection must be made.") var connectTimeout: Int = 30
    @Argument("The server's host.") var loginHost: String = "localhost"
    @Argument("Password of the login.") var loginPassword: Secret?
    @Argument("The server's port.") var loginPort: Int = 3306
    @Argument("The server's socket.") var loginUnixSocket: String?
    @Argument("The user to log in as.") var loginUser: String?
}

/// `mysql` or `mariadb` of the host, and how it is asked and told.
struct MySQLClient {
    let server: MySQLServer
    var writesLog = true

    static let footprint = Footprint.named("mysql")

    var environment: [EnvironmentVariable] {
        let password = server.loginPassword.map { [EnvironmentVariable("MYSQL_PWD", $0.reveal())] } ?? []
        return password + [EnvironmentVariable("LC_ALL", "C.UTF-8")]
    }

    /// The options that every client of the server takes. The defaults are read by the client from `~/.my.cnf` itself.
    var options: [String] {
        var words: [String] = []
        if server.$configFile.isGiven { words.append("--defaults-extra-file=\(server.configFile.text)") }
        words += server.loginUser.map { ["--user=\($0)"] } ?? []
        if let socket = server.loginUnixSocket {
            words.append("--socket=\(socket)")
        } else if server.$loginHost.isGiven || server.$loginPort.isGiven {
            words += ["--host=\(server.loginHost)", "--port=\(server.loginPort)"]
        }
        let files: [(String, RemotePath?)] = [
            ("--ssl-ca", server.caCert), ("--ssl-cert", server.clientCert), ("--ssl-key", server.clientKey),
        ]
        words += files.compactMap { name, path in path.map { "\(name)=\($0.text)" } }
        if server.checkHostname == true { words.append("--ssl-verify-server-cert") }
        return words
    }

    /// Runs statements until one fails.
    func statements(_ texts: [String]) -> Command {
        let words = ["--batch", "--raw", "--skip-column-names", "--connect-timeout=\(server.connectTimeout)"]
        let log = writesLog ? [] : ["SET SESSION sql_log_bin=0"]
        var command = Command(
            .arguments(["/bin/sh", "-c", Self.script, "sh", server.checkImplicitAdmin ? "1" : ""] + options + words),
            environment: environment)
        command.input = Array((log + texts).map { "\($0);\n" }.joined().hostBytes)
        return command
    }

    func run(_ texts: [String]) -> Step { .run(statements(texts)) }

    /// MariaDB calls its client otherwise than MySQL.
    static let script = #"""
        admin=$1; shift
        client=$(command -v mariadb || command -v mysql) || { echo 'the host has neither mariadb nor mysql' >&2; exit 127; }
        if [ -n "$admin" ] && echo 'SELECT 1' | MYSQL_PWD= "$client" --user=root "$@" >/dev/null 2>&1; then
            MYSQL_PWD=; export MYSQL_PWD; exec "$client" "$@" --user=root
        fi
        exec "$client" "$@"
        """#

    /// What is read from the lines that statements print.
    ///
    /// - Parameter goingOn: Whether statements behind one that fails are run, too.
    func fact<Told: Hashable & Sendable>(
        _ statements: [String], goingOn: Bool = false, read: @escaping @Sendable ([String]) -> Told
    ) -> HostFact<Told> {
        var command = self.statements(statements)
        if goingOn, case .arguments(let words) = command.form { command.form = .arguments(words + ["--force"]) }
        return HostFact(command, reads: Self.footprint) { output throws(ModuleFailure) in
            let isRefused = output.standardOutput.text.isEmpty && output.exitCode != 0
            guard output.exitCode == 0 || (goingOn && !isRefused) else { throw Self.failure(output) }
            return read(output.standardOutput.text.split(separator: "\n").map(String.init))
        }
    }

    static func failure(_ output: CommandOutput) -> ModuleFailure {
        ModuleFailure("the database server refused: \(output.complaint)", output: output)
    }
}

extension String {
    /// As a name in MySQL's SQL.
    var backquoted: String { "`" + reduce(into: "") { $0 += $1 == "`" ? "``" : String($1) } + "`" }

    /// As a text in MySQL's SQL, in which a backslash means something.
    var escapedText: String {
        "'" + reduce(into: "") { $0 += $1 == "'" ? "''" : $1 == "\\" ? "\\\\" : String($1) } + "'"
    }
}
