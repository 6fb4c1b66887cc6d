import ArgumentParser
import Jinja
import Values

/// What templates may call, by its kind.
enum PluginNames: String, ExpressibleByArgument, CaseIterable {
    case module, filter, test, lookup

    /// In their sorted order; none for modules, which have pages.
    private var all: [String] {
        switch self {
        case .module: []
        case .filter: Templar.filterNames
        case .test: Templar.testNames
        case .lookup: Templar.lookupNames
        }
    }

    func list() -> String { all.map { $0 + "\n" }.joined() }

    /// One line, for these are as in Ansible and need no page.
    func page(_ name: String) throws(Diagnostics) -> String {
        let short = String(name.split(separator: ".").last ?? "")
        guard all.contains(name) || all.contains(short) else { throw Diagnostics(unknown(name)) }
        return "\(name): this \(rawValue) is available and does what Ansible's does.\n"
    }

    private func unknown(_ name: String) -> Diagnostic {
        Diagnostic(
            rawValue, "unknown \(rawValue)", detail: "There is no \(rawValue) named `\(name)`.",
            help: Suggestion.question(for: name, among: all)
                ?? "`swiftplay doc --type \(rawValue)` lists those that exist"
        )
    }
}
