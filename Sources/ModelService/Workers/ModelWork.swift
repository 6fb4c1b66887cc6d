/// What a worker does with a job: ask the model that is in use at this moment.
package struct ModelWork: Sendable {
    private let store: ModelStore
    private let metrics: Metrics

    package init(_ store: ModelStore, _ metrics: Metrics) {
        (self.store, self.metrics) = (store, metrics)
    }

    /// Answers rows of several jobs as one, where they are for the same version: eight rows cost what one does.
    package func callAsFunction(_ works: [Work]) -> [Outcome] {
        guard works.count > 1, case .predict(let first, let choice) = works[0],
            works.allSatisfy({ $0.joins(works[0]) }),
            // A canary answers an exact share of requests, so that each is decided on its own.
            let model = store.model(choice.name), model.canary == nil || choice.version != nil
        else { return works.map(answer) }
        let rows = Rows(width: first.width, values: works.flatMap(\.values))
        guard case .answered(let answer) = answer(.predict(rows, by: choice)) else { return works.map(self.answer) }
        var start = 0
        return works.map { work in
            defer { start += work.rows * answer.width }
            return .answered(answer.part(start..<start + work.rows * answer.width))
        }
    }

    private func answer(_ work: Work) -> Outcome {
        switch work {
        case .predict(let rows, let choice):
            guard let (served, chosen) = store.choose(choice) else { return .failed(.gone(choice)) }
            let outcome = answer(rows, chosen.model)
            if case .answered(let answer) = outcome { served.compareShadow(rows, answer, metrics) }
            return outcome
        case .evaluate:
            let deployment = store.current
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

extension ServedModel {
    /// Lets the shadow answer the same rows as the active version did, and counts how its answers compare.
    func compareShadow(_ rows: Rows, _ answer: Answer, _ metrics: Metrics) {
        guard let shadow = shadow?.model, answer.version == active.model.version else { return }
        let other = Answer(shadow, shadow.network.answers(to: rows))
        let difference = zip(answer.values, other.values).map { abs($0 - $1) }.max() ?? 0
        let differing: Int
        if let (ours, theirs) = answer.classes.flatMap({ ours in other.classes.map { (ours, $0) } }) {
            differing = zip(ours, theirs).count { $0 != $1 }
        } else {
            differing = rows.count { row in
                let range = row * answer.width..<(row + 1) * answer.width
                return zip(answer.values[range], other.values[range]).contains {
                    !(abs($0 - $1) <= GoldenRows.tolerance * max(1, abs($0)))
                }
            }
        }
        metrics.compared(
            VersionKey(model: name, version: shadow.version), rows: rows.count, differing: differing,
            largest: difference)
    }
}

extension Work {
    fileprivate var values: [Float] { if case .predict(let rows, _) = self { rows.values } else { [] } }
}

extension Rows {
    /// How many rows, by number, meet a condition.
    fileprivate func count(_ holds: (Int) -> Bool) -> Int { (0..<count).count { holds($0) } }
}

extension JobFailure {
    fileprivate static func gone(_ choice: ModelChoice) -> JobFailure {
        JobFailure(
            code: "no-such-model",
            message: "The service no longer has the model \(choice.name ?? "") in version \(choice.version ?? "").")
    }

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
