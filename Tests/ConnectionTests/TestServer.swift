import Glibc
import ModuleKit

@testable import Connection
@testable import Transport

/// An OpenSSH server of this machine on a loopback port, with keys and a configuration of its own.
final class TestServer: Sendable {
    let port: Int
    let directory: RemotePath
    private let process: LocalProcess

    var processID: pid_t { process.id }

    static let isAvailable = access("/usr/sbin/sshd", X_OK) == 0 && getuid() == 0

    /// Made once: keys of RSA take a while.
    private static let keys: String = {
        let path = Scratch().path.text
        for kind in ["ed25519", "ecdsa", "rsa"] {
            for name in ["host", "user"] {
                system("ssh-keygen -q -t \(kind) \(kind == "rsa" ? "-b 2048" : "") -N '' -f \(path)/\(name)_\(kind)")
            }
        }
        return path
    }()

    /// - Parameters:
    ///   - configuration: Lines that come first, and so win. `%D` is the server's directory.
    ///   - pam: What `/etc/pam.d/sshd` says to this server.
    ///   - hostKeys: The kinds of keys by which it can show who it is.
    init(_ configuration: String = "", pam: String? = nil, hostKeys: [String] = ["ed25519", "ecdsa"]) throws {
        let scratch = Scratch()
        directory = scratch.path
        port = Loopback.freePort()
        let path = directory.text
        system("mkdir -p /run/sshd; chmod 755 \(path)")
        system("cp -p \(Self.keys)/* \(path)/")
        system(
            "cat \(path)/user_*.pub >\(path)/authorized; for k in \(path)/host_*.pub; do printf '[127.0.0.1]:\(port) '; cat $k; done >\(path)/known"
        )
        let text = """
            \(configuration.replacing("%D", with: path))
            Port \(port)
            ListenAddress 127.0.0.1
            \(hostKeys.map { "HostKey \(path)/host_\($0)" }.joined(separator: "\n"))
            AuthorizedKeysFile \(path)/authorized
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            """
        Self.write(text, to: "\(path)/config")
        var start = "exec /usr/sbin/sshd -D -e -f \(path)/config"
        if let pam {
            Self.write(pam.replacing("%D", with: path), to: "\(path)/pam")
            start = "exec unshare -m sh -c 'mount --bind \(path)/pam /etc/pam.d/sshd && \(start)'"
        }
        process = try LocalProcess(shellText: start)
        Loopback.awaitPort("127.0.0.1", port)
    }

    func options(key: String = "ed25519") -> ConnectionOptions {
        var options = ConnectionOptions(name: "test", address: "127.0.0.1")
        options.port = port
        options.user = "root"
        options.privateKeyFiles = ["\(directory)/user_\(key)"]
        options.knownHostsFiles = ["\(directory)/known"]
        options.sshArguments = ["-F none -o IdentityAgent=none -o IdentitiesOnly=yes"]
        options.retries = 0
        return options
    }

    /// Options that know no key but the one that an agent holds.
    ///
    /// - Returns: the agent with them, which the caller ends.
    func optionsByAgent(key: String = "rsa") throws -> (agent: LocalProcess, options: ConnectionOptions) {
        let socket = "\(directory)/agent"
        let agent = try LocalProcess(shellText: "exec ssh-agent -D -a \(socket) >/dev/null")
        for _ in 0..<50 where access(socket, F_OK) != 0 { usleep(50_000) }
        system("SSH_AUTH_SOCK=\(socket) ssh-add -q \(directory)/user_\(key)")
        var options = options()
        options.privateKeyFiles = []
        options.sshArguments = ["-F none -o IdentityAgent=\(socket)"]
        return (agent, options)
    }

    func stop() {
        kill(process.id, SIGTERM)
        var status: Int32 = 0
        waitpid(process.id, &status, 0)
        process.close()
        system("rm -rf '\(directory.text)'")
    }

    static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else { return }
        fputs(text, file)
        fclose(file)
    }
}
