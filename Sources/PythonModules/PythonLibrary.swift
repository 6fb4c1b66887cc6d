import Controller
package import ModuleKit
import Synchronization
import Values

/// The modules that others have written for Ansible, as far as they are on this machine: beside playbooks, in roles, in
/// installed collections and in ansible-core.
///
/// Nothing is read before a task names a module that swiftplay does not have.
package final class PythonLibrary: ModuleFinder {
    /// Where the configuration says they are.
    package struct Paths: Sendable {
        /// Folders of modules, before those beside playbooks.
        let modules: [String]
        /// Folders of what modules have in common, of the project.
        let moduleUtils: [String]
        /// Folders in which `ansible_collections` is.
        let collections: [String]
        /// The Python of hosts whose variables name none; `auto` looks for one.
        let interpreter: String

        package init(
            modules: [String] = [], moduleUtils: [String] = [], collections: [String] = [], interpreter: String = "auto"
        ) {
            self.modules = modules
            self.moduleUtils = moduleUtils
            self.collections = collections
            self.interpreter = interpreter
        }
    }

    private struct Known {
        /// Playbooks' and roles' own, the first that was named first.
        var folders: [String] = []
        /// Collections whose modules need no full name.
        var collections: [String] = []
        var answers: [String: Answer] = [:]
        var own: [String: OwnModule?] = [:]
        var controller: ControllerPython?
        var routing: [String: PluginRouting] = [:]
        var base: CodeTree?
        var code: [String: ModuleCode] = [:]

        /// What was not found, or found elsewhere, may be here now.
        mutating func forget() {
            answers = [:]
            own = [:]
            code = [:]
        }
    }

    enum Answer {
        case found(ModuleEntry)
        case obstacle(reason: String, help: String)
        case unknown
    }

    let paths: Paths
    private let isTaken: @Sendable (String) -> Bool
    private let known = Mutex(Known())

    /// - Parameter isTaken: Whether a name means something else, such as an action.
    package convenience init(_ paths: Paths, except isTaken: @escaping @Sendable (String) -> Bool) {
        self.init(paths, controller: nil, except: isTaken)
    }

    /// - Parameter controller: The Ansible of this machine; `nil` looks for it when it is needed.
    init(_ paths: Paths, controller: ControllerPython?, except isTaken: @escaping @Sendable (String) -> Bool) {
        self.paths = paths
        self.isTaken = isTaken
        known.withLock { $0.controller = controller }
    }

    package func module(named name: String) -> ModuleEntry? {
        if case .found(let entry) = answer(name) { entry } else { nil }
    }

    package func obstacle(to name: String) -> (reason: String, help: String)? {
        if case .obstacle(let reason, let help) = answer(name) { (reason, help) } else { nil }
    }

    package func ownModule(named name: String) -> OwnModule? {
        if let own = known.withLock({ $0.own[name] }) { return own }
        let own = findOwn(name)
        known.withLock { $0.own[name] = own }
        return own
    }

    package func look(beside folder: String) {
        known.withLock { known in
            guard !known.folders.contains(folder) else { return }
            known.folders.append(folder)
            known.forget()
        }
    }

    package func look(in collections: [String]) {
        known.withLock { known in
            let new = collections.filter { !known.collections.contains($0) }
            guard !new.isEmpty else { return }
            known.collections += new
            known.forget()
        }
    }

    private func answer(_ name: String) -> Answer {
        guard !isTaken(name) else { return .unknown }
        if let answer = known.withLock({ $0.answers[name] }) { return answer }
        let answer = search(name, hops: 0)
        known.withLock { $0.answers[name] = answer }
        return answer
    }
}

// Where a name leads.
extension PythonLibrary {
    private func search(_ name: String, hops: Int) -> Answer {
        guard hops < 10 else { return .unknown }
        let short = name.withoutBuiltinCollection
        let parts = short.split(separator: ".", maxSplits: 2).map(String.init)
        if parts.count == 3 {
            return inCollection("\(parts[0]).\(parts[1])", parts[2], hops)
                ?? notInstalled(name, "\(parts[0]).\(parts[1])")
        }
        guard parts.count == 1, !short.isEmpty, !short.contains("/") else { return .unknown }
        if let file = ownFile(name) { return entry(file) }
        if let answer = inCore(short, hops) { return answer }
        return collections.lazy.compactMap { self.inCollection($0, short, hops) }.first ?? .unknown
    }

