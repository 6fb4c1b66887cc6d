import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// Reads the whole body of a request.
///
/// - Parameters:
///   - mayBeBinary: Whether the body may be something other than JSON.
///   - limit: Bytes above which the body is refused; what the head announces is refused unread.
///   - deadline: For the whole body, so that a client which sends a byte now and then holds no request open.
func readBody(
    _ request: Request, limit: Int, within deadline: Duration, mayBeBinary: Bool = false
) async throws -> [UInt8] {
    if !mayBeBinary { try checkContentType(request.headers[.contentType]) }
    try checkContentCoding(request.headers[.contentEncoding])
    if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
        throw APIError.tooLarge(limit)
    }
    let buffer: ByteBuffer?
    do {
        buffer = try await withDeadline(deadline) { try await request.body.collect(upTo: limit) }
    } catch is NIOTooManyBytesError {
        throw APIError.tooLarge(limit)
    } catch let error as HTTPParserError {
        throw APIError.wrongFraming(error)
    }
    guard let buffer else { throw APIError.slowBody }
    guard buffer.readableBytes > 0 else { throw APIError(.badRequest, "empty-body", "The request has no body.") }
    return Array(buffer.readableBytesView)
}

func checkContentType(_ type: String?) throws(APIError) {
    guard let type else { return }
    let essence = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    guard essence == "application/json" || essence.hasSuffix("+json") else { throw .wrongType }
}

private func checkContentCoding(_ coding: String?) throws(APIError) {
    guard let coding, coding.lowercased() != "identity" else { return }
    throw APIError(
        .unsupportedMediaType, "wrong-coding", "The body must not be encoded: send it without Content-Encoding.")
}

/// Runs an operation, and cancels it when its time is over.
/// - Returns: Its result, or nothing if it was not in time.
func withDeadline<Result: Sendable>(
    _ limit: Duration, _ operation: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}

extension APIError {
    fileprivate static var wrongType: APIError {
        APIError(.unsupportedMediaType, "wrong-type", "The body must be JSON: send Content-Type: application/json.")
    }

    fileprivate static func tooLarge(_ limit: Int) -> APIError {
        var error = APIError(.contentTooLarge, "too-large", "The body may have at most \(limit) bytes.")
        error.closesConnection = true
        return error
    }

    /// Nobody can tell where the body ends, or where another request begins.
    fileprivate static func wrongFraming(_ error: HTTPParserError) -> APIError {
        var error = APIError(.badRequest, "wrong-framing", "The body cannot be read: \(error).")
        error.closesConnection = true
        return error
    }

    fileprivate static var slowBody: APIError {
        var error = APIError(.requestTimeout, "slow-body", "The body did not arrive in time.")
        error.closesConnection = true
        return error
    }
}
