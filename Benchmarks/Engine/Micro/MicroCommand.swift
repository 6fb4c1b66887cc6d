import ArgumentParser
internal import Glibc
import Playbook
import Values

/// Small parts of the engine, as multiples of a piece of ordinary work done in turn with them.
struct MicroCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "micro", abstract: "Measure parts of the engine and compare with committed thresholds.")

    @ArgumentParser.Argument(help: "Which; all unless given.") var names: [String] = []
    @Option(help: "The committed thresholds, a JSON file.") var thresholds = "Benchmarks/Engine/thresholds.json"

    func validate() throws {
        for name in names where !MicroBenchmark.all.contains(where: { $0.name == name }) {
            throw ValidationError("no benchmark \(name): \(MicroBenchmark.all.map(\.name).joined(separator: ", "))")
        }
    }

    func run() async throws {
        let limits = try JSONReader.value(of: try SourceFile.read(thresholds).text).map ?? [:]
        var exceeded: [String] = []
        print("benchmark             cost   at most  seconds  what")
        for benchmark in MicroBenchmark.all where names.isEmpty || names.contains(benchmark.name) {
            let figures = try await MicroFigures(of: benchmark)
            let limit = limits[benchmark.name]?.decimalNumber
            print(figures.line(benchmark, limit: limit))
            fflush(nil)
            if figures.cost > limit ?? 0 { exceeded.append(benchmark.name) }
        }
        guard exceeded.isEmpty else { throw Exceeded(names: exceeded) }
    }
}

/// Some costs are above their thresholds.
struct Exceeded: Error, CustomStringConvertible {
    let names: [String]
    var description: String { "more than the threshold: \(names.joined(separator: ", "))" }
}
