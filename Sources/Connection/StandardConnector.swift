package import Transport

/// Opens connections over SSH, and to this machine.
package struct StandardConnector: Connector {
    private let dialogue: ConnectionDialogue
    private let trials = BecomeTrials()

    package init(_ dialogue: ConnectionDialogue = ConnectionDialogue()) { self.dialogue = dialogue }

    package func connect(_ options: ConnectionOptions) async throws(ConnectionError) -> any Connection {
        ShellConnection(try await options.openTransport(dialogue), shell: options.shell, trials: trials)
    }
}
