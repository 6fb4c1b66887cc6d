import NIOCore
import NIOHTTP1

/// Answers predictions that cost little where they arrive, on the event loop: without a queue, tasks or hand-overs.
///
/// It takes only what it fully understands: a whole, valid request for a small prediction while nothing else is being
/// answered on the connection. Everything else, and everything that is wrong with a request, goes the long way with all its
/// parts, so that there is one place for errors, limits and waiting.
final class DirectAnswers: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// A request of which not all has arrived yet.
    private struct Arrival {
        let head: HTTPRequestHead
        let id: String
        let endpoint: DirectEndpoint
        let began = ContinuousClock.now
        let place: LargeBodies.Place
        var body: ByteBuffer?
    }

    private let parts: ServiceParts
    /// Which knows the ID of each request.
    private let gate: RequestGate
    private let bodyTime: TimeAmount
    private var arrival: Arrival?
    private var timeout: Scheduled<Void>?
    /// Requests that went the long way and are not answered.
    private var elsewhere = 0
    private var isQuiescing = false
    private var date = HTTPDate()

    init(_ parts: ServiceParts, behind gate: RequestGate) {
        (self.parts, self.gate) = (parts, gate)
        bodyTime = .nanoseconds(Int64(parts.limits.bodyTime / .nanoseconds(1)))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard let arrival = begin(head) else {
                elsewhere += 1
                return passOn(head, gate.youngest, context)
            }
            self.arrival = arrival
        case .body(var piece):
            guard arrival != nil else { return context.fireChannelRead(data) }
            if arrival?.body == nil { arrival?.body = piece } else { arrival?.body?.writeBuffer(&piece) }
        case .end:
            guard let arrival else { return context.fireChannelRead(data) }
            if answer(arrival, context) { forget() } else { passOn(context, isWhole: true) }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if arrival != nil, timeout == nil {
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            timeout = context.eventLoop.scheduleTask(in: bodyTime) {
                let (handler, context) = bound.value
                handler.passOn(context, isWhole: false)
            }
        }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { elsewhere -= 1 }
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { isQuiescing = true }
        passOn(context, isWhole: false)
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        passOn(context, isWhole: false)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        forget()
        context.fireChannelInactive()
    }
}

extension DirectAnswers {
    private func begin(_ head: HTTPRequestHead) -> Arrival? {
        guard elsewhere == 0, !isQuiescing, head.method == .POST, head.isKeepAlive,
            !head.headers.contains(name: "expect"),
            !head.headers.contains(name: "content-encoding"), !head.headers.contains(name: "transfer-encoding"),
            let length = head.headers.first(name: "content-length").flatMap({ Int($0) }),
            length <= parts.limits.bodyBytes, let endpoint = DirectEndpoint(head),
            let place = parts.largeBodies.enter(length)
        else { return nil }
        return Arrival(head: head, id: gate.youngest, endpoint: endpoint, place: place)
    }

    /// Sends what has arrived the long way; what comes after it follows.
    private func passOn(_ context: ChannelHandlerContext, isWhole: Bool) {
        guard let arrival else { return }
        forget()
        elsewhere += 1
        passOn(arrival.head, arrival.id, context)
        if let body = arrival.body { context.fireChannelRead(wrapInboundOut(.body(body))) }
        if isWhole { context.fireChannelRead(wrapInboundOut(.end(nil))) }
        context.fireChannelReadComplete()
    }

    /// The head of a request and, for those who answer it, its ID.
    private func passOn(_ head: HTTPRequestHead, _ id: String, _ context: ChannelHandlerContext) {
        var head = head
        head.headers.replaceOrAdd(name: RequestID.field, value: id)
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private func forget() {
        timeout?.cancel()
        timeout = nil
        if let arrival { parts.largeBodies.leave(arrival.place) }
        arrival = nil
    }

    /// - Returns: Whether the request is answered.
    private func answer(_ arrival: Arrival, _ context: ChannelHandlerContext) -> Bool {
        guard let body = arrival.body, let result = arrival.endpoint.answer(body, parts) else { return false }
        var head = HTTPResponseHead(version: .http1_1, status: .ok)
        head.headers.reserveCapacity(8)
        head.headers.add(name: RequestID.field, value: arrival.id)
        head.headers.add(name: "Content-Type", value: result.type)
        if let length = result.headerBytes {
            head.headers.add(name: "Inference-Header-Content-Length", value: String(length))
        }
        head.headers.add(name: "Content-Length", value: String(result.bytes.count))
        head.headers.add(name: "X-Content-Type-Options", value: "nosniff")
        head.headers.add(name: "Cache-Control", value: "no-store")
        head.headers.add(name: "Date", value: date.now())
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(
            wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: result.bytes)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        parts.metrics.answeredDirectly(
            arrival.endpoint.key, result.answer, took: .now - arrival.began)
        result.served.compareShadow(result.rows, result.answer, parts.metrics)
        return true
    }
}
