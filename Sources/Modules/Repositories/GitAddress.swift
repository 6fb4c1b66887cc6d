import ModuleKit

/// Addresses and names that are handed to git(1), none of which may act as an option or as a command.
enum GitAddress {
    private static let schemes = ["http", "https", "ssh", "git", "file", "git+ssh", "ssh+git", "ftp", "ftps"]

    /// Takes URLs of known schemes, `user@host:path` and paths of the host.
    ///
    /// - Throws: for `ext::` and other remote helpers, which run what the address says.
    static func check(_ repository: String) throws(ModuleFailure) {
        try checkWord(repository, "repo")
        guard !repository.contains("::") else {
            throw ModuleFailure(
                "scheme not allowed: \(repository)", hint: "allowed: \(schemes.joined(separator: ", "))")
        }
        guard let end = repository.firstMatch(of: "://") else { return try checkHost(repository) }
        guard schemes.contains(repository[..<end].lowercased()) else {
            throw ModuleFailure(
                "scheme not allowed: \(repository)", hint: "allowed: \(schemes.joined(separator: ", "))")
        }
        let rest = repository[end...].dropFirst(3)
        try checkHost(String(rest.prefix { $0 != "/" }))
    }

    /// A host that begins with a dash would be an option of ssh(1).
    private static func checkHost(_ text: String) throws(ModuleFailure) {
        let host = text.split(separator: "@").last ?? ""
        guard !host.hasPrefix("-") else { throw ModuleFailure("name starts with a dash: \(text)") }
    }

    static func checkWord(_ text: String, _ argument: String) throws(ModuleFailure) {
        guard !text.hasPrefix("-") else { throw ModuleFailure("`\(argument)` starts with a dash: \(text)") }
        guard !text.isEmpty, !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw ModuleFailure("`\(argument)` is empty or contains a control character")
        }
    }

    /// A branch, tag, commit, or what rev-parse makes of one; git-check-ref-format(1) without the signs that
    /// only a name must not have.
    static func checkRevision(_ text: String, _ argument: String) throws(ModuleFailure) {
        try checkWord(text, argument)
        guard !text.contains(where: { " ?[\\:".contains($0) }), !text.contains("..") else {
            throw ModuleFailure("`\(argument)` is not a valid revision name: \(text)")
        }
    }
}

extension String {
    fileprivate func firstMatch(of text: String) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}
