import HTTPTypes
import Hummingbird
import Synchronization

/// Lets only so many large requests be read and parsed at once.
///
/// Parsed JSON takes many times the room of its text: without a bound, as many large bodies as connections would
/// exhaust the memory before the queue could refuse a single one. Small requests are never kept waiting by large ones.
final class LargeBodies: Sendable {
    private let atOnce: Int
    private let smallBytes: Int
    private let inside = Atomic(0)

    init(atOnce: Int, smallBytes: Int) {
        (self.atOnce, self.smallBytes) = (atOnce, smallBytes)
    }

    /// Runs the reading of a request's body.
    /// - Throws: 429 if the body is or may be large and too many such are being read.
    func reading<Result>(_ request: Request, _ read: () async throws -> Result) async throws -> Result {
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        guard announced ?? .max > smallBytes else { return try await read() }
        defer { inside.subtract(1, ordering: .relaxed) }
        guard inside.add(1, ordering: .relaxed).newValue <= atOnce else { throw APIError.tooManyLarge }
        return try await read()
    }
}

extension APIError {
    fileprivate static var tooManyLarge: APIError {
        var error = APIError(.tooManyRequests, "busy", "Too many large requests are being read. Try again soon.")
        error.retryAfter = 1
        error.closesConnection = true
        return error
    }
}
