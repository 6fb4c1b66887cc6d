/// How a model's predictions compare with what was observed.
package struct Evaluation: Equatable, Sendable {
    package let digest: String
    package let observed: [Int]
    package let predicted: [Int]

    package init(_ answer: Answer) {
        digest = answer.digest
        predicted = answer.classes ?? []
        observed = answer.observed ?? []
    }

    package var rows: Int { observed.count }
    package var right: Int { count { $0 == $1 } }

    /// The share of rows that were right, in percent, as Keras computes and prints it: a 32-bit mean, times a hundred.
    package var percent: Double {
        rows > 0 ? Double(Float(right) / Float(rows)) * 100 : 0
    }

    /// How many rows were observed as one class and predicted as another.
    package func count(observed: Int, predicted: Int) -> Int {
        count { $0 == observed && $1 == predicted }
    }

    private func count(where holds: (Int, Int) -> Bool) -> Int {
        zip(observed, predicted).count { holds($0, $1) }
    }
}
