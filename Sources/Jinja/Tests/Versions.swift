import Values

extension Test {
    static var versions: [Test] {
        [
            Test("version", "version, operator='eq', strict=none, version_type=none") {
                (input, bound, _) throws(Fault) in
                let kind = try bound.flag(2) ? "strict" : bound.optionalText(3) ?? "loose"
                guard try Python.isTrue(input), try Python.isTrue(bound[0]) else { throw Version.empty }
                let order = try Version.order(try Python.text(input), try bound.text(0), kind: kind)
                switch try bound.text(1) {
                case "==", "=", "eq": return order == 0
                case "!=", "<>", "ne": return order != 0
                case "<", "lt": return order < 0
                case "<=", "le": return order <= 0
                case ">", "gt": return order > 0
                case ">=", "ge": return order >= 0
                case let other:
                    throw Fault.failed(
                        "unknown comparison operator",
                        "`\(other)` is not one of eq, ne, lt, le, gt, ge, ==, !=, <, <=, >, >=.")
                }
            }
        ]
    }
}

/// Version numbers, by the rules that the `version` test offers.
enum Version {
    private static let kinds = ["loose", "strict", "semver", "semantic", "pep440"]

    static var empty: Fault { Fault.failed("empty version", "Both versions are required.") }

    /// The order of two versions: negative, zero or positive.
    static func order(_ left: String, _ right: String, kind: String) throws(Fault) -> Int {
        guard !left.isEmpty, !right.isEmpty else { throw empty }
        switch kind {
        case "loose": return try loose(left, right)
        case "strict": return try strict(left, right)
        case "semver", "semantic": return try semantic(left, right)
        case "pep440": return try python(left).order(against: try python(right))
        default:
            throw Fault.failed(
                "unknown version type", "`\(kind)` is not one of \(kinds.joined(separator: ", ")).",
                help: Suggestion.question(for: kind, among: kinds))
        }
    }

    // MARK: Loose

    /// Runs of digits, runs of small letters, and what lies between; dots only separate.
    private static func components(_ version: String) -> [Object] {
        var parts: [(kind: Int, text: String)] = []
        for scalar in version.unicodeScalars {
            let kind = ("0"..."9").contains(scalar) ? 0 : ("a"..."z").contains(scalar) ? 1 : scalar == "." ? 2 : 3
            if let last = parts.last, last.kind == kind {
                parts[parts.count - 1].text.unicodeScalars.append(scalar)
            } else {
                parts.append((kind, String(scalar)))
            }
        }
        return parts.filter { $0.kind != 2 }.map { part in
            BigInteger(part.text, radix: 10).map { Object($0) } ?? .string(part.text)
        }
    }

    private static func loose(_ left: String, _ right: String) throws(Fault) -> Int {
        do {
            let (left, right) = (Object.list(components(left)), Object.list(components(right)))
            return try Python.isEqual(left, right) ? 0 : Python.order(left, right)
        } catch {
            throw Fault.failed(
                "versions cannot be compared",
                "`\(left)` has a number where `\(right)` has letters, or vice versa.")
        }
    }

    private static func python(_ text: String) throws(Fault) -> PythonVersion {
        guard let version = PythonVersion(text) else {
            throw Fault.failed("invalid PEP 440 version", "`\(text)` is not a PEP 440 version.")
        }
        return version
    }

    // MARK: Strict and semantic

    private static func strict(_ left: String, _ right: String) throws(Fault) -> Int {
        let parse = { (text: String) throws(Fault) -> [Int] in
            guard let match = try Patterns.first("^(\\d+)\\.(\\d+)(?:\\.(\\d+))?(?:([ab])(\\d+))?$", in: text) else {
                throw Fault.failed("invalid strict version", "`\(text)` is not of the form 1.2.3a4.")
            }
            let number = { (group: Int) in match.text(group).flatMap { Int($0) } ?? 0 }
            let stage = match.text(4) == "a" ? 0 : match.text(4) == "b" ? 1 : 2
            return [number(1), number(2), number(3), stage, number(5)]
        }
        return order(try parse(left), try parse(right))
    }

    private static func order(_ left: [Int], _ right: [Int]) -> Int {
        for (one, other) in zip(left, right) where one != other { return one < other ? -1 : 1 }
        return left.count - right.count
    }

    private static func semantic(_ left: String, _ right: String) throws(Fault) -> Int {
        let (left, right) = (try semanticParts(left), try semanticParts(right))
        let core = order(left.core, right.core)
        if core != 0 { return core }
        if left.stage.isEmpty || right.stage.isEmpty {
            return (left.stage.isEmpty ? 1 : 0) - (right.stage.isEmpty ? 1 : 0)
        }
        for (one, other) in zip(left.stage, right.stage) where one != other {
            switch (Int(one), Int(other)) {
            case (let one?, let other?): return one < other ? -1 : 1
            case (.some, nil): return -1
            case (nil, .some): return 1
            default: return Python.order(one, other)
            }
        }
        return left.stage.count - right.stage.count
    }

    private static func semanticParts(_ text: String) throws(Fault) -> (core: [Int], stage: [String]) {
        let pattern = "^(\\d+)\\.(\\d+)\\.(\\d+)(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?$"
        guard let match = try Patterns.first(pattern, in: text) else {
            throw Fault.failed("invalid semantic version", "`\(text)` is not of the form 1.2.3-rc.1.")
        }
        let core = (1...3).map { Int(match.text($0) ?? "") ?? 0 }
        return (core, match.text(4)?.split(separator: ".").map(String.init) ?? [])
    }
}
