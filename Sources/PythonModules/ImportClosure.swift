import Controller
import Values

/// The files that a module of Python needs on a host: what it imports of module_utils and of collections, and what that
/// imports, and so on. Everything else the host's Python has or has not.
struct ImportClosure {
    /// Where packages are: `ansible.module_utils` in folders of the project and then in ansible-core, collections in roots.
    struct Roots: Sendable {
        var moduleUtils: [String]
        var collections: [String]
    }

    private let roots: Roots
    /// By their paths in a directory that stands in `sys.path`.
    private(set) var files: [String: [UInt8]] = [:]
    private var seen: Set<String> = []
    private var waiting: [String] = []

    init(in roots: Roots) { self.roots = roots }

    /// Adds a file under the name by which it is run or imported, with all that it needs.
    mutating func add(_ source: [UInt8], named name: String) {
        files[Self.path(of: name) + ".py"] = source
        seen.insert(name)
        waitFor(PythonImports(in: source, package: Self.parent(of: name)))
        drain()
    }

    mutating func add(named name: String) {
        waiting.append(name)
        drain()
    }

    private mutating func waitFor(_ imports: PythonImports) { waiting += imports.names }

    private mutating func drain() {
        while let name = waiting.popLast() {
            guard Self.isTaken(name), seen.insert(name).inserted else { continue }
            let parent = Self.parent(of: name)
            if Self.isTaken(parent) { waiting.append(parent) }
            take(name)
        }
    }

    private mutating func take(_ name: String) {
        if let source = content(of: name, "/__init__.py") {
            takePackage(name, source)
        } else if let source = content(of: name, ".py") {
            files[Self.path(of: name) + ".py"] = source
            waitFor(PythonImports(in: source, package: Self.parent(of: name)))
        }
    }

    /// A package that says nothing is left to Python, which finds its parts in several directories then. One that does
    /// something must be whole, because all of it is looked for where its `__init__` is.
    private mutating func takePackage(_ name: String, _ source: [UInt8]) {
        guard Self.doesSomething(source) else { return }
        files[Self.path(of: name) + "/__init__.py"] = source
        waitFor(PythonImports(in: source, package: name))
        for folder in folders(of: name).reversed() {
            for entry in ControllerPath.entries(of: folder) where entry != "__init__.py" {
                let isPackage = ControllerPath.exists("\(folder)/\(entry)/__init__.py")
                if entry.hasSuffix(".py") { waiting.append("\(name).\(entry.dropLast(3))") }
                if isPackage { waiting.append("\(name).\(entry)") }
            }
        }
    }

    private func content(of name: String, _ ending: String) -> [UInt8]? {
        for folder in folders(of: name) {
            if let bytes = try? SourceFile.bytes(of: folder + ending, isStream: false) { return bytes }
        }
        return nil
    }

    /// Where a module or package of this name may stand, without its ending.
    private func folders(of name: String) -> [String] {
        if name == Self.moduleUtils { return roots.moduleUtils }
        if name.hasPrefix(Self.moduleUtils + ".") {
            return roots.moduleUtils.map {
                "\($0)/\(Self.path(of: String(name.dropFirst(Self.moduleUtils.count + 1))))"
            }
        }
        return roots.collections.map { "\($0)/\(Self.path(of: name))" }
    }

    private static let moduleUtils = "ansible.module_utils"

    /// Whether hosts are given it: the rest of Ansible stays here.
    private static func isTaken(_ name: String) -> Bool {
        name == moduleUtils || name.hasPrefix(moduleUtils + ".")
            || name.hasPrefix("ansible_collections.") && name.split(separator: ".").count > 4
    }

    private static func path(of name: String) -> String { name.replacing(".", with: "/") }
    private static func parent(of name: String) -> String {
        name.split(separator: ".").dropLast().joined(separator: ".")
    }

    /// Whether there is more in it than comments, a text and what every file begins with.
    private static func doesSomething(_ source: [UInt8]) -> Bool {
        let harmless = ["from __future__", "__metaclass__", "__path__", "\"", "#"]
        return String(decoding: source, as: UTF8.self).split(separator: "\n").map(\.trimmed).contains { line in
            !line.isEmpty && !harmless.contains(where: line.hasPrefix)
        }
    }
}