    /// The project's own file of this name; what is named as Ansible's own is never meant by it.
    private func ownFile(_ name: String) -> FoundFile? {
        let short = name.withoutBuiltinCollection
        guard !name.hasPrefix(BuiltinCollection.name + "."), !short.contains("."), !short.contains("/"), !short.isEmpty
        else { return nil }
        return inFolders(short).map {
            FoundFile($0, name: short, collection: Self.legacy, as: "ansible.modules.\(short)")
        }
    }

    private func findOwn(_ name: String) -> OwnModule? {
        guard let file = ownFile(name) else { return nil }
        if let core = controller.core, ControllerPath.exists("\(core)/plugins/action/\(file.name).py") {
            return OwnModule(path: file.path, use: .cannot(Self.behindAction(file.name)))
        }
        switch entry(file) {
        case .found(let entry): return OwnModule(path: file.path, use: .runs(entry))
        case .obstacle(let reason, _): return OwnModule(path: file.path, use: .cannot(reason))
        case .unknown: return nil
        }
    }

    fileprivate static func behindAction(_ name: String) -> String {
        "`\(name)` is done by an action plugin of Ansible, and those do not run here."
    }

    static let legacy = "ansible.legacy"

    private func inFolders(_ name: String) -> String? {
        let own = folders.map { "\($0)/library" }
        return (paths.modules + own).lazy.compactMap { Self.file(named: name, below: $0, depth: 0) }.first
    }

    /// Modules may stand in folders below the one that is named.
    private static func file(named name: String, below folder: String, depth: Int) -> String? {
        let entries = ControllerPath.entries(of: folder)
        let own = entries.filter { ($0 == name || $0.hasPrefix(name + ".")) && isModule($0) }
        if let best = own.first(where: { $0.hasSuffix(".py") }) ?? own.first,
            !ControllerPath.isDirectory("\(folder)/\(best)")
        {
            return "\(folder)/\(best)"
        }
        guard depth < 8 else { return nil }
        return entries.lazy.map { "\(folder)/\($0)" }.filter(ControllerPath.isDirectory).compactMap {
            file(named: name, below: $0, depth: depth + 1)
        }.first
    }

    private static func isModule(_ file: String) -> Bool {
        let others = [
            ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".yaml", ".yml", ".ini", ".json",
            ".ps1",
            ".cs",
        ]
        return file != "__init__.py" && !others.contains(where: file.hasSuffix)
    }

    private func inCore(_ name: String, _ hops: Int) -> Answer? {
        guard let core = controller.core else { return nil }
        let path = "\(core)/modules/\(name).py"
        if ControllerPath.exists(path) {
            if ControllerPath.exists("\(core)/plugins/action/\(name).py") { return .action(name) }
            return entry(
                FoundFile(path, name: name, collection: BuiltinCollection.name, as: "ansible.modules.\(name)"))
        }
        return follow(routing("\(core)/config/ansible_builtin_runtime.yml")[name], name, hops)
    }

    private func inCollection(_ collection: String, _ name: String, _ hops: Int) -> Answer? {
        let relative = "ansible_collections/\(collection.replacing(".", with: "/"))"
        guard let root = collectionRoots.map({ "\($0)/\(relative)" }).first(where: ControllerPath.isDirectory) else {
            return nil
        }
        let path = "\(root)/plugins/modules/\(name.replacing(".", with: "/")).py"
        if ControllerPath.exists(path) {
            if ControllerPath.exists("\(root)/plugins/action/\(name).py") { return .action("\(collection).\(name)") }
            return entry(
                FoundFile(
                    path, name: name, collection: collection,
                    as: "ansible_collections.\(collection).plugins.modules.\(name)"))
        }
        return follow(routing("\(root)/meta/runtime.yml")[name], "\(collection).\(name)", hops)
    }

    private func follow(_ entry: PluginRouting.Entry?, _ name: String, _ hops: Int) -> Answer? {
        switch entry {
        case .redirect(let target): search(target, hops: hops + 1)
        case .tombstone(let words):
            .obstacle(
                reason: "`\(name)` exists no longer: \(words)", help: "`swiftplay doc` lists the available modules")
        case nil: nil
        }
    }

