import ArgumentParser
import Runner

/// A play that has nothing to do, on very many hosts of a slow network in memory.
struct ScaleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale", abstract: "Measure what very many hosts cost the controller.")

    @Option(help: "Hosts of the inventory.") var hosts = 1000
    @Option(help: "Hosts worked on at once.") var forks = 500
    @Option(help: "Milliseconds of a round trip.") var latency = 50.0
    @Option(help: "linear or free.") var strategy = "linear"

    func run() async throws {
        let world = SharedWorld(try await ScalePlay.convergedHost())
        let latency = Latency(mean: latency)
        let inventory = try ManyHosts.inventory(hosts)
        let connector = SlowConnector(world, latency: latency)
        let run = MemoryRun(inventory: inventory, connector: connector, forks: forks)
        let playbook = try run.load(ScalePlay.text(strategy: strategy))
        var figures = ScaleFigures(hosts: hosts, memoryBefore: ProcessUse.memory)
        let (start, startTime) = (ProcessUse.processorTime, ProcessUse.time)
        let summary = await run.start(playbook)
        figures.seconds = ProcessUse.time - startTime
        figures.processorTime = ProcessUse.processorTime - start
        figures.peakMemory = ProcessUse.peakMemory
        figures.counts = connector.counts
        let waits = figures.counts.connections + figures.counts.exchanges
        figures.simulation = world.seconds + Double(waits) * (await latency.processorTime(atOnce: min(forks, hosts)))
        try check(summary)
        print(figures.text)
    }

    private func check(_ summary: RunSummary) throws {
        let wrong = summary.hosts.count { $0.tally.changed > 0 || $0.tally.failed > 0 || $0.tally.unreachable > 0 }
        guard wrong == 0, summary.hosts.count == hosts else {
            throw ScaleError.changed(hosts: max(wrong, hosts - summary.hosts.count))
        }
    }
}
