import ModuleKit
import Values

/// Where a container engine listens, and how it is trusted: arguments of all modules that speak to one.
struct DockerAddress: ArgumentGroupContents {
    @Argument("Address of the engine; without it the host's `DOCKER_HOST`, or its own socket.", aliases: "docker_url")
    var dockerHost: String?
    @Argument("Version of the engine's interface; `auto` for the newest it has.", aliases: "docker_api_version")
    var apiVersion: String = "auto"
    @Argument("Speak TLS, without a look at the engine's certificate.") var tls: Bool = false
    @Argument("Name in the engine's certificate, if it is not that of the address.") var tlsHostname: String?
    @Argument("Speak TLS, and verify the engine's certificate.", aliases: "tls_verify")
    var validateCerts: Bool = false
    @Argument("Certificates of the authorities to trust.", aliases: "ca_cert", "tls_ca_cert", "cacert_path")
    var caPath: RemotePath?
    @Argument("Certificate to show to the engine.", aliases: "tls_client_cert", "cert_path")
    var clientCert: RemotePath?
    @Argument("Key of that certificate.", aliases: "tls_client_key", "key_path") var clientKey: RemotePath?

    func validate() throws(ModuleFailure) {
        if let dockerHost {
            let known = ["unix://", "tcp://", "http://", "https://"].contains { dockerHost.hasPrefix($0) }
            guard known, dockerHost.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") }) else {
                throw ModuleFailure(
                    "cannot reach an engine by \(dockerHost)", hint: "unix:// and tcp:// addresses are supported")
            }
        }
        guard apiVersion == "auto" || apiVersion.consists(of: .digits, ".") else {
            throw ModuleFailure("not a version of the engine's interface: \(apiVersion)")
        }
    }

    var speaksTLS: Bool { tls || validateCerts }
}

/// How long an engine may take: arguments of the modules that speak HTTP to it.
struct DockerPatience: ArgumentGroupContents {
    @Argument("Seconds without progress until a request fails.") var timeout: Int = 60
    @Argument("Return the `actions` that were taken, or would be.") var debug: Bool = false

    static let refused = ["use_ssh_client": "the engine is reached from the host itself; make that host the task's"]
}
