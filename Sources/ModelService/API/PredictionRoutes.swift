import HTTPTypes
import Hummingbird

/// Routes for programs that have rows to classify.
func predictionRoutes(_ parts: ServiceParts) -> [Route] {
    [
        Route("/v1/predict", [.post]) { request, context in try await parts.predict(request, context) },
        Route("/v1/models/:model/predict", [.post]) { request, context in try await parts.predict(request, context) },
        Route("/v1/jobs", [.post]) { request, context in try await parts.submit(request, context) },
        Route("/v1/models/:model/jobs", [.post]) { request, context in try await parts.submit(request, context) },
        Route("/v1/jobs/:id", [.get]) { _, context in
            let id = context.parameters.get("id") ?? ""
            guard let status = await parts.broker.status(of: id) else { throw APIError.noSuchJob }
            return .jsonBytes(JobBody(id, status).line)
        },
    ]
}

extension ServiceParts {
    fileprivate func predict(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let model = try model(context)
        let rows = try await rows(of: request, for: model)
        let answer = try await answer(.predict(rows, by: choice(context)))
        metrics.predicted(answer)
        return .jsonBytes(PredictionBody(answer: answer).line)
    }

    fileprivate func submit(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let model = try model(context)
        let rows = try await rows(of: request, for: model)
        let id = try await submit(
            Job(.predict(rows, by: choice(context)), key: RequestKey(request, rows, model)))
        let status = await broker.status(of: id) ?? .waiting
        var response = Response.jsonBytes(JobBody(id, status).line, status: .accepted)
        response.headers[.location] = "/v1/jobs/\(id)"
        return response
    }

    private func rows(of request: Request, for model: ServedModel) async throws -> Rows {
        try await largeBodies.reading(request) {
            let body = try await readBody(request, limit: limits.bodyBytes, within: limits.bodyTime)
            let width = model.active.model.network.inputs
            return try body.withUnsafeBufferPointer { bytes throws(APIError) in
                try PredictRequest.rows(bytes, width: width, limit: limits.rows)
            }
        }
    }

    private func submit(_ job: Job) async throws(APIError) -> String {
        do throws(BrokerRefusal) {
            return try await broker.submit(job)
        } catch {
            throw APIError(error)
        }
    }
}

extension RequestKey {
    /// Reads the header `Idempotency-Key`, if there is one.
    ///
    /// Source: draft-ietf-httpapi-idempotency-key-header; quotes around the key are not insisted on.
    fileprivate init?(_ request: Request, _ rows: Rows, _ model: ServedModel) throws(APIError) {
        guard let value = request.headers[.idempotencyKey] else { return nil }
        guard (1...255).contains(value.utf8.count), value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw APIError(.badRequest, "wrong-key", "An Idempotency-Key has 1 to 255 printable characters of ASCII.")
        }
        self.init(text: value, digest: SHA256.hex(Array("\(model.name)\n".utf8) + littleEndianBytes(rows.values)))
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name(parsed: "idempotency-key") ?? .contentLength
}

/// How a job fares, with its result or its error once it has one.
private struct JobBody {
    let id: String
    let status: JobStatus

    init(_ id: String, _ status: JobStatus) {
        (self.id, self.status) = (id, status)
    }

    /// As it is sent.
    var line: [UInt8] {
        var json = JSONWriter()
        json.raw("{\"id\":")
        json.string(id)
        switch status {
        case .waiting: json.raw(",\"status\":\"waiting\"}\n")
        case .running: json.raw(",\"status\":\"running\"}\n")
        case .ended(.answered(let answer)):
            json.raw(",\"status\":\"done\",\"result\":")
            PredictionBody(answer: answer).write(&json)
            json.raw("}\n")
        case .ended(.failed(let failure)):
            json.raw(",\"status\":\"failed\",\"error\":{\"code\":")
            json.string(failure.code)
            json.raw(",\"message\":")
            json.string(failure.message)
            json.raw("}}\n")
        }
        return json.bytes
    }
}

extension APIError {
    fileprivate static var noSuchJob: APIError {
        APIError(.notFound, "no-such-job", "No job has this ID, or its result was dropped to make room for newer ones.")
    }
}
