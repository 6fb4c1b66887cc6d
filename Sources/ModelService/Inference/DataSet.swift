/// Rows of measurements with the outcome that was observed for each.
package struct DataSet: Equatable, Sendable {
    package private(set) var rows: Rows
    package private(set) var outcomes: [Int] = []

    package var count: Int { outcomes.count }

    package init(width: Int) {
        rows = Rows(width: width)
    }

    /// Adds a row; one of another width is not taken.
    /// - Returns: Whether the row was taken.
    package mutating func append(_ row: some Collection<Float>, outcome: Int) -> Bool {
        guard rows.append(row) else { return false }
        outcomes.append(outcome)
        return true
    }

    /// Names of the columns of the Pima Indians Diabetes set, in order; the ninth is the outcome.
    package static let columns = [
        "pregnancies", "plasma glucose (mg/dl)", "diastolic pressure (mm Hg)", "triceps skin fold (mm)",
        "2-hour insulin (mu U/ml)", "body-mass index", "diabetes pedigree", "age (years)", "outcome",
    ]
}
