import HTTPTypes
import NIOCore
import NIOHTTP1

/// Looks at each request's head before it is served: what NIO's parser lets through and HTTP/1.1 does not allow is refused,
/// a client that asks whether to go on is told so, and one that does not finish its head in time is left. Each request gets its
/// ID here, each answer carries it, and the access log is written.
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
    /// A request that is not answered yet.
    private struct Pending {
        let id: String
        /// Where there is an access log.
        let entry: AccessLogEntry?
    }

    /// The oldest, which is answered first, first.
    private var pending = CircularBuffer<Pending>()
    /// The ID of the request that came last.
    var youngest: String { pending.last?.id ?? "" }

    private let accessLog: AccessLog?
    /// Whoever asks; known where there is an access log.
    private var client: String?
    /// Why the youngest request cannot be served; nothing that comes after it is looked at.
    private var refusal: APIError?

    init(headTime: TimeAmount, bodyBytes: Int, accessLog: AccessLog?) {
        (self.headTime, self.bodyBytes, self.accessLog) = (headTime, bodyBytes, accessLog)
    }

    func channelActive(context: ChannelHandlerContext) {
        awaitHead(context)
        if accessLog != nil { client = context.channel.remoteAddress?.ipAddress }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        for request in pending { log(request.entry) }
        pending.removeAll()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        headDue = nil
        let request = begin(head)
        pending.append(request)
        refusal = head.fault
        // Those before it are answered first.
        if refusal != nil { return pending.count == 1 ? refuse(context) : () }
        if pending.count == 1, head.asksToContinue(upTo: bodyBytes) {
            let answer = HTTPResponseHead(version: head.version, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(answer)), promise: nil)
        }
        // Whoever serves the request knows no version, and goes by this alone.
        if !head.isKeepAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            // What cannot be parsed is answered, too.
            if pending.isEmpty { pending.append(begin(nil)) }
            let request = pending[pending.startIndex]
            request.entry?.status = Int(head.status.code)
            context.write(head.identified(request.id).map { wrapOutboundOut(.head($0)) } ?? data, promise: promise)
        case .body(let piece):
            if accessLog != nil { pending.first?.entry?.bytes += piece.readableBytes }
            context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            if let request = pending.popFirst() { log(request.entry) }
            if pending.isEmpty { awaitHead(context) } else if pending.count == 1 { refuse(context) }
        }
    }

    private func begin(_ head: HTTPRequestHead?) -> Pending {
        let id = head.map(RequestID.of) ?? RequestID.next()
        return Pending(id: id, entry: accessLog == nil ? nil : AccessLogEntry(head, id: id, client: client))
    }

    private func log(_ entry: AccessLogEntry?) {
        if let entry { accessLog?.write(entry) }
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

    private func refuse(_ context: ChannelHandlerContext) {
        guard let error = refusal, let request = pending.first else { return }
        var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: error.status.code))
        let body = ErrorBody(error, request.id).line
        head.headers = [
            "Content-Type": "application/json", "Content-Length": String(body.count), "Connection": "close",
        ]
        for part in [HTTPServerResponsePart.head(head), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil)] {
            write(context: context, data: wrapOutboundOut(part), promise: nil)
        }
        context.flush()
        // At once would be too early: a client that still sends would see a reset in place of the answer.
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }
}

extension HTTPResponseHead {
    /// The same with a request's ID; nothing if it has it already.
    fileprivate func identified(_ id: String) -> HTTPResponseHead? {
        guard !headers.contains(name: RequestID.field) else { return nil }
        var head = self
        head.headers.add(name: RequestID.field, value: id)
        return head
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
