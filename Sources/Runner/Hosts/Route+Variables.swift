import Connection
import Transport
import Values

/// A way to a host under the names of Ansible's connection variables, for what no file of variables sets.
extension Route {
    static let variableNames = Set(Route(.init(name: "", address: "")).named.map(\.0))

    /// What is left to OpenSSH's own settings is not among them; neither are passwords.
    var variables: Mapping {
        Mapping(named.compactMap { name, value in value.map { (name, $0) } })
    }

    private var named: [(String, Value?)] {
        let port = options.port.map { Value.int($0) }
        let user = options.user.map { Value.string($0) }
        let key = options.privateKeyFiles.first.map { Value.string($0) }
        let timeout = Value.int(Int(options.timeout ?? 10))
        return [
            ("ansible_connection", .string(options.kind.rawValue)),
            ("ansible_host", .string(options.address)), ("ansible_ssh_host", .string(options.address)),
            ("ansible_port", port), ("ansible_ssh_port", port), ("ansible_user", user), ("ansible_ssh_user", user),
            ("ansible_private_key_file", key), ("ansible_ssh_private_key_file", key),
            ("ansible_timeout", timeout), ("ansible_ssh_timeout", timeout),
            ("ansible_shell_executable", .string(options.shell ?? "/bin/sh")),
            ("ansible_become", become.map { _ in true }), ("ansible_become_user", become.map { .string($0.user) }),
            ("ansible_become_method", become.map { .string($0.method.rawValue) }),
        ]
    }
}
