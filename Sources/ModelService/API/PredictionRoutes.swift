import HTTPTypes
import Hummingbird

/// Routes for programs that have rows to classify.
func predictionRoutes(_ parts: ServiceParts) -> [Route] {
    [
        Route("/v1/predict", [.post]) { request, _ in
            let answer = try await parts.answer(.predict(parts.rows(of: request)))
            parts.metrics.predicted(answer.classes)
            return .json(PredictionBody(answer))
        },
        Route("/v1/jobs", [.post]) { request, _ in
            let job = Job(.predict(try await parts.rows(of: request)))
            do throws(BrokerRefusal) {
                try await parts.broker.submit(job)
            } catch {
                throw APIError(error)
            }
            var response = Response.json(JobBody(job.id, .waiting), status: .accepted)
            response.headers[.location] = "/v1/jobs/\(job.id)"
            return response
        },
        Route("/v1/jobs/:id", [.get]) { _, context in
            let id = context.parameters.get("id") ?? ""
            guard let status = await parts.broker.status(of: id) else { throw APIError.noSuchJob }
            return .json(JobBody(id, status))
        },
    ]
}

extension ServiceParts {
    fileprivate func rows(of request: Request) async throws -> Rows {
        try await largeBodies.reading(request) {
            let body = try await readJSONBody(request, limit: limits.bodyBytes, within: limits.bodyTime)
            return try PredictRequest.rows(body, width: store.current.model.network.inputs, limit: limits.rows)
        }
    }
}

/// The answer to a request for predictions.
private struct PredictionBody: Encodable {
    struct Model: Encodable {
        let digest: String
    }

    let probabilities: [Float]
    let classes: [Int]
    let model: Model

    init(_ answer: Answer) {
        probabilities = answer.probabilities
        classes = answer.classes
        model = Model(digest: answer.digest)
    }
}

/// How a job fares, with its result or its error once it has one.
private struct JobBody: Encodable {
    let id: String
    let status: String
    var result: PredictionBody?
    var error: JobFailure?

    init(_ id: String, _ status: JobStatus) {
        self.id = id
        switch status {
        case .waiting: self.status = "waiting"
        case .running: self.status = "running"
        case .ended(.answered(let answer)):
            self.status = "done"
            result = PredictionBody(answer)
        case .ended(.failed(let failure)):
            self.status = "failed"
            error = failure
        }
    }
}

extension APIError {
    fileprivate static var noSuchJob: APIError {
        APIError(.notFound, "no-such-job", "No job has this ID, or its result was dropped to make room for newer ones.")
    }
}
