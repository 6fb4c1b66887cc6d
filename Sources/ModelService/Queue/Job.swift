/// What is asked of a model.
package enum Work: Codable, Equatable, Sendable {
    /// Classify these rows.
    case predict(Rows)
    /// Classify the rows of the service's own data set.
    case evaluate
}

/// One piece of work on its way from the web to a worker.
package struct Job: Codable, Equatable, Sendable {
    package let id: String
    package let work: Work

    package init(_ work: Work, id: String = Job.newID()) {
        self.id = id
        self.work = work
    }

    /// 128 random bits in hexadecimal: whoever has the id may fetch the answer, so it must not be guessable.
    package static func newID() -> String {
        (0..<4).map { _ in hexadecimal(UInt32.random(in: .min ... .max)) }.joined()
    }
}

/// What a model answered, and which model it was.
package struct Answer: Codable, Equatable, Sendable {
    package let digest: String
    package let probabilities: [Float]
    package let classes: [Int]
    /// The observed outcomes, for an evaluation.
    package var observed: [Int]?

    package init(digest: String, probabilities: [Float], observed: [Int]? = nil) {
        self.digest = digest
        self.probabilities = probabilities
        self.observed = observed
        classes = probabilities.map(classOf)
    }
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
