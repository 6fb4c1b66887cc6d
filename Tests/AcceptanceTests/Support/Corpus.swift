import Foundation

/// Public repositories on this machine, and the playbooks and roles in them.
enum Corpus {
    /// `SWIFTPLAY_CORPUS`: a folder with repositories of Tests/Fixtures/Corpus/repositories.txt, each as `OWNER+NAME`.
    static let folder: String? = Checkout.environment["SWIFTPLAY_CORPUS"]

    /// How many playbooks and how many roles of each repository are looked at.
    static let count = Checkout.environment["SWIFTPLAY_CORPUS_ITEMS"].flatMap { Int($0) } ?? 3

    static let repositories: [String] = {
        let list = try? String(
            contentsOfFile: Checkout.path + "/Tests/Fixtures/Corpus/repositories.txt", encoding: .utf8)
        let names = (list ?? "").split(separator: "\n").filter { !$0.hasPrefix("#") }
        return names.map { String($0).replacing("/", with: "+") }.filter { Checkout.exists("\(folder ?? "")/\($0)") }
    }()

    /// A playbook, and the folder from which a person would run it.
    struct Item: Sendable {
        let name: String
        let playbook: String
        let directory: String
    }

    /// - Parameter scratch: Takes a playbook for each role.
    static func items(of repository: String, scratch: URL) throws -> [Item] {
        let root = "\(folder ?? "")/\(repository)"
        var playbooks: [Item] = []
        var roles: [Item] = []
        let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        for file in files.sorted() {
            let folders = file.split(separator: "/").dropLast()
            if file.hasSuffix("tasks/main.yml"), folders.count > 1 || file == "tasks/main.yml" {
                roles.append(try role(root + "/" + folders.dropLast().joined(separator: "/"), scratch))
            } else if isPlaybook(root + "/" + file, folders) {
                playbooks.append(Item(name: file, playbook: "\(root)/\(file)", directory: start(root, folders)))
            }
        }
        return spread(playbooks) + spread(roles)
    }

    private static func spread(_ items: [Item]) -> [Item] {
        let taken = min(count, items.count)
        return (0..<taken).map { items[$0 * items.count / taken] }
    }

    /// The nearest folder around that has an ansible.cfg, or the repository itself.
    private static func start(_ root: String, _ folders: ArraySlice<Substring>) -> String {
        var folders = folders
        while !folders.isEmpty {
            let folder = "\(root)/\(folders.joined(separator: "/"))"
            if Checkout.exists(folder + "/ansible.cfg") { return folder }
            folders.removeLast()
        }
        return root
    }

    private static let others: Set<Substring> = [
        "tasks", "handlers", "defaults", "vars", "meta", "templates", "files", "group_vars", "host_vars", "library",
        "molecule", "tests", "test",
    ]

    private static func isPlaybook(_ path: String, _ folders: ArraySlice<Substring>) -> Bool {
        guard path.hasSuffix(".yml") || path.hasSuffix(".yaml"), others.isDisjoint(with: folders),
            !folders.contains(where: { $0.hasPrefix(".") }),
            let text = try? String(contentsOfFile: path, encoding: .utf8)
        else { return false }
        return text.split(separator: "\n").contains { $0.hasPrefix("- hosts:") || $0.hasPrefix("  hosts:") }
    }

    private static func role(_ path: String, _ scratch: URL) throws -> Item {
        let role = URL(filePath: path).standardizedFileURL
        let folder = scratch.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "roles"), withDestinationURL: role.deletingLastPathComponent())
        let text = "- hosts: all\n  gather_facts: false\n  roles: [\"\(role.lastPathComponent)\"]\n"
        try Data(text.utf8).write(to: folder.appending(path: "site.yml"))
        return Item(name: path, playbook: "site.yml", directory: folder.path)
    }
}
