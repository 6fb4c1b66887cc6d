import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A client's connection: Hummingbird's, behind a ``RequestGate``.
struct ClientConnection: ServerChildChannel {
    private let http: HTTP1Channel
    private let idleTime: TimeAmount
    private let bodyBytes: Int

    init(_ options: ServiceOptions, responder: @escaping HTTPChannelHandler.Responder) {
        idleTime = .nanoseconds(Int64(options.idleTime / .nanoseconds(1)))
        bodyBytes = options.requests.bodyBytes
        http = HTTP1Channel(responder: responder, configuration: .init(idleTimeout: idleTime))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let (idleTime, bodyBytes) = (idleTime, bodyBytes)
        return http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(RequestGate(headTime: idleTime, bodyBytes: bodyBytes), position: .after(parser))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await http.handle(value: value, logger: logger) }
}
