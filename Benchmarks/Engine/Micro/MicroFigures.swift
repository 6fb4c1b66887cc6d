/// What one benchmark cost.
struct MicroFigures {
    /// A multiple of what it is compared with.
    let cost: Double
    /// CPU time of one round.
    let seconds: Double

    /// Takes turns with what it is compared with, so that other work on the machine meets both, and of each takes the
    /// round that was disturbed least.
    init(of benchmark: MicroBenchmark) async throws {
        var best = Double.infinity
        var bestOther = Double.infinity
        var spent = 0.0
        var rounds = 0
        while rounds < 3 || spent < 4 && rounds < 20 {
            let other = try await Self.seconds(of: benchmark.comparison)
            let own = try await Self.seconds(benchmark.work)
            (best, bestOther) = (min(best, own), min(bestOther, other))
            spent += own + other
            rounds += 1
        }
        (cost, seconds) = (best / bestOther, best)
    }

    func line(_ benchmark: MicroBenchmark, limit: Double?) -> String {
        let columns = [fixed(cost, 2), limit.map { fixed($0, 2) } ?? "none", fixed(seconds, 3)]
        let padded = zip(columns, [7, 9, 8]).map { String(repeating: " ", count: max(0, $1 - $0.utf8.count)) + $0 }
        let name = benchmark.name + String(repeating: " ", count: max(0, 18 - benchmark.name.utf8.count))
        return "\(name) \(padded.joined(separator: " "))  \(benchmark.what)"
    }

    private static func seconds(of comparison: MicroBenchmark.Comparison) async throws -> Double {
        switch comparison {
        case .reference: try await seconds { Reference.work() }
        case .tenth(let work): try await seconds { for _ in 0..<10 { try await work() } }
        }
    }

    private static func seconds(_ work: MicroBenchmark.Work) async throws -> Double {
        let start = ProcessUse.processorTime
        try await work()
        return ProcessUse.processorTime - start
    }
}

/// Ordinary work of a Swift program: texts made, hashed, looked up, sorted and joined, with their allocations.
enum Reference {
    static func work() {
        var numbers: [String: Int] = [:]
        for number in 0..<20_000 { numbers["a name longer than fifteen bytes \(number)", default: 0] += number }
        let names = numbers.keys.sorted()
        let sum = names.reduce(0) { $0 &+ (numbers[$1] ?? 0) }
        precondition(names.joined(separator: ",").utf8.count + sum > 0)
    }
}
