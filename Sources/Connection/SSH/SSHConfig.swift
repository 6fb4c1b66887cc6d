import Glibc
import ModuleKit

/// The parts of ssh_config(5) that matter here. The first value found for a keyword wins, as in OpenSSH.
struct SSHConfig: Sendable {
    /// What holds for one host, by keyword in lower case; each with its arguments.
    struct Values: Sendable {
        private(set) var arguments: [String: [String]] = [:]
        /// In the order written: all of them are tried.
        private(set) var identityFiles: [String] = []

        subscript(keyword: String) -> String? { arguments[keyword]?.first }

        mutating func add(_ keyword: String, _ words: [String]) {
            if keyword == "identityfile" {
                if let path = words.first, !identityFiles.contains(path) { identityFiles.append(path) }
            } else if arguments[keyword] == nil {
                arguments[keyword] = words
            }
        }
    }

    private struct Line {
        var keyword: String
        var words: [String]
    }

    private let lines: [Line]

    init(_ text: String) { lines = text.split(separator: "\n").compactMap { Self.line($0) } }

    init(path: String) { self.init(LocalFile.text(of: LocalFile.expanded(path)) ?? "") }

    /// - Parameters:
    ///   - host: As the user wrote it.
    ///   - values: What is already known, from the command line; it wins.
    func values(for host: String, user: String?, onTopOf values: Values = Values()) -> Values {
        var values = values
        var scope = Scope(host: host, user: user)
        apply(to: &values, &scope, depth: 0)
        return values
    }

    private struct Scope {
        let host: String
        let user: String?
        var applies = true
    }

    private func apply(to values: inout Values, _ scope: inout Scope, depth: Int) {
        for line in lines {
            switch line.keyword {
            case "host": scope.applies = Self.matches(scope.host, line.words)
            case "match": scope.applies = Self.matches(line.words, scope, values)
            case "include" where scope.applies && depth < 16:
                for path in line.words.flatMap(Self.included) {
                    SSHConfig(path: path).apply(to: &values, &scope, depth: depth + 1)
                    scope.applies = true
                }
            case _ where scope.applies: values.add(line.keyword, line.words)
            default: continue
            }
        }
    }

    private static func matches(_ host: String, _ patterns: [String]) -> Bool {
        PatternList(patterns.joined(separator: ","), separator: ",").matches(host.lowercased())
    }

    /// Criteria `all`, `host`, `originalhost`, `user`, `localuser`; any other one does not hold.
    private static func matches(_ criteria: [String], _ scope: Scope, _ values: Values) -> Bool {
        var rest = criteria[...]
        while let word = rest.popFirst()?.lowercased() {
            let isNegated = word.hasPrefix("!")
            let criterion = isNegated ? String(word.dropFirst()) : word
            if ["all", "final", "canonical"].contains(criterion) { continue }
            let list = PatternList(rest.popFirst() ?? "")
            let holds: Bool
            switch criterion {
            case "host": holds = list.matches((values["hostname"] ?? scope.host).lowercased())
            case "originalhost": holds = list.matches(scope.host.lowercased())
            case "user": holds = list.matches(values["user"] ?? scope.user ?? SSHSettings.localUser)
            case "localuser": holds = list.matches(SSHSettings.localUser)
            default: return false
            }
            guard holds != isNegated else { return false }
        }
        return true
    }

    /// Paths of an `Include`, relative to `~/.ssh`, with wildcards.
    private static func included(_ pattern: String) -> [String] {
        let path = LocalFile.expanded(pattern)
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(path.hasPrefix("/") ? path : LocalFile.expanded("~/.ssh/\(path)"), 0, nil, &found) == 0 else {
            return []
        }
        return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
    }

    /// `Keyword value`, `Keyword=value`, values in quotes.
    private static func line(_ text: Substring) -> Line? {
        let text = text.trimmed
        guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
        let keyword = text.prefix { !$0.isWhitespace && $0 != "=" }
        let rest = text[keyword.endIndex...].trimmed
        let value = rest.hasPrefix("=") ? rest.dropFirst().trimmed : rest
        return Line(keyword: keyword.lowercased(), words: ShellWords.split(value))
    }
}
