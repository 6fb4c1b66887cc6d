import HTTPTypes
import Hummingbird

/// Routes for programs that have rows to classify.
func predictionRoutes(_ parts: ServiceParts) -> [Route] {
    [
        Route("/v1/predict", [.post]) { request, _ in
            let answer = try await parts.answer(.predict(parts.rows(of: request)))
            parts.metrics.predicted(answer.classes ?? [])
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

/// The answer to a request for predictions: `probabilities` and `classes`, or `values` of a regression.
///
/// An answer of one value for each row is a list of numbers, one of several a list of lists.
private struct PredictionBody: Encodable {
    private enum CodingKeys: String, CodingKey {
        case probabilities, values, classes, model, digest
    }

    let answer: Answer

    init(_ answer: Answer) {
        self.answer = answer
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        let key = answer.purpose == .regression ? CodingKeys.values : .probabilities
        if answer.width == 1 {
            try fields.encode(answer.values, forKey: key)
        } else {
            let starts = stride(from: 0, to: answer.values.count, by: answer.width)
            try fields.encode(starts.map { Array(answer.values[$0..<$0 + answer.width]) }, forKey: key)
        }
        try fields.encodeIfPresent(answer.classes, forKey: .classes)
        var model = fields.nestedContainer(keyedBy: CodingKeys.self, forKey: .model)
        try model.encode(answer.digest, forKey: .digest)
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
