import ModuleKit

/// What is there of each of Ansible's modules, argument by argument, made from the declarations.
struct ModuleCoverage {
    private let tables: [ArgumentTable]

    init(_ tables: [ArgumentTable]) { self.tables = tables }

    var text: String {
        tables.map { table in
            var text = "\(table.doc.collection).\(table.doc.name)\n  supported: \(Self.names(of: table, quote: ""))\n"
            for (title, reasons) in Self.exceptions(table) {
                for (name, reason) in reasons { text += "  \(title.lowercased()): \(name): \(reason)\n" }
            }
            return text
        }.joined(separator: "\n")
    }

    var markdown: String {
        """
        # Modules

        The modules of swiftplay and their arguments, as `swiftplay doc --coverage --markdown` prints them; `swiftplay doc NAME`
        explains one. Fields of an argument stand behind it in brackets.


        """ + tables.map(section).joined(separator: "\n")
    }

    private func section(_ table: ArgumentTable) -> String {
        let doc = table.doc
        var text = "## \(doc.name)\n\n\(doc.summary) `\(doc.collection).\(doc.name)`\n\n"
        text += "- Arguments: \(Self.names(of: table, quote: "`"))\n"
        for (title, reasons) in Self.exceptions(table) {
            text += "- \(title): " + reasons.map { "`\($0.key)` (\($0.value))" }.joined(separator: ", ") + "\n"
        }
        return text
    }

    private static func exceptions(_ table: ArgumentTable) -> [(String, [(key: String, value: String)])] {
        [("Without effect", table.doc.ignored), ("Not supported", table.doc.refused)]
            .map { ($0.0, $0.1.sorted { $0.key < $1.key }) }.filter { !$0.1.isEmpty }
    }

    private static func names(of table: ArgumentTable, quote: String) -> String {
        let ignored = table.doc.ignored
        let names = table.arguments.filter { ignored[$0.name] == nil }.map { name(of: $0, quote) }
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    private static func name(of argument: ArgumentSpec, _ quote: String) -> String {
        let fields = (argument.fields ?? []).map { name(of: $0, quote) }
        return quote + argument.name + quote + (fields.isEmpty ? "" : " (\(fields.joined(separator: ", ")))")
    }
}
