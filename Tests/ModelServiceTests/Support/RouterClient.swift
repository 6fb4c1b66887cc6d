import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

@testable import ModelService

/// Asks the routes directly, with no socket between; workers run only if the test says so.
struct RouterClient: Sendable {
    struct Reply {
        let status: Int
        let headers: HTTPFields
        let body: String

        /// The code of a JSON error.
        var code: String? {
            struct Body: Decodable {
                struct Detail: Decodable { let code: String }
                let error: Detail
            }
            return try? JSONDecoder().decode(Body.self, from: Data(body.utf8)).error.code
        }

        func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(body.utf8))
        }
    }

    let parts: ServiceParts
    private let responder: RouterResponder<ServiceContext>

    init(
        _ files: ModelFiles = shippedFiles(), source: ModelSource? = nil, broker: any Broker = MemoryBroker(),
        limits: RequestLimits = RequestLimits(), metricsToken: String? = nil
    ) throws {
        let metrics = Metrics()
        parts = ServiceParts(
            store: try ModelStore(source ?? .files(files)), broker: broker, metrics: metrics, readiness: Readiness(),
            limits: limits,
            workers: 2, metricsToken: metricsToken.flatMap { BearerToken($0) })
        responder = makeResponder(serviceRoutes(parts), metrics)
    }

    /// Runs workers for as long as the body takes.
    func withWorkers(_ body: @Sendable () async throws -> Void) async throws {
        let work = ModelWork(parts.store, parts.metrics)
        let workers = Workers(width: 2, broker: parts.broker, logger: silent) { work($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await workers.run() }
            defer { parts.broker.close() }
            try await body()
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, body: String = "", type: String? = "application/json",
        accept: String? = nil, authorization: String? = nil, announced: Bool = false,
        fields: HTTPFields = [:]
    ) async throws -> Reply {
        var fields = fields
        fields[.contentType] = type
        fields[.accept] = accept
        fields[.authorization] = authorization
        if announced { fields[.contentLength] = String(body.utf8.count) }
        let head = HTTPRequest(method: method, scheme: "http", authority: "test", path: path, headerFields: fields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        let response = try await responder.respond(to: request, context: ServiceContext(logger: silent))
        let writer = Collector()
        try await response.body.write(writer)
        return Reply(status: response.status.code, headers: response.headers, body: writer.text.value)
    }

    private struct Collector: ResponseBodyWriter {
        final class Text: @unchecked Sendable { var value = "" }
        let text = Text()

        mutating func write(_ buffer: ByteBuffer) async throws {
            text.value += String(buffer: buffer)
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
