/// Opens connections over SSH, and to this machine.
package struct StandardConnector: Connector {
    package init() {}

    package func connect(_ options: ConnectionOptions) async throws(ConnectionError) -> any Connection {
        switch options.kind {
        case .local: return ShellConnection(LocalTransport(), shell: options.shell)
        case .ssh:
            let settings = try SSHSettings(options)
            return ShellConnection(try await SSHDialling.session(settings), shell: options.shell)
        }
    }
}
