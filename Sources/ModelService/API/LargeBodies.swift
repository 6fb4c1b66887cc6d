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
        guard let place = enter(announced) else { throw APIError.tooManyLarge }
        defer { leave(place) }
        return try await read()
    }

    /// What a body that is being read takes.
    struct Place {
        fileprivate let isLarge: Bool
    }

    /// Begins the reading of a body of some bytes, or of nobody knows how many.
    /// - Returns: What ``leave(_:)`` has to be given, or nothing if too many large bodies are being read.
    func enter(_ bytes: Int?) -> Place? {
        guard bytes ?? .max > smallBytes else { return Place(isLarge: false) }
        guard inside.add(1, ordering: .relaxed).newValue <= atOnce else {
            inside.subtract(1, ordering: .relaxed)
            return nil
        }
        return Place(isLarge: true)
    }

    func leave(_ place: Place) {
        if place.isLarge { inside.subtract(1, ordering: .relaxed) }
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
