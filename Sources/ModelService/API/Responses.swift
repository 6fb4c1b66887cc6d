import FoundationEssentials
import HTTPTypes
import Hummingbird

extension Response {
    /// A JSON document with sorted keys.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        guard let bytes = jsonLine(value) else { return Response(status: .internalServerError) }
        return text(status, "application/json", bytes)
    }

    /// A JSON document that is written already.
    static func jsonBytes(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        text(status, "application/json", bytes)
    }

    /// A page that may load nothing and run nothing.
    static func html(_ page: HTML) -> Response {
        var response = text(.ok, "text/html; charset=utf-8", Array(page.text.utf8))
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
        return response
    }

    static func plain(_ text: String, type: String) -> Response {
        self.text(.ok, type, Array(text.utf8))
    }

    static func text(_ status: HTTPResponse.Status, _ type: String, _ bytes: [UInt8]) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .xContentTypeOptions: "nosniff", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// A JSON document with sorted keys, as one line; `nil` if the value has no JSON.
private func jsonLine(_ value: some Encodable) -> [UInt8]? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { Array($0) + [UInt8(ascii: "\n")] }
}

/// What every answer with an error tells programs.
struct ErrorBody: Encodable {
    private struct Detail: Encodable {
        let code: String
        let message: String
        let requestID: String?

        private enum CodingKeys: String, CodingKey {
            case code, message
            case requestID = "request_id"
        }
    }

    private let error: Detail

    init(_ error: APIError, _ requestID: String?) {
        self.error = Detail(code: error.code, message: error.message, requestID: requestID)
    }

    /// As it is sent.
    var line: [UInt8] { jsonLine(self) ?? [] }
}

/// The same in the form of the Open Inference Protocol, in which the error is a text.
struct InferErrorBody: Encodable {
    private let error: String
    private let code: String
    private let requestID: String?

    init(_ error: APIError, _ requestID: String?) {
        (self.error, code, self.requestID) = (error.message, error.code, requestID)
    }

    private enum CodingKeys: String, CodingKey {
        case error, code
        case requestID = "request_id"
    }
}

extension Request {
    /// Whether the client is a browser: it names HTML among what it accepts.
    var wantsHTML: Bool {
        headers[.accept]?.lowercased().contains("text/html") ?? false
    }

    /// Whether the client asks for JSON where a page is the rule.
    var wantsJSON: Bool {
        !wantsHTML && (headers[.accept]?.lowercased().contains("application/json") ?? false)
    }
}
