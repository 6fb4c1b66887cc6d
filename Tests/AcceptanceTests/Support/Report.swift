import Foundation

/// What a run printed, read again: its results in order and its recap.
struct Report: Sendable {
    struct Result: Sendable, Hashable, CustomStringConvertible {
        var task: String
        var host: String
        var outcome: String

        var description: String { "\(task): \(outcome): \(host)" }
    }

    private(set) var results: [Result] = []
    /// For each host its counts, by name.
    private(set) var recap: [String: [String: Int]] = [:]

    init(_ text: String) {
        var task = ""
        for line in text.split(separator: "\n") {
            if let title = line.firstMatch(of: /^(?:TASK|RUNNING HANDLER) \[(.*?)\](?: \[CHECK MODE\])? \*+$/) {
                task = String(title.1)
            } else if let found = line.firstMatch(of: /^(ok|changed|skipping|fatal|failed): \[([^\]]+)\]/) {
                results.append(Result(task: task, host: String(found.2), outcome: String(found.1)))
            } else if let found = line.firstMatch(of: /^(\S+) +: (ok=.*)$/) {
                recap[String(found.1)] = Self.counts(found.2)
            }
        }
    }

    private static func counts(_ text: Substring) -> [String: Int] {
        var counts: [String: Int] = [:]
        for match in text.matches(of: /(\w+)=(\d+)/) { counts[String(match.1)] = Int(match.2) }
        return counts
    }

    /// The tasks that changed something, each once.
    var changedTasks: [String] {
        results.filter { $0.outcome == "changed" }.map(\.task).reduce(into: []) { tasks, task in
            if !tasks.contains(task) { tasks.append(task) }
        }
    }

    /// Whether the recap has hosts, and all of them have no change and no failure.
    var isConverged: Bool {
        !recap.isEmpty
            && recap.values.allSatisfy { counts in
                ["changed", "failed", "unreachable", "unknown"].allSatisfy { counts[$0, default: 0] == 0 }
            }
    }
}
