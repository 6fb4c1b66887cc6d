import ModuleKit
import Modules
import Runner
import Values

/// What can be looked up with `swiftplay doc`: modules, and actions of the controller.
enum ModuleDocumentation {
    static let all = (Catalogue.standard.entries.map(\.table) + Actions.entries.map(\.table))
        .sorted { $0.doc.name < $1.doc.name }

    static func table(named name: String) -> ArgumentTable? { all.first { $0.doc.allNames.contains(name) } }

    static func list() -> String {
        let width = all.map(\.doc.name.count).max() ?? 0
        return all.map { table in
            let padding = String(repeating: " ", count: width - table.doc.name.count)
            return "\(table.doc.name)\(padding)  \(table.doc.summary)\n"
        }.joined()
    }

    static func unknown(_ name: String) -> Diagnostic {
        Diagnostic(
            "module", "unknown module", detail: "There is no module named \"\(name)\".",
            help: Suggestion.nearest(to: name, among: all.map(\.doc.name)).map { "did you mean \"\($0)\"?" }
                ?? "swiftplay doc")
    }
}
