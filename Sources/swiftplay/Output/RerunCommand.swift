import Values

/// The call of this program again, for the hosts that are not done.
struct RerunCommand {
    /// So many hosts fit on a command line that people copy.
    private static let mostHosts = 50
    private static let limits = ["-l", "--limit"]
    private static let variables = ["-e", "--extra-vars"]

    private let words: [String]

    init(_ words: [String]) { self.words = words }

    /// - Returns: `nil` if there are more hosts than anyone would copy.
    func text(for hosts: [String]) -> String? {
        guard !hosts.isEmpty, hosts.count <= Self.mostHosts else { return nil }
        let limit = "--limit \(Self.quoted(hosts.joined(separator: ",")))"
        let end = kept.firstIndex(of: "--") ?? kept.endIndex
        return (kept[..<end].map(Self.quoted) + [limit] + kept[end...].map(Self.quoted)).joined(separator: " ")
    }

    /// All but `--limit`; values of extra variables that may be secret are not shown.
    private var kept: [String] {
        var kept: [String] = []
        var option: String?
        for word in words {
            if let name = option {
                option = nil
                if Self.variables.contains(name) { kept.append(Self.shown(word)) }
            } else if Self.limits.contains(word) || Self.variables.contains(word) {
                option = word
                if Self.variables.contains(word) { kept.append(word) }
            } else if !Self.isLimit(word) {
                kept.append(Self.isVariable(word) ? Self.shown(word) : word)
            }
        }
        return kept
    }

    private static func isLimit(_ word: String) -> Bool {
        word.hasPrefix("--limit=") || word.hasPrefix("-l") && !word.hasPrefix("--")
    }

    private static func isVariable(_ word: String) -> Bool {
        word.hasPrefix("--extra-vars=") || word.hasPrefix("-e") && !word.hasPrefix("--")
    }

    private static func shown(_ word: String) -> String {
        let isSecret = word.contains(/(?i)pass|secret|token|key|credential/) && !word.hasPrefix("@")
        guard isSecret else { return word }
        return (word.firstIndex(of: "=").map { String(word[...$0]) } ?? "") + Secret.mask
    }

    private static func quoted(_ word: String) -> String {
        guard word.wholeMatch(of: /[A-Za-z0-9_@%+=:,.\/-]+/) == nil else { return word }
        return "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
