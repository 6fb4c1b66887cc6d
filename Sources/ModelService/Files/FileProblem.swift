/// Why a file of the service (model description, weights, data, jobs) cannot be used.
///
/// The summary holds no user values, so that one kind of mistake always reads alike; the detail is full sentences.
package struct FileProblem: Error, Equatable, Sendable {
    package let summary: String
    package let detail: String
    package var path: String?
    package var hint: String?

    package init(_ summary: String, _ detail: String, path: String? = nil, hint: String? = nil) {
        self.summary = summary
        self.detail = detail
        self.path = path
        self.hint = hint
    }

    /// The same problem, said of a file whose path the finder did not know.
    package func inFile(_ path: String) -> FileProblem {
        FileProblem(summary, detail, path: self.path ?? path, hint: hint)
    }
}

extension FileProblem: CustomStringConvertible {
    package var description: String {
        let place = path.map { "\n  --> \($0)" } ?? ""
        let remedy = hint.map { "\n  hint: \($0)" } ?? ""
        return "\(summary)\(place)\n  \(detail)\(remedy)"
    }
}
