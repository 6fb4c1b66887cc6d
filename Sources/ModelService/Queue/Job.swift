/// What is asked of a model.
package enum Work: Codable, Equatable, Sendable {
    /// Answer these rows.
    case predict(Rows, by: ModelChoice = .usual)
    /// Classify the rows of the default model's own data set.
    case evaluate
}

extension Work {
    /// How many rows a model has to answer; a data set counts as more than any.
    var rows: Int { if case .predict(let rows, _) = self { rows.count } else { .max } }

    /// Whether a model can answer both at once.
    func joins(_ other: Work) -> Bool {
        guard case .predict(let rows, let choice) = self, case .predict(let others, let otherChoice) = other else {
            return false
        }
        return choice == otherChoice && rows.width == others.width
    }
}

/// One piece of work on its way from the web to a worker.
package struct Job: Codable, Equatable, Sendable {
    package let id: String
    package let work: Work
    /// What the client calls it, if it does.
    package let key: RequestKey?

    package init(_ work: Work, id: String = Job.newID(), key: RequestKey? = nil) {
        (self.id, self.work, self.key) = (id, work, key)
    }

    /// 128 random bits in hexadecimal: whoever has the id may fetch the answer, so it must not be guessable.
    package static func newID() -> String {
        (0..<4).map { _ in hexadecimal(UInt32.random(in: .min ... .max)) }.joined()
    }
}

/// By which a client that asks again is told of the job that it has already, and not given another.
package struct RequestKey: Codable, Equatable, Sendable {
    /// The header `Idempotency-Key`.
    package let text: String
    /// Of what was asked for, so that a key used for something else is noticed.
    package let digest: String
}

/// What a model answered, and which model it was.
package struct Answer: Codable, Equatable, Sendable {
    package let model: String
    package let version: String
    package let digest: String
    package let purpose: Network.Purpose
    /// How many values each row has.
    package let width: Int
    /// The values of one row after the other: probabilities, or numbers.
    package let values: [Float]
    /// The observed outcomes, for an evaluation.
    package var observed: [Int]?

    init(model: String, version: String, digest: String, purpose: Network.Purpose, width: Int, values: [Float]) {
        (self.model, self.version, self.digest) = (model, version, digest)
        (self.purpose, self.width, self.values) = (purpose, width, values)
    }

    package init(_ model: LoadedModel, _ values: [Float], observed: [Int]? = nil) {
        let network = model.network
        self.init(
            model: model.name, version: model.version, digest: model.digest, purpose: network.purpose,
            width: network.outputs, values: values)
        self.observed = observed
    }

    /// The answer to some of the rows, by the places of their values.
    func part(_ range: Range<Int>) -> Answer {
        Answer(
            model: model, version: version, digest: digest, purpose: purpose, width: width, values: Array(values[range])
        )
    }

    /// The class of each row; nothing where the values are no probabilities of classes.
    package var classes: [Int]? {
        switch purpose {
        case .binary: values.map(classOf)
        case .classes: stride(from: 0, to: values.count, by: width).map { largest(values[$0..<$0 + width]) }
        case .regression: nil
        }
    }
}

/// Whether a probability means class 1: over one half, as the round of the original page has it.
package func classOf(_ probability: Float) -> Int { probability > 0.5 ? 1 : 0 }

/// The place of the first of the largest values.
private func largest(_ values: ArraySlice<Float>) -> Int {
    var best = values.startIndex
    for index in values.indices where values[index] > values[best] { best = index }
    return best - values.startIndex
}

/// Why a job has no answer and will have none.
package struct JobFailure: Error, Codable, Equatable, Sendable {
    package let code: String
    package let message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

/// How a job ended.
package enum Outcome: Codable, Equatable, Sendable {
    case answered(Answer)
    case failed(JobFailure)
}
