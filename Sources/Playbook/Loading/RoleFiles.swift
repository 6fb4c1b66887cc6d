import Values

/// Which files of a role's folder make the role.
struct RoleFiles: Hashable, Sendable {
    let name: String
    let path: String
    /// Other names than `main`: by `tasks`, `vars`, `defaults`, `handlers`.
    let chosen: [String: String]

    static let extensions = [".yml", ".yaml", ".json"]

    /// The files of one kind, in the order in which they are merged; `nil` if a chosen one does not exist.
    ///
    /// `vars` and `defaults` may be a folder, of which all YAML files count.
    func paths(_ kind: String) -> [String]? {
        let folder = path + "/" + kind
        let name = chosen[kind] ?? "main"
        let isFolderAllowed = kind == "vars" || kind == "defaults"
        let plain = LocalPath.join(folder, name)
        let named = Self.extensions.map { plain + $0 }
        let order = chosen[kind] == nil ? named + [plain] : [plain] + named
        for candidate in order where LocalPath.exists(candidate) {
            guard LocalPath.isDirectory(candidate) else { return [candidate] }
            if isFolderAllowed { return Self.filesBelow(candidate) }
        }
        return chosen[kind] == nil ? [] : nil
    }

    private static func filesBelow(_ folder: String) -> [String] {
        LocalPath.entries(of: folder).filter { !$0.hasPrefix(".") && !$0.hasSuffix("~") }.flatMap { name in
            let path = folder + "/" + name
            let dot = name.lastIndex(of: ".").map { String(name[$0...]) }
            if LocalPath.isDirectory(path) { return dot == nil ? filesBelow(path) : [] }
            return dot.map(extensions.contains) ?? true ? [path] : []
        }
    }
}

/// Where roles are looked for.
///
/// Source: Ansible's page "Roles", section "Storing and finding roles".
struct RoleSearch {
    let playDirectory: String
    let rolesPath: [String]
    /// The folder in which the role lies that asks for this one.
    let siblings: String?

    /// The folders that may hold the role, best first, each once.
    var folders: [String] {
        ([LocalPath.join(playDirectory, "roles")] + rolesPath + [siblings].compactMap(\.self) + [playDirectory])
            .uniqued()
    }

    /// The folder of the role, and the name it goes by.
    func find(_ name: String) -> (path: String, name: String)? {
        if name.hasPrefix("/") || name.hasPrefix("~") {
            let path = LocalPath.join("/", name)
            return LocalPath.isDirectory(path) ? (path, LocalPath.name(of: path)) : nil
        }
        let places = folders.map { LocalPath.join($0, name) }
        guard let path = places.first(where: LocalPath.isDirectory) else { return nil }
        return (path, name)
    }

    /// All roles there are, for suggestions.
    var names: [String] {
        folders.flatMap { folder in
            LocalPath.entries(of: folder).filter { LocalPath.isDirectory("\(folder)/\($0)/tasks") }
        }.uniqued()
    }
}
