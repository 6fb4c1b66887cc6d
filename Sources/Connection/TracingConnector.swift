import ModuleKit
package import Transport

/// Tells how hosts are reached and what is exchanged with them, for `-vvv` and `-vvvv`.
package struct TracingConnector: Connector {
    private let connector: any Connector
    /// Whether the shell text is told, too.
    private let showsText: Bool
    private let tell: @Sendable (String) -> Void

    /// - Parameter tell: Takes a line about a host, without a line break. Secrets are not masked yet.
    package init(_ connector: any Connector, showsText: Bool, tell: @escaping @Sendable (String) -> Void) {
        self.connector = connector
        self.showsText = showsText
        self.tell = tell
    }

    package func connect(_ options: ConnectionOptions) async throws(ConnectionError) -> any Connection {
        tell("<\(options.name)> \(options.route)")
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let connection = try await connector.connect(options)
            tell("<\(options.name)> connected after \(Self.milliseconds(clock.now - start))")
            return TracedConnection(connection, name: options.name, showsText: showsText, tell: tell)
        } catch {
            tell("<\(options.name)> not connected after \(Self.milliseconds(clock.now - start))")
            throw error
        }
    }

    fileprivate static func milliseconds(_ duration: Duration) -> String {
        "\(duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000) ms"
    }
}

/// What holds for the shell text that is told meanwhile.
package enum ShellTrace {
    /// Whether it belongs to a task with `no_log`, and so is not told.
    @TaskLocal package static var isHidden = false
}

/// A connection whose exchanges are told.
private struct TracedConnection: Connection {
    let connection: any Connection
    let name: String
    let showsText: Bool
    let tell: @Sendable (String) -> Void

    init(_ connection: any Connection, name: String, showsText: Bool, tell: @escaping @Sendable (String) -> Void) {
        self.connection = connection
        self.name = name
        self.showsText = showsText
        self.tell = tell
    }

    func exchange(_ steps: [Step], then queries: [Query], as user: Become?) async throws(ConnectionError) -> Exchange {
        if showsText { for line in text(steps, queries) { tell("<\(name)> | \(line)") } }
        let clock = ContinuousClock()
        let start = clock.now
        let exchange = try await connection.exchange(steps, then: queries, as: user)
        let become = user.map { ", by \($0.method.rawValue) as \($0.user)" } ?? ""
        let time = TracingConnector.milliseconds(clock.now - start)
        tell("<\(name)> \(steps.count) steps and \(queries.count) queries\(become): \(time)")
        return exchange
    }

    func close() async { await connection.close() }

    private func text(_ steps: [Step], _ queries: [Query]) -> [String] {
        if ShellTrace.isHidden { return ["not shown, because the task says no_log"] }
        return FrameLayout(steps, then: queries).frames.flatMap { frame in
            String(decoding: frame.script, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }
}
