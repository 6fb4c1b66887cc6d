/// Counts of durations at or under fixed bounds, in seconds.
struct Histogram: Equatable, Sendable {
    static let bounds: [Double] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// One more than there are bounds: the last is beyond them all.
    private(set) var counts = [Int](repeating: 0, count: Histogram.bounds.count + 1)
    private(set) var sum = 0.0

    var count: Int { counts.reduce(0, +) }

    mutating func record(_ duration: Duration) {
        let (seconds, fraction) = duration.components
        let value = Double(seconds) + Double(fraction) / 1e18
        counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
        sum += value
    }
}
