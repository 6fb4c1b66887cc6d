import Controller
import Values

/// Which files of a role's folder make the role.
struct RoleFiles: Hashable, Sendable {
    let name: String
    let path: String
    /// Other names than `main`: by `tasks`, `vars`, `defaults`, `handlers`.
    let chosen: [String: String]

    static let extensions = [".yml", ".yaml", ".json"]

    /// The files of one kind, in the order in which they are merged; `nil` if a chosen one does not exist in the folder
    /// of the kind.
    ///
    /// `vars` and `defaults` may be a folder, of which all YAML files count.
    func paths(_ kind: String) -> [String]? {
        let folder = path + "/" + kind
        let name = chosen[kind] ?? "main"
        let isFolderAllowed = kind == "vars" || kind == "defaults"
        let plain = ControllerPath.join(folder, name)
        let named = Self.extensions.map { plain + $0 }
        let order = chosen[kind] == nil ? named + [plain] : [plain] + named
        for candidate in order where candidate.hasPrefix(folder + "/") && ControllerPath.exists(candidate) {
            guard ControllerPath.isDirectory(candidate) else { return [candidate] }
            if isFolderAllowed { return Self.filesBelow(candidate) }
        }
        return chosen[kind] == nil ? [] : nil
    }

    private static func filesBelow(_ folder: String) -> [String] {
        ControllerPath.entries(of: folder).filter { !$0.hasPrefix(".") && !$0.hasSuffix("~") }.flatMap { name in
            let path = folder + "/" + name
            let dot = name.lastIndex(of: ".").map { String(name[$0...]) }
            if ControllerPath.isDirectory(path) { return dot == nil ? filesBelow(path) : [] }
            return dot.map(extensions.contains) ?? true ? [path] : []
        }
    }
}

/// Where roles are looked for.
///
/// Source: Ansible's pages "Roles", section "Storing and finding roles", and "Using collections in a playbook".
struct RoleSearch {
    let playDirectory: String
    let rolesPath: [String]
    /// `collections_path`; the folder `collections` beside the playbook comes before.
    var collectionsPath: [String] = []
    /// The collections in which a role without one is looked for first: `collections` of the play.
    var collections: [String] = []
    /// The folder in which the role lies that asks for this one.
    let siblings: String?
    /// Where a name that is a path starts if it leads nowhere else.
    let workingDirectory: String

    /// The folders that may hold the role, best first, each once.
    var folders: [String] {
        (collections.flatMap(folders(of:)) + [ControllerPath.join(playDirectory, "roles")] + rolesPath
            + [siblings].compactMap(\.self) + [playDirectory]).uniqued()
    }

    /// The folders that may hold the roles of a collection, which is called `namespace.name`.
    private func folders(of collection: String) -> [String] {
        let parts = collection.split(separator: ".")
        guard parts.count == 2, !collection.contains("/") else { return [] }
        return ([ControllerPath.join(playDirectory, "collections")] + collectionsPath).map {
            "\($0)/ansible_collections/\(parts[0])/\(parts[1])/roles"
        }
    }

    /// Where a role of this name may be, best first.
    func paths(of name: String) -> [String] {
        let parts = name.split(separator: ".", maxSplits: 2)
        let own = parts.count == 3 ? folders(of: "\(parts[0]).\(parts[1])").map { "\($0)/\(parts[2])" } : []
        return own + folders.map { ControllerPath.join($0, name) }
    }

    /// The folder of the role, and the name it goes by.
    func find(_ name: String) -> (path: String, name: String)? {
        if name.hasPrefix("/") || name.hasPrefix("~") {
            let path = ControllerPath.join("/", name)
            return ControllerPath.isDirectory(path) ? (path, name) : nil
        }
        if let path = paths(of: name).first(where: ControllerPath.isDirectory) { return (path, name) }
        let path = ControllerPath.join(workingDirectory, name)
        return ControllerPath.isDirectory(path) ? (path, ControllerPath.name(of: path)) : nil
    }

    /// All roles there are, for suggestions.
    var names: [String] {
        folders.flatMap { folder in
            ControllerPath.entries(of: folder).filter { ControllerPath.isDirectory("\(folder)/\($0)/tasks") }
        }.uniqued()
    }
}
