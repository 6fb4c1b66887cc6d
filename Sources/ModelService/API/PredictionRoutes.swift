import HTTPTypes
import Hummingbird

/// Routes for programs that have rows to classify.
func predictionRoutes(_ parts: ServiceParts) -> [Route] {
    [
        Route("/v1/predict", [.post]) { request, _ in
            let answer = try await parts.answer(.predict(parts.rows(of: request)))
            parts.metrics.predicted(answer.classes ?? [])
            return .jsonBytes(PredictionBody(answer: answer).line)
        },
        Route("/v1/jobs", [.post]) { request, _ in
            let job = Job(.predict(try await parts.rows(of: request)))
            do throws(BrokerRefusal) {
                try await parts.broker.submit(job)
            } catch {
                throw APIError(error)
            }
            var response = Response.jsonBytes(JobBody(job.id, .waiting).line, status: .accepted)
            response.headers[.location] = "/v1/jobs/\(job.id)"
            return response
        },
        Route("/v1/jobs/:id", [.get]) { _, context in
            let id = context.parameters.get("id") ?? ""
            guard let status = await parts.broker.status(of: id) else { throw APIError.noSuchJob }
            return .jsonBytes(JobBody(id, status).line)
        },
    ]
}

extension ServiceParts {
    fileprivate func rows(of request: Request) async throws -> Rows {
        try await largeBodies.reading(request) {
            let body = try await readBody(request, limit: limits.bodyBytes, within: limits.bodyTime)
            let width = store.current.model.network.inputs
            return try body.withUnsafeBufferPointer { bytes throws(APIError) in
                try PredictRequest.rows(bytes, width: width, limit: limits.rows)
            }
        }
    }
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
