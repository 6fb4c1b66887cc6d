import HTTPTypes
import Hummingbird

/// Routes for people: the model's accuracy and its predictions for the service's own data set.
///
/// GET and POST alike, as clients of the original page use both.
func pageRoutes(_ parts: ServiceParts) -> [Route] {
    [
        Route("/", [.get]) { request, _ in try await parts.predictions(request) },
        Route("/predictions", [.get, .post]) { request, _ in try await parts.predictions(request) },
        Route("/accuracy", [.get, .post]) { request, _ in
            let evaluation = try await parts.evaluation()
            return request.wantsJSON ? .json(AccuracyBody(evaluation)) : .html(AccuracyPage(evaluation).html)
        },
    ]
}

extension ServiceParts {
    fileprivate func evaluation() async throws -> Evaluation {
        Evaluation(try await answer(.evaluate))
    }

    fileprivate func predictions(_ request: Request) async throws -> Response {
        let evaluation = try await evaluation()
        guard !request.wantsJSON else { return .json(PredictionsBody(evaluation)) }
        return .html(PredictionsPage(evaluation, store.current.model).html)
    }
}

private struct AccuracyBody: Encodable {
    let accuracy: Double
    let right: Int
    let rows: Int

    init(_ evaluation: Evaluation) {
        (accuracy, right, rows) = (evaluation.percent, evaluation.right, evaluation.rows)
    }
}

private struct PredictionsBody: Encodable {
    let accuracy: Double
    let observed: [Int]
    let predicted: [Int]

    init(_ evaluation: Evaluation) {
        (accuracy, observed, predicted) = (evaluation.percent, evaluation.observed, evaluation.predicted)
    }

    private enum CodingKeys: String, CodingKey {
        case accuracy, predicted
        case observed = "true"
    }
}
