import HTTPTypes

/// An answer that is not what was asked for.
struct APIError: Error {
    let status: HTTPResponse.Status
    /// Stable, for programs.
    let code: String
    /// A sentence or two, for people.
    let message: String
    /// Seconds after which it is worth asking again.
    var retryAfter: Int?
    var allowedMethods: [HTTPRequest.Method] = []
    /// How a client can show that it may ask, as in `WWW-Authenticate`.
    var challenge: String?
    /// Whether unread parts of the request make the connection useless.
    var closesConnection = false

    init(_ status: HTTPResponse.Status, _ code: String, _ message: String) {
        (self.status, self.code, self.message) = (status, code, message)
    }
}

extension APIError {
    /// What a broker's refusal means to a client.
    init(_ refusal: BrokerRefusal) {
        switch refusal {
        case .full:
            self.init(.tooManyRequests, "queue-full", "The queue is full. Try again soon.")
            retryAfter = 1
        case .closed:
            self.init(.serviceUnavailable, "stopping", "The service is stopping.")
            retryAfter = 5
        case .otherRequest:
            self.init(
                .unprocessableContent, "key-reused", "This Idempotency-Key was used for a request with another body.")
        case .unavailable(let reason):
            self.init(.serviceUnavailable, "not-stored", "The job could not be stored safely: \(reason).")
            retryAfter = 5
        }
    }

    /// What a job's final failure means to the client that waits for it.
    init(_ failure: JobFailure) {
        switch failure.code {
        case "wrong-length", "overflow": self.init(.unprocessableContent, failure.code, failure.message)
        case "no-data", "no-such-model": self.init(.notFound, failure.code, failure.message)
        default: self.init(.internalServerError, failure.code, failure.message)
        }
    }

    static var tooSlow: APIError {
        var error = APIError(.serviceUnavailable, "too-slow", "No worker answered in time. Try again later.")
        error.retryAfter = 2
        return error
    }
}
