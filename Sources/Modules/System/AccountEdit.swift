import ModuleKit
import Values

/// What differs between an account and what is wanted of it, gathered as the words of one usermod(8) call.
struct AccountEdit {
    /// As it will be.
    var account: Account
    private(set) var words: [String] = []
    private(set) var summary: [String] = []

    init(account: Account) { self.account = account }

    mutating func set<Field: Equatable>(
        _ name: String, _ field: WritableKeyPath<Account, Field>, to wanted: Field, _ options: [String]
    ) {
        let present = account[keyPath: field]
        guard present != wanted else { return }
        account[keyPath: field] = wanted
        words += options
        summary.append("\(name) \(Self.inWords(present)) → \(Self.inWords(wanted))")
    }

    /// - Parameter append: Whether groups the user has besides are kept.
    mutating func setGroups(_ wanted: [String], append: Bool) {
        let present = Set(account.groups.filter { $0 != account.primaryGroup })
        let wantedSet = Set(wanted.filter { $0 != account.primaryGroup })
        let after = append ? present.union(wantedSet) : wantedSet
        guard after != present else { return }
        account.groups = after.sorted()
        words += (append ? ["-a"] : []) + ["-G", wanted.joined(separator: ",")]
        summary.append("groups \(Self.list(present)) → \(Self.list(after))")
    }

    private static func list(_ groups: Set<String>) -> String {
        groups.isEmpty ? "none" : groups.sorted().joined(separator: ",")
    }

    private static func inWords<Field>(_ field: Field) -> String {
        if let number = field as? Int { return String(number) }
        if let text = field as? String { return text.isEmpty ? "empty" : text }
        return (field as? Int?).flatMap { $0 }.map { CalendarDate(daysSince1970: $0).text } ?? "never"
    }
}
