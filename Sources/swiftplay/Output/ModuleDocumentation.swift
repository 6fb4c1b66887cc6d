import ArgumentParser
import ModuleKit
import Modules
import Playbook
import Runner
import Values

/// What can be looked up with `swiftplay doc`: modules, and actions of the controller.
enum ModuleDocumentation {
    static let all = (Catalogue.standard.entries.map(\.table) + Actions.entries.map(\.table))
        .sorted { $0.doc.name < $1.doc.name }

    /// The names of modules, for a shell that completes one.
    static var completion: CompletionKind { .custom { _, _, _ in all.map(\.doc.name) } }

    static func table(named name: String) -> ArgumentTable? { all.first { $0.doc.allNames.contains(name) } }

    static func list() -> String {
        let width = all.map(\.doc.name.count).max() ?? 0
        return all.map { table in
            let padding = String(repeating: " ", count: width - table.doc.name.count)
            return "\(table.doc.name)\(padding)  \(table.doc.summary)\n"
        }.joined()
    }

    static func unknown(_ name: String) -> Diagnostic {
        var unknown = Diagnostic.noModule(name, at: nil, known: all.map(\.doc.name))
        unknown.help = unknown.help ?? "`swiftplay doc` lists the available modules"
        return unknown
    }
}
