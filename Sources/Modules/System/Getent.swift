import ModuleKit
import Values

/// Asks the host's name services, and keeps the answer as facts.
struct Getent: Module {
    static let doc = ModuleDoc(
        "getent", "Query the name service databases of a host.", traits: [.bringsFacts, .bringsFactsOfAnyName],
        returns: [
            ReturnValue("ansible_facts", "`getent_` and the name of the database, with the fields of each entry.")
        ],
        examples: """
            - getent: { database: hosts, key: press.orchard }
            - getent: { database: passwd, split: ":" }
            - getent: { database: protocols, key: sctp, fail_key: false }
            """)

    @Argument("Database to query: passwd, group, hosts and so on.") var database: String
    @Argument("Entry to look up; all entries if not given.") var key: String?
    @Argument("Service to query instead of those configured.") var service: String?
    @Argument("Separator of the fields; by default the one of the database.") var split: String?
    @Argument("Fail if the key is not found.") var failKey: Bool = true

    func validate() throws(ModuleFailure) {
        for word in [database, key ?? "x", service ?? "x"] where word.hasPrefix("-") {
            throw ModuleFailure("names that start with a dash would be taken as an option: \(word)")
        }
    }

    /// It changes nothing.
    var touches: [Footprint] { [] }

    var facts: [String] { ["getent_\(database)"] }

    var probe: Probe<CommandOutput> {
        let words = ["getent"] + (service.map { ["-s", $0] } ?? []) + [database] + (key.map { [$0] } ?? [])
        return .command(
            Command(.arguments(words)), reading: [.accounts, .path(RemotePath("/etc").appending(database))])
    }

    func changes(from output: CommandOutput) throws(ModuleFailure) -> [Change] { [] }

    func result(_ applied: Applied<CommandOutput>) throws(ModuleFailure) -> ModuleResult {
        let output = applied.before
        switch output.exitCode {
        case 0: return facts(entries(output.standardOutput.text))
        case 1: throw ModuleFailure("the host has no database \(database)", output: output)
        case 2:
            let words = "\(database) has no entry \(key ?? "")"
            guard !failKey, let key else { throw ModuleFailure(words, output: output) }
            return facts([key: .null]).merging(["msg": .string(words)])
        case 3: throw ModuleFailure("\(database) cannot be listed: give a `key`", output: output)
        default: throw ModuleFailure("getent failed: \(output.complaint)", output: output)
        }
    }
}

extension Getent {
    private func facts(_ entries: Mapping) -> ModuleResult {
        ModuleResult(facts: Mapping(facts.map { (.string($0), .map(entries)) }))
    }

    /// Each entry's fields by its first one; several of one name as a list of lists.
    private func entries(_ text: String) -> Mapping {
        var entries = Mapping()
        var seen: [String: Int] = [:]
        for line in text.split(separator: "\n") {
            let fields = fields(of: line)
            guard let name = fields.first else { continue }
            let rest = Value.list(fields.dropFirst().map(Value.string))
            seen[name, default: 0] += 1
            switch (seen[name], entries[name]?.list) {
            case (2?, let first?): entries[name] = .list([.list(first), rest])
            case (let count?, let all?) where count > 2: entries[name] = .list(all + [rest])
            default: entries[name] = rest
            }
        }
        return entries
    }

    private func fields(of line: Substring) -> [String] {
        let usual = ["passwd", "shadow", "group", "gshadow"].contains(database) ? ":" : nil
        guard let separator = split ?? usual, !separator.isEmpty else {
            return line.words
        }
        return line.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
