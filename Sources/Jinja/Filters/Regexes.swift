import Values

extension Filter {
    /// Regular expressions with Python's syntax.
    static var regexes: [Filter] {
        [
            Filter(
                "regex_replace",
                "pattern='', replacement='', ignorecase=false, multiline=false, count=0, mandatory_count=0", replace),
            Filter("regex_search", "regex, *groups, **options", search),
            Filter("regex_findall", "regex, multiline=false, ignorecase=false", findAll),
            Filter("regex_escape", "re_type='python'", escape),
        ]
    }

    @Sendable private static func replace(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let text = try Python.text(input)
        let regex = try Patterns.regex(try bound.text(0), try .ansible(ignoreCase: bound[2], multiline: bound[3]))
        let (replacement, limit) = (try bound.text(1), try bound.int(4))
        let growth = replacement.utf8.count.multipliedReportingOverflow(by: text.utf8.count + 1)
        if growth.overflow || growth.partialValue > 1 << 24 {
            let found = try Patterns.run { () throws(RegexError) in try regex.matches(in: text).count }
            try evaluation.spend(
                output: try Python.fitting(found.multipliedReportingOverflow(by: replacement.utf8.count)))
        }
        let result = try Patterns.run { () throws(RegexError) in
            try regex.replacing(in: text, with: replacement, limit: limit)
        }
        let wanted = try bound.int(5)
        guard wanted == 0 || wanted == result.count else {
            throw Fault.failed(
                "wrong number of matches",
                "`\(regex.pattern)` must match \(wanted) times but matches \(result.count) times.")
        }
        return .string(result.text)
    }

    @Sendable private static func search(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let text = try Python.text(input)
        let option = { (name: String) in bound.named.last { $0.name == name }?.value ?? .bool(false) }
        let flags = try PythonRegex.Flags.ansible(ignoreCase: option("ignorecase"), multiline: option("multiline"))
        let regex = try Patterns.regex(try bound.text(0), flags)
        var groups: [Int] = []
        for group in bound.rest { groups.append(try number(ofGroup: try Python.text(group), in: regex)) }
        let match = try Patterns.run { () throws(RegexError) in try regex.firstMatch(in: text) }
        guard let match else { return .none }
        if groups.isEmpty { return .string(match.text) }
        return .list(groups.map { group in match.text(group).map { .string($0) } ?? .none })
    }

    /// `\1`, `\g<1>` or `\g<name>`.
    private static func number(ofGroup text: String, in regex: PythonRegex) throws(Fault) -> Int {
        var name = Substring(text)
        if name.hasPrefix("\\g<"), name.hasSuffix(">") {
            name = name.dropFirst(3).dropLast()
        } else if name.hasPrefix("\\") {
            name = name.dropFirst()
        } else {
            throw Fault.failed("argument is not a group", "`\(text)` is neither `\\1` nor `\\g<name>`.")
        }
        guard let number = Int(name) ?? regex.groupNames[String(name)], (0...regex.groupCount).contains(number) else {
            throw Fault.failed("no such group", "`\(regex.pattern)` has no group `\(name)`.")
        }
        return number
    }

    @Sendable private static func findAll(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let text = try Python.text(input)
        let regex = try Patterns.regex(try bound.text(0), try .ansible(ignoreCase: bound[2], multiline: bound[1]))
        let matches = try Patterns.run { () throws(RegexError) in try regex.matches(in: text) }
        return .list(
            matches.map { match in
                switch match.groupCount {
                case 0: .string(match.text)
                case 1: .string(match.text(1) ?? "")
                default: .tuple((1...match.groupCount).map { .string(match.text($0) ?? "") })
                }
            })
    }

    @Sendable private static func escape(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let text = try Python.text(input)
        let kind = try bound.text(0)
        switch kind {
        case "python": return .string(PythonRegex.escape(text))
        case "posix_basic":
            let special = Set("].[^$*\\".unicodeScalars)
            return .string(
                text.unicodeScalars.reduce(into: "") { out, scalar in
                    if special.contains(scalar) { out += "\\" }
                    out.unicodeScalars.append(scalar)
                })
        default:
            throw Fault.failed(
                "unknown regular expression type", "`\(kind)` is not supported; use python or posix_basic.")
        }
    }
}

extension PythonRegex.Flags {
    static func ansible(ignoreCase: Object, multiline: Object) throws(Fault) -> PythonRegex.Flags {
        var flags: PythonRegex.Flags = []
        if try Python.isTrue(ignoreCase) { flags.insert(.ignoreCase) }
        if try Python.isTrue(multiline) { flags.insert(.multiline) }
        return flags
    }
}