    private func notInstalled(_ name: String, _ collection: String) -> Answer {
        let isThere = collectionRoots.contains {
            ControllerPath.isDirectory("\($0)/ansible_collections/\(collection.replacing(".", with: "/"))")
        }
        guard !isThere else { return .unknown }
        return .obstacle(
            reason:
                "`\(name)` is not among the modules of swiftplay, and the collection \(collection) is not on this machine.",
            help:
                "where the collection and ansible-core are installed here, `--allow-python` lets hosts run it with their own Python"
        )
    }

    private func entry(_ file: FoundFile) -> Answer {
        guard let source = try? SourceFile.bytes(of: file.path, isStream: false) else {
            return .obstacle(reason: "\(file.path) cannot be read.", help: "look at its owner and mode")
        }
        let style = ModuleStyle(of: source, package: file.package)
        guard style != .importing || controller.core != nil else {
            return .obstacle(
                reason:
                    "`\(file.name)` is a module of this project that needs what Ansible has, and Ansible is not on this machine.",
                help: "install ansible-core here; `--allow-python` then lets hosts run it with their own Python")
        }
        return .found(ModuleEntry(file, source, style, library: self))
    }
}

extension PythonLibrary.Answer {
    fileprivate static func action(_ name: String) -> PythonLibrary.Answer {
        .obstacle(
            reason: PythonLibrary.behindAction(name),
            help: "`swiftplay doc` lists the available modules")
    }
}

// What is looked at once.
extension PythonLibrary {
    private var folders: [String] { known.withLock { $0.folders } }
    private var collections: [String] { known.withLock { $0.collections } }

    var controller: ControllerPython {
        if let controller = known.withLock({ $0.controller }) { return controller }
        let controller = ControllerPython.find()
        known.withLock { $0.controller = controller }
        return controller
    }

    private var collectionRoots: [String] {
        folders.map { "\($0)/collections" } + paths.collections + controller.path
    }

    private func routing(_ path: String) -> PluginRouting {
        if let routing = known.withLock({ $0.routing[path] }) { return routing }
        let routing = PluginRouting(path)
        known.withLock { $0.routing[path] = routing }
        return routing
    }

    /// A module of Python with all that it needs, put together once.
    func code(of file: FoundFile, _ source: [UInt8]) -> ModuleCode {
        if let code = known.withLock({ $0.code[file.path] }) { return code }
        let core = controller.core.map { ["\($0)/module_utils"] } ?? []
        let base = base(core)
        var closure = ImportClosure(
            in: ImportClosure.Roots(
                moduleUtils: folders.map { "\($0)/module_utils" } + paths.moduleUtils + core,
                collections: collectionRoots))
        closure.add(source, named: file.importName)
        let code = ModuleCode(
            name: file.importName, files: closure.files, beside: base, version: controller.version)
        known.withLock { $0.code[file.path] = code }
        return code
    }

    /// What nearly all modules need.
    private func base(_ core: [String]) -> CodeTree {
        if let base = known.withLock({ $0.base }) { return base }
        var closure = ImportClosure(in: ImportClosure.Roots(moduleUtils: core, collections: []))
        closure.add(named: "ansible.module_utils.basic")
        let base = CodeTree(closure.files)
        known.withLock { $0.base = base }
        return base
    }
}

/// The file of a module.
struct FoundFile: Sendable {
    let path: String
    let name: String
    let collection: String
    /// The name by which Python imports it.
    let importName: String

    init(_ path: String, name: String, collection: String, as importName: String) {
        self.path = path
        self.name = name
        self.collection = collection
        self.importName = importName
    }

    var package: String { importName.split(separator: ".").dropLast().joined(separator: ".") }
}

/// A module of Python and what it imports.
struct ModuleCode: Sendable {
    let name: String
    /// What nearly all modules need, which hosts keep apart; `nil` if this one has it all in its own.
    let base: CodeTree?
    let own: CodeTree
    /// Of ansible-core.
    let version: String

    init(name: String, files: [String: [UInt8]], beside base: CodeTree, version: String) {
        self.name = name
        self.version = version
        // One that may start itself again under another Python needs all in one place, and so does one that brings another
        // file of the same name.
        let isWhole =
            files["ansible/module_utils/common/respawn.py"] != nil
            || files.contains { path, source in base.files[path].map { $0 != source } ?? false }
        self.base = isWhole ? nil : base
        own = CodeTree(isWhole ? files : files.filter { base.files[$0.key] == nil })
    }

    var trees: [CodeTree] { [own] + [base].compactMap(\.self) }
}
