import Hummingbird
import Logging
import NIOCore

/// What a request carries besides its message: the connection, so that a refused upload can be cut off.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: (any Channel)?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// A request that came over no connection.
    init(logger: Logger) {
        coreContext = CoreRequestContextStorage(source: Unconnected(logger: logger))
        channel = nil
    }

    /// Closes the connection once the client has had time to read the answer.
    ///
    /// At once would be too early: a client that still sends would see a reset in place of the answer.
    func closeConnectionSoon() {
        guard let channel else { return }
        channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }

    private struct Unconnected: RequestContextSource {
        let logger: Logger
    }
}
