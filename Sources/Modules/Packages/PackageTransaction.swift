import ModuleKit
import Values

/// What a package manager says that it would do.
struct PackageTransaction: Sendable, Hashable {
    /// One package of one architecture.
    struct Row: Sendable, Hashable {
        var name: String
        /// With version and architecture, as the manager writes it; none where the package is new or goes.
        var before: [String] = []
        var after: [String] = []

        /// Whether a word of a task may mean it.
        func isMeant(by spec: String) -> Bool {
            spec == name
                || (before + after).contains { $0 == spec || $0.hasPrefix(spec + "-") || $0.hasPrefix(spec + ".") }
        }
    }

    var rows: [Row] = []
    /// Names of packages that would be replaced by older ones.
    var downgrades: [String] = []

    var isEmpty: Bool { rows.isEmpty }

    /// For people.
    var text: String {
        rows.map { row in
            let old = row.before.isEmpty ? "not installed" : row.before.joined(separator: ", ")
            return "\(row.name): \(old) → \(row.after.isEmpty ? "not installed" : row.after.joined(separator: ", "))\n"
        }.joined()
    }
}
