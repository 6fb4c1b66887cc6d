import Foundation
import Testing

/// All that a host has on its disk: each path with its type, mode, owner, link, time and digest.
struct HostTree: Sendable {
    /// A line for each path, which holds all that is known of it.
    let entries: [String: String]

    /// Logins leave traces, the journal goes on, and what is mounted in the host is not on its disk.
    static let restless = [
        "proc", "sys", "run", "dev", "var/log/wtmp", "var/log/lastlog", "var/log/btmp", "var/log/journal",
    ]

    /// - Parameter timed: Whether times of change count, by which even a file that came and went is noticed.
    init(of host: String, timed: Bool = true) async throws {
        let root = try await Lab.root(of: host)
        let left = Self.restless.map { "-path ./\($0)" }.joined(separator: " -o ")
        let time = timed ? "%T@" : ""
        let script = """
            cd \(root.quoted)
            find . -mindepth 1 \\( \(left) \\) -prune -o -printf '%P\\t%y %m %U:%G \(time) %l\\n'
            echo
            find . -mindepth 1 \\( \(left) \\) -prune -o -type f -print0 | xargs -0 sha256sum
            """
        let found = try await Program("/bin/sh", ["-ec", script]).finish()
        try #require(found.code == 0, "\(found.errors)")
        let halves = found.output.components(separatedBy: "\n\n")
        var entries: [String: String] = [:]
        for line in halves[0].split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            entries[String(parts[0])] = String(parts[1])
        }
        for line in halves[1].split(separator: "\n") {
            entries[String(line.dropFirst(68)), default: ""] += " " + line.prefix(64)
        }
        self.entries = entries
    }

    /// The paths that differ, each with both sides.
    func differences(from other: HostTree, except isLeftOut: (String) -> Bool = { _ in false }) -> [String] {
        Set(entries.keys).union(other.entries.keys).sorted().filter { !isLeftOut($0) }.compactMap { path in
            let (mine, theirs) = (entries[path], other.entries[path])
            return mine == theirs ? nil : "\(path): \(mine ?? "missing") ≠ \(theirs ?? "missing")"
        }
    }
}
