import FoundationEssentials
import HTTPTypes

/// The body of a request for predictions: `{"rows": [[…], …]}`.
struct PredictRequest: Decodable {
    let rows: [[Double]]

    /// Reads and checks a body, so that workers only ever see rows that fit the model.
    ///
    /// - Parameters:
    ///   - width: How many values the model takes.
    ///   - limit: How many rows one request may have.
    static func rows(_ body: [UInt8], width: Int, limit: Int) throws(APIError) -> Rows {
        let request: PredictRequest
        do {
            request = try JSONDecoder().decode(PredictRequest.self, from: Data(body))
        } catch {
            throw explain(error)
        }
        guard !request.rows.isEmpty else { throw invalid("no-rows", "`rows` is empty; send at least one row.") }
        guard request.rows.count <= limit else {
            throw invalid(
                "too-many-rows", "There are \(request.rows.count) rows; at most \(limit) are allowed per request.")
        }
        var rows = Rows(width: width)
        for (index, values) in request.rows.enumerated() {
            guard rows.append(try floats(values, index)) else {
                throw invalid(
                    "wrong-length", "`rows[\(index)]` has \(values.count) values; the model takes \(width).")
            }
        }
        return rows
    }

    private static func floats(_ values: [Double], _ row: Int) throws(APIError) -> [Float] {
        let floats = values.map { Float($0) }
        if let bad = floats.firstIndex(where: { !$0.isFinite }) {
            throw invalid("out-of-range", "`rows[\(row)][\(bad)]` does not fit a 32-bit float.")
        }
        return floats
    }

    private static func invalid(_ code: String, _ message: String) -> APIError {
        APIError(.unprocessableContent, code, message)
    }

    /// Text that is not JSON is the request's fault (400); JSON of another form is its meaning's (422).
    private static func explain(_ error: any Error) -> APIError {
        if case .dataCorrupted(let context) = error as? DecodingError, context.codingPath.isEmpty {
            return APIError(.badRequest, "not-json", "The body is not JSON, or contains a number that is out of range.")
        }
        return invalid("wrong-form", describeDecodingError(error) + #" Send {"rows": [[numbers], …]}."#)
    }
}
