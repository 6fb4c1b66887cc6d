/// What a worker does with a job: ask the model that is in use at this moment.
package struct ModelWork: Sendable {
    private let store: ModelStore

    package init(_ store: ModelStore) {
        self.store = store
    }

    package func callAsFunction(_ work: Work) -> Outcome {
        let deployment = store.current
        switch work {
        case .predict(let rows): return answer(rows, deployment.model)
        case .evaluate:
            guard let data = deployment.data else { return .failed(.noData) }
            return answer(data.rows, deployment.model, observed: data.outcomes)
        }
    }

    private func answer(_ rows: Rows, _ model: LoadedModel, observed: [Int]? = nil) -> Outcome {
        // Checked when the job came, but the model may have been swapped since.
        guard rows.width == model.network.inputs else { return .failed(.otherWidth(rows.width, model.network.inputs)) }
        let values = model.network.answers(to: rows)
        guard values.allSatisfy(\.isFinite) else { return .failed(.overflow) }
        return .answered(Answer(model, values, observed: observed))
    }
}

extension JobFailure {
    fileprivate static var noData: JobFailure {
        JobFailure(code: "no-data", message: "The service has no data set to evaluate its model with.")
    }

    fileprivate static func otherWidth(_ given: Int, _ wanted: Int) -> JobFailure {
        JobFailure(code: "wrong-length", message: "The rows have \(given) values, but the model now takes \(wanted).")
    }

    fileprivate static var overflow: JobFailure {
        JobFailure(code: "overflow", message: "The values are so large that the model's arithmetic overflows.")
    }
}
