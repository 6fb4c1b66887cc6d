extension ConnectionOptions {
    /// Opens the way to the host.
    package func openTransport(_ dialogue: ConnectionDialogue) async throws(ConnectionError) -> any ShellTransport {
        switch kind {
        case .local: return LocalTransport()
        case .ssh:
            let settings = try await OwnThread.run {
                Result { () throws(ConnectionError) in try SSHSettings(self, dialogue) }
            }.get()
            return try await SSHDialling.session(settings)
        }
    }

    /// The way to the host in words, for `-vvv`.
    package var route: String {
        guard kind == .ssh else { return "local" }
        guard let settings = try? SSHSettings(self) else { return "ssh to \(address)" }
        var parts = ["ssh to \(settings.host) port \(settings.port) as \(settings.user)"]
        parts += settings.jumps.map { "through \($0.user)@\($0.host):\($0.port)" }
        parts.append("keys \(settings.keyFiles.isEmpty ? "none" : settings.keyFiles.joined(separator: " "))")
        parts.append(settings.agentSocket.map { "agent \($0)" } ?? "no agent")
        if settings.password != nil { parts.append("with a password") }
        parts.append("host keys \(settings.checking.rawValue)")
        return parts.joined(separator: ", ")
    }
}
