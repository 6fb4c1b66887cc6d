/// What a run on many hosts took.
struct ScaleFigures {
    let hosts: Int
    /// Bytes before the run: the program and the inventory.
    let memoryBefore: Int
    var seconds = 0.0
    var processorTime = 0.0
    /// Of the CPU time, what the network and the hosts in memory took.
    var simulation = 0.0
    var peakMemory = 0
    var counts = SlowConnector.Counts()

    init(hosts: Int, memoryBefore: Int) {
        self.hosts = hosts
        self.memoryBefore = memoryBefore
    }

    var text: String {
        """
        hosts                     \(hosts)
        seconds                   \(fixed(seconds, 1))
        hosts per second          \(fixed(Double(hosts) / seconds, 0))
        exchanges per host        \(fixed(Double(counts.exchanges) / Double(hosts), 2))
        connections per host      \(fixed(Double(counts.connections) / Double(hosts), 2))
        connections open at most  \(counts.mostOpen)
        CPU per host              \(fixed((processorTime - simulation) / Double(hosts) * 1000, 2)) ms
        CPU of the simulation     \(fixed(simulation / Double(hosts) * 1000, 2)) ms per host
        memory before the run     \(mebibytes(memoryBefore)) MiB
        memory at most            \(mebibytes(peakMemory)) MiB
        memory of the run         \(fixed(Double(peakMemory - memoryBefore) / Double(hosts) / 1024, 1)) KiB per host

        """
    }

    private func mebibytes(_ bytes: Int) -> String { fixed(Double(bytes) / 1_048_576, 1) }
}

/// A number with so many digits behind the point.
func fixed(_ number: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((number * scale).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = String(abs(scaled) % Int(scale))
    let zeros = String(repeating: "0", count: digits - fraction.utf8.count)
    return (scaled < 0 ? "-" : "") + "\(abs(scaled) / Int(scale)).\(zeros)\(fraction)"
}
