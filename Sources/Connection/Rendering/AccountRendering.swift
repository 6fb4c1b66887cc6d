import ModuleKit
import Values

/// Users and groups by name, all in two frames.
enum AccountRendering {
    static func group(_ accounts: [Asked<String>], _ groups: [Asked<String>]) -> QueryGroup {
        let users = accounts.map(\.subject).filter(isName)
        let groupNames = groups.map(\.subject).filter(isName)
        let frames = [
            Frame(users.isEmpty ? ":" : "sp_own; sp_users \(users)", needs: [.accounts]),
            Frame("sp_own; sp_groups \(groupNames)", needs: [.accounts]),
        ]
        return QueryGroup((accounts + groups).map(\.index), frames: frames) { replies in
            let books = AccountBooks(users: replies[0].output.bytes.records, groups: replies[1].output.bytes.records)
            let answers =
                accounts.map { ($0.index, isName($0.subject) ? .account(books.account($0.subject)) : refusal($0)) }
                + groups.map { ($0.index, isName($0.subject) ? .group(books.group($0.subject)) : refusal($0)) }
            return Dictionary(answers) { first, _ in first }
        }
    }

    /// Whether a host could know this name at all, and no tool would take it for an option.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.hasPrefix("-") && !text.contains { ":\n,".contains($0) }
    }

    private static func refusal(_ asked: Asked<String>) -> Answer {
        .refused("\"\(asked.subject)\" is not a valid user or group name")
    }
}

/// The lines of the host's account files; see passwd(5), group(5), shadow(5).
private struct AccountBooks {
    private typealias Fields = [String]

    private let users: [Fields]
    private let localUsers: [Fields]
    private let shadows: [Fields]
    private let groups: [Fields]
    private let localGroups: [Fields]

    init(users: [ArraySlice<UInt8>], groups: [ArraySlice<UInt8>]) {
        self.users = Self.lines(users, 0, fields: 7)
        localUsers = Self.lines(users, 1, fields: 7)
        shadows = Self.lines(users, 2, fields: 8)
        self.groups = Self.lines(groups, 0, fields: 4)
        localGroups = Self.lines(groups, 1, fields: 4)
    }

    private static func lines(_ sections: [ArraySlice<UInt8>], _ index: Int, fields: Int) -> [Fields] {
        guard sections.indices.contains(index) else { return [] }
        return String(hostBytes: sections[index]).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            return parts.count >= fields ? parts : nil
        }
    }

    func account(_ name: String) -> Account? {
        guard let fields = users.first(where: { $0[0] == name }), let user = Int(fields[2]), let group = Int(fields[3])
        else { return nil }
        let shadow = shadows.first { $0[0] == name }
        let primary = groups.first { Int($0[2]) == group }?[0]
        return Account(
            name: name, userID: user, groupID: group, comment: fields[4], home: fields[5], shell: fields[6],
            groups: memberships(of: name).filter { $0 != primary }, primaryGroup: primary,
            passwordHash: shadow.map { Secret($0[1]) }, expires: shadow.flatMap { Int($0[7]) },
            passwordMinimumAge: shadow.flatMap { Int($0[3]) }, passwordMaximumAge: shadow.flatMap { Int($0[4]) },
            passwordWarning: shadow.flatMap { Int($0[5]) }, passwordInactive: shadow.flatMap { Int($0[6]) },
            isLocal: localUsers.contains { $0[0] == name })
    }

    private func memberships(of name: String) -> [String] {
        var seen: Set<String> = []
        return groups.filter { Self.members($0).contains(name) && seen.insert($0[0]).inserted }.map { $0[0] }
    }

    func group(_ name: String) -> Group? {
        let isNamed = { (fields: Fields) in fields[0] == name }
        guard let fields = groups.first(where: isNamed) ?? groups.first(where: { $0[2] == name }),
            let id = Int(fields[2])
        else { return nil }
        return Group(
            name: fields[0], groupID: id, members: Self.members(fields),
            isLocal: localGroups.contains { $0[0] == fields[0] })
    }

    private static func members(_ fields: Fields) -> [String] { fields[3].split(separator: ",").map(String.init) }
}
