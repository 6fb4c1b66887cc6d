import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A client's connection: Hummingbird's, behind a ``RequestGate`` and ``DirectAnswers``.
struct ClientConnection: ServerChildChannel {
    private let http: HTTP1Channel
    private let idleTime: TimeAmount
    private let parts: ServiceParts

    init(_ options: ServiceOptions, _ parts: ServiceParts, responder: @escaping HTTPChannelHandler.Responder) {
        idleTime = .nanoseconds(Int64(options.idleTime / .nanoseconds(1)))
        self.parts = parts
        // Without Hummingbird's time-out for silent connections, which knows nothing of direct answers: the gate has one.
        http = HTTP1Channel(responder: responder)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let (idleTime, parts) = (idleTime, parts)
        return http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let gate = RequestGate(headTime: idleTime, bodyBytes: parts.limits.bodyBytes, accessLog: parts.accessLog)
            try pipeline.addHandlers([gate, DirectAnswers(parts, behind: gate)], position: .after(parser))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await http.handle(value: value, logger: logger) }
}
