import ModuleKit
import Values

/// The host's command line of docker, for what only its plugins can do.
struct DockerProgram {
    private let address: DockerAddress
    private let context: String?
    private let program: String

    init(_ address: DockerAddress, _ context: String?, _ program: RemotePath?) {
        self.address = address
        self.context = context
        self.program = program?.text ?? "docker"
    }

    func validate() throws(ModuleFailure) {
        try address.validate()
        guard address.tlsHostname == nil else {
            throw ModuleFailure("`tls_hostname` is not supported: docker's command line has no such option")
        }
        guard !program.hasPrefix("-"), context.map({ !$0.isEmpty && !$0.hasPrefix("-") }) ?? true else {
            throw ModuleFailure("not a program or context: \(context ?? program)")
        }
    }

    /// The program with its options, before its command.
    var words: [String] {
        var words = [program]
        if let context { return words + ["--context", context] }
        words += address.dockerHost.map { ["--host", $0] } ?? []
        guard address.speaksTLS else { return words }
        words.append(address.validateCerts ? "--tlsverify" : "--tls")
        let files = [
            ("--tlscacert", address.caPath), ("--tlscert", address.clientCert), ("--tlskey", address.clientKey),
        ]
        return words + files.flatMap { option, path in path.map { [option, $0.text] } ?? [] }
    }

    func command(_ words: [String]) -> Command {
        let script = #"command -v "$1" >/dev/null 2>&1 || { echo "the host has no $1" >&2; exit 127; }; exec "$@""#
        var command = Command(.arguments(["/bin/sh", "-c", script, "sh"] + self.words + words))
        command.environment = [EnvironmentVariable("LC_ALL", "C")]
        if address.apiVersion != "auto" {
            command.environment.append(EnvironmentVariable("DOCKER_API_VERSION", address.apiVersion))
        }
        return command
    }

    /// One field of an option that takes several behind commas.
    static func field(_ text: String) -> String {
        guard text.contains(where: { ",\"\n".contains($0) }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
