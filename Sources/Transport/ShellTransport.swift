/// Two-way traffic with a program: its standard input, and its two outputs.
package protocol ShellChannel: Sendable {
    /// Sends what the way takes of `outgoing`, and takes in what has come. Waits until something has happened.
    ///
    /// - Parameter deadline: When to return with nothing; `nil` to wait as long as it takes.
    /// - Throws: ``ConnectionError/lost(_:)`` when the host went away; the end of the program is no error.
    func pump(_ outgoing: ArraySlice<UInt8>, until deadline: ContinuousClock.Instant?) async throws(ConnectionError)
        -> ChannelTraffic

    func close() async
}

package struct ChannelTraffic: Sendable {
    /// How many bytes of what was to be sent have gone.
    package var sent = 0
    package var output: [UInt8] = []
    package var errors: [UInt8] = []
    /// The program is gone: nothing more will come.
    package var isAtEnd = false

    package init() {}

    package var isEmpty: Bool { sent == 0 && output.isEmpty && errors.isEmpty && !isAtEnd }
}

/// Opens programs on a host, each with a channel of its own.
package protocol ShellTransport: Sendable {
    /// - Parameter command: Text for the log-in shell, valid in all of them; or for `/bin/sh` on this machine.
    func open(_ command: String) async throws(ConnectionError) -> any ShellChannel

    /// Seconds that the user grants to a connection.
    var timeout: Double { get }

    /// Whether channels end with the transport, so that no time is spent on each.
    var closesItsChannels: Bool { get }

    func close() async
}
