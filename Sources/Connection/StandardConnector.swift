/// Opens connections over SSH, and to this machine.
package struct StandardConnector: Connector {
    private let dialogue: ConnectionDialogue
    private let trials = BecomeTrials()

    package init(_ dialogue: ConnectionDialogue = ConnectionDialogue()) { self.dialogue = dialogue }

    package func connect(_ options: ConnectionOptions) async throws(ConnectionError) -> any Connection {
        switch options.kind {
        case .local: return ShellConnection(LocalTransport(), shell: options.shell, trials: trials)
        case .ssh:
            let dialogue = dialogue
            let settings = try await OwnThread.run {
                Result { () throws(ConnectionError) in try SSHSettings(options, dialogue) }
            }.get()
            return ShellConnection(try await SSHDialling.session(settings), shell: options.shell, trials: trials)
        }
    }
}
