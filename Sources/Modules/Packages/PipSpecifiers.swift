import Values

/// Which versions of a package are wanted: `>=1.0,!=1.3,<2`, by PEP 440.
struct PipSpecifiers: Sendable, Hashable {
    private struct Clause: Sendable, Hashable {
        let relation: String
        let version: String
    }

    private static let relations = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"]
    private let clauses: [Clause]

    /// `nil` if it is not written so.
    init?(_ text: String) {
        var clauses: [Clause] = []
        for part in text.split(separator: ",").map({ String($0).trimmed }) where !part.isEmpty {
            guard let relation = Self.relations.first(where: part.hasPrefix) else { return nil }
            clauses.append(Clause(relation: relation, version: String(part.dropFirst(relation.count)).trimmed))
        }
        self.clauses = clauses
    }

    var isEmpty: Bool { clauses.isEmpty }

    /// Whether only one version will do.
    var pins: Bool { pinned != nil }

    var pinned: String? {
        clauses.lazy.filter { ["==", "==="].contains($0.relation) && !$0.version.hasSuffix(".*") }.map(\.version).first
    }

    /// Whether a version is one of them, pre-releases included; `nil` if these are no versions that can be compared.
    func allow(_ version: String) -> Bool? {
        var isAllowed = true
        for clause in clauses {
            guard let holds = Self.holds(clause, for: version) else { return nil }
            isAllowed = isAllowed && holds
        }
        return isAllowed
    }

    private static func holds(_ clause: Clause, for version: String) -> Bool? {
        if clause.relation == "===" { return version.lowercased() == clause.version.lowercased() }
        guard let version = PythonVersion(version) else { return nil }
        if clause.version.hasSuffix(".*") {
            guard let prefix = PythonVersion(String(clause.version.dropLast(2))) else { return nil }
            return version.begins(like: prefix) == (clause.relation == "==")
        }
        return PythonVersion(clause.version).flatMap { holds(clause.relation, version, $0) }
    }

    private static func holds(_ relation: String, _ version: PythonVersion, _ wanted: PythonVersion) -> Bool? {
        let order = version.published.order(against: wanted)
        switch relation {
        case "==": return (wanted.local.isEmpty ? order : version.order(against: wanted)) == 0
        case "!=": return (wanted.local.isEmpty ? order : version.order(against: wanted)) != 0
        case "<=": return order <= 0
        case ">=": return order >= 0
        case "<": return version.isBefore(wanted)
        case ">": return version.isAfter(wanted)
        default: return wanted.series.map { order >= 0 && version.begins(like: $0) }
        }
    }
}
