/// One thing that is measured again and again.
struct MicroBenchmark: Sendable {
    typealias Work = @Sendable () async throws -> Void

    enum Comparison: Sendable {
        /// With the reference.
        case reference
        /// With a tenth of the same, ten times: 1 where ten times as much takes ten times as long.
        case tenth(Work)
    }

    let name: String
    /// One round of it.
    let what: String
    let comparison: Comparison
    let work: Work

    init(_ name: String, _ what: String, comparedWith comparison: Comparison = .reference, _ work: @escaping Work) {
        self.name = name
        self.what = what
        self.comparison = comparison
        self.work = work
    }

    static let all = templates + variables + loading + planning + framing + masking
}
