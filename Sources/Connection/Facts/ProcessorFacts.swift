import ModuleKit
import Values

/// `processor*`, counted as Ansible counts them.
enum ProcessorFacts {
    private static let shown: Set<String> = ["model name", "Processor", "vendor_id", "cpu", "Vendor", "processor"]

    static func read(_ sheet: FactSheet) -> Mapping {
        var tally = Tally()
        var processors: [Value] = []
        for line in sheet.lines("cpuinfo") {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(\.trimmed)
            guard parts.count == 2 else { continue }
            if shown.contains(parts[0]) { processors.append(.string(parts[1])) }
            tally.take(parts[0], parts[1])
        }
        let count = tally.sockets.isEmpty ? max(1, tally.processors) : tally.sockets.count
        let cores = tally.sockets.first?.value ?? 1
        let threads = max(1, (tally.siblings.first?.value ?? cores) / max(1, cores))
        var facts: Mapping = [
            "processor": .list(processors), "processor_count": .int(count), "processor_cores": .int(cores),
            "processor_threads_per_core": .int(threads), "processor_vcpus": .int(threads * count * cores),
            "processor_nproc": .int(allowed(sheet) ?? tally.processors),
        ]
        facts.merge(flags(sheet))
        return facts
    }

    /// What the first processor can do; nothing where the kernel does not tell.
    private static func flags(_ sheet: FactSheet) -> Mapping {
        let line = sheet.lines("cpuinfo").first { $0.hasPrefix("flags") || $0.hasPrefix("Features") }
        guard let words = line?.drop(while: { $0 != ":" }).dropFirst().split(separator: " ") else { return [:] }
        return ["flags": .list(words.map { .string(String($0)) })]
    }

    private struct Tally {
        var processors = 0
        /// Cores by physical id, siblings by core id.
        var sockets: [(key: String, value: Int)] = []
        var siblings: [(key: String, value: Int)] = []

        mutating func take(_ name: String, _ value: String) {
            switch name {
            case "processor": processors += 1
            case "physical id" where !sockets.contains { $0.key == value }: sockets.append((value, 1))
            case "core id" where !siblings.contains { $0.key == value }: siblings.append((value, 1))
            case "cpu cores": if let last = sockets.indices.last { sockets[last].value = Int(value) ?? 1 }
            case "siblings" where siblings.isEmpty: siblings.append(("", Int(value) ?? 1))
            default: break
            }
        }
    }

    /// How many processors a process may use: the ranges of `Cpus_allowed_list`.
    private static func allowed(_ sheet: FactSheet) -> Int? {
        guard let line = sheet.lines("status").first(where: { $0.hasPrefix("Cpus_allowed_list:") }) else { return nil }
        return line.drop { $0 != ":" }.dropFirst().trimmed.split(separator: ",").reduce(0) { sum, range in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last else { return sum }
            return sum + last - first + 1
        }
    }
}
