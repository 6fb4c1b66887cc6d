import ArgumentParser

/// Measures the engine by itself, without hosts: for `scripts/bench micro` and `scripts/bench scale`.
@main
struct EngineBenchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swiftplay-benchmarks", abstract: "Measures the engine without hosts.",
        subcommands: [MicroCommand.self, ScaleCommand.self])
}
