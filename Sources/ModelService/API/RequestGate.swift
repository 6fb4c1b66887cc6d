import HTTPTypes
import NIOCore
import NIOHTTP1

/// Looks at each request's head before it is served: what NIO's parser lets through and HTTP/1.1 does not allow is refused,
/// a client that asks whether to go on is told so, and one that does not finish its head in time is left.
///
/// Source: RFC 9112 sections 3.2 and 6.1, RFC 9110 section 10.1.1.
final class RequestGate: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// For a head to arrive, from the answer before it or from the beginning of the connection.
    private let headTime: TimeAmount
    /// Larger bodies are not asked for.
    private let bodyBytes: Int
    /// When the next head must have come; nothing while there are requests to answer.
    private var headDue: NIODeadline?
    private var alarm: Scheduled<Void>?
    /// Heads that are not answered yet.
    private var unanswered = 0
    private var hasRefused = false

    init(headTime: TimeAmount, bodyBytes: Int) {
        (self.headTime, self.bodyBytes) = (headTime, bodyBytes)
    }

    func channelActive(context: ChannelHandlerContext) {
        awaitHead(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRefused else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        headDue = nil
        unanswered += 1
        if let error = head.fault { return refuse(error, context) }
        if unanswered == 1, head.asksToContinue(upTo: bodyBytes) {
            let answer = HTTPResponseHead(version: head.version, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(answer)), promise: nil)
        }
        // Whoever serves the request knows no version, and goes by this alone.
        if !head.isKeepAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            unanswered -= 1
            if unanswered == 0 { awaitHead(context) }
        }
        context.write(data, promise: promise)
    }

    private func awaitHead(_ context: ChannelHandlerContext) {
        let due = NIODeadline.now() + headTime
        headDue = due
        if alarm == nil { setAlarm(due, context) }
    }

    /// One alarm goes on for as long as the connection: setting one for each request would cost more than answering.
    private func setAlarm(_ time: NIODeadline, _ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        alarm = context.eventLoop.scheduleTask(deadline: time) {
            let (gate, context) = bound.value
            gate.alarm = nil
            let now = NIODeadline.now()
            switch gate.headDue {
            case let due? where due <= now: context.channel.close(promise: nil)
            case let due?: gate.setAlarm(due, context)
            case nil: gate.setAlarm(now + gate.headTime, context)
            }
        }
    }

    private func refuse(_ error: APIError, _ context: ChannelHandlerContext) {
        hasRefused = true
        var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: error.status.code))
        let body = ErrorBody(error).line
        head.headers = [
            "Content-Type": "application/json", "Content-Length": String(body.count), "Connection": "close",
        ]
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // At once would be too early: a client that still sends would see a reset in place of the answer.
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }
}

extension HTTPRequestHead {
    /// Why the request cannot be served, whatever it asks for.
    fileprivate var fault: APIError? {
        let hosts = headers["Host"].count
        if hosts > 1 || (hosts == 0 && version == .http1_1) {
            return APIError(
                .badRequest, "wrong-host", "A request must have exactly one Host header; this one has \(hosts).")
        }
        let codings = headers[canonicalForm: "Transfer-Encoding"].map { $0.lowercased() }
        if !codings.isEmpty, codings != ["chunked"] {
            return APIError(.badRequest, "unknown-coding", "The only supported transfer coding is chunked.")
        }
        guard headers["Expect"].allSatisfy({ $0.lowercased() == "100-continue" }) else {
            return APIError(
                .expectationFailed, "unknown-expectation", "The only supported expectation is 100-continue.")
        }
        return nil
    }

    /// Whether the client waits with its body, which is not too large, until it is asked for it.
    fileprivate func asksToContinue(upTo limit: Int) -> Bool {
        let announced = headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        return version == .http1_1 && headers.contains(name: "Expect") && announced <= limit
    }
}
