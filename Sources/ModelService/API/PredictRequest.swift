import HTTPTypes

/// The body of a request for predictions: `{"rows": [[…], …]}`.
enum PredictRequest {
    /// Reads and checks a body, so that a model only ever sees rows that fit it.
    ///
    /// - Parameters:
    ///   - width: How many values the model takes.
    ///   - limit: How many rows one request may have.
    static func rows(_ body: UnsafeBufferPointer<UInt8>, width: Int, limit: Int) throws(APIError) -> Rows {
        var text = RowsText(width: width, limit: limit)
        do throws(JSONMistake) {
            var reader = JSONReader(body)
            try text.readDocument(&reader)
            try reader.expectEnd()
        } catch {
            throw explain(error, body)
        }
        return try text.rows()
    }

    /// Text that is not JSON is the request's fault (400); JSON of another form is its meaning's (422).
    private static func explain(_ mistake: JSONMistake, _ body: UnsafeBufferPointer<UInt8>) -> APIError {
        guard (try? JSONValue(json: body)) != nil else { return .notJSON(mistake) }
        return APIError(
            .unprocessableContent, "wrong-form",
            #"At byte \#(mistake.offset), \#(mistake.message). Send {"rows": [[numbers], …]}."#)
    }
}

extension APIError {
    static func notJSON(_ mistake: JSONMistake) -> APIError {
        APIError(
            .badRequest, "not-json",
            "The body is not JSON, or contains a number that is out of range: at byte \(mistake.offset), "
                + "\(mistake.message).")
    }
}

/// Rows while they are read, and the first thing that is wrong with each kind of them.
private struct RowsText {
    private let width: Int
    private let limit: Int
    private var isThere = false
    private var count = 0
    private var values: [Float] = []
    private var mistake: APIError?

    init(width: Int, limit: Int) {
        (self.width, self.limit) = (width, limit)
    }

    /// Members with other names are passed over.
    mutating func readDocument(_ reader: inout JSONReader) throws(JSONMistake) {
        try reader.expect("{")
        guard !reader.take("}") else { throw reader.mistake("`rows` is missing") }
        repeat {
            var isRows = reader.take(key: "rows")
            if !isRows { isRows = try reader.string() == "rows" }
            try reader.expect(":")
            if isRows { try readRows(&reader) } else { _ = try JSONValue(&reader) }
        } while reader.take(",")
        try reader.expect("}")
        guard isThere else { throw reader.mistake("`rows` is missing") }
    }

    private mutating func readRows(_ reader: inout JSONReader) throws(JSONMistake) {
        (isThere, count, mistake) = (true, 0, nil)
        values.removeAll()
        try reader.expect("[")
        if reader.take("]") { return }
        repeat {
            try readRow(&reader)
            count += 1
        } while reader.take(",")
        try reader.expect("]")
    }

    private mutating func readRow(_ reader: inout JSONReader) throws(JSONMistake) {
        var length = 0
        try reader.expect("[")
        if !reader.take("]") {
            repeat {
                take(Float(try reader.number()), at: length)
                length += 1
            } while reader.take(",")
            try reader.expect("]")
        }
        if length != width, mistake == nil {
            mistake = .wrong(
                "wrong-length", "`rows[\(count)]` has \(length) values; the model takes \(width).")
        }
    }

    /// What is too much is read, so that it is counted, but not kept.
    private mutating func take(_ value: Float, at place: Int) {
        if count < limit, place < width { values.append(value) }
        if !value.isFinite, mistake == nil {
            mistake = .wrong("out-of-range", "`rows[\(count)][\(place)]` does not fit a 32-bit float.")
        }
    }

    func rows() throws(APIError) -> Rows {
        guard count > 0 else { throw .wrong("no-rows", "`rows` is empty; send at least one row.") }
        guard count <= limit else { throw .tooManyRows(count, limit) }
        if let mistake { throw mistake }
        return Rows(width: width, values: values)
    }
}

extension APIError {
    static func wrong(_ code: String, _ message: String) -> APIError {
        APIError(.unprocessableContent, code, message)
    }

    static func tooManyRows(_ count: Int, _ limit: Int) -> APIError {
        .wrong("too-many-rows", "There are \(count) rows; at most \(limit) are allowed per request.")
    }
}
