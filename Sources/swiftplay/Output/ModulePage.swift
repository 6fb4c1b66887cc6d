import ModuleKit

/// The documentation of one module, made from its declaration.
struct ModulePage {
    private let table: ArgumentTable

    init(_ table: ArgumentTable) { self.table = table }

    private var doc: ModuleDoc { table.doc }

    var text: String {
        var text = "\(doc.name.uppercased())    (\(doc.collection).\(doc.name))\n\n  \(doc.summary)\n\nARGUMENTS\n"
        for argument in table.arguments { text += plain(argument) }
        text += closing { "\n\($0.uppercased())\n" }
        return text + "\nEXAMPLES\n" + doc.examples.indentedLines(by: "  ")
    }

    var markdown: String {
        var text = "# \(doc.name)\n\n\(doc.summary)\n\n| argument | type | default | meaning |\n|---|---|---|---|\n"
        for argument in table.arguments { text += row(argument) }
        text += closing { "\n## \($0)\n\n" }
        return text + "\n## Examples\n\n```yaml\n\(doc.examples)\n```\n"
    }

    private func plain(_ argument: ArgumentSpec) -> String {
        var traits = [argument.typeName]
        if argument.isRequired { traits.append("required") }
        if let text = argument.defaultText { traits.append("default: \(text)") }
        if let choices = argument.choices { traits.append("one of: \(choices.joined(separator: ", "))") }
        if !argument.aliases.isEmpty { traits.append("also: \(argument.aliases.joined(separator: ", "))") }
        let own = "  \(argument.name)  (\(traits.joined(separator: "; ")))\n      \(argument.help)\n"
        return own + (argument.fields ?? []).map { plain($0).indentedLines(by: "    ") }.joined()
    }

    /// - Parameter outer: The names of what the argument is a field of.
    private func row(_ argument: ArgumentSpec, in outer: String = "") -> String {
        let names = ([argument.name] + argument.aliases).map { "`\(outer)\($0)`" }.joined(separator: ", ")
        let value = argument.isRequired ? "**required**" : argument.defaultText.map { "`\($0)`" } ?? ""
        let choices = argument.choices.map { " One of \($0.map { "`\($0)`" }.joined(separator: ", "))." } ?? ""
        let own = "| \(names) | \(argument.typeName) | \(value) | \(argument.help)\(choices) |\n"
        return own + (argument.fields ?? []).map { row($0, in: "\(outer)\(argument.name).") }.joined()
    }

    private func closing(_ heading: (String) -> String) -> String {
        var text = ""
        if !table.rules.isEmpty { text += heading("Rules") + table.rules.map { "- \($0.text)\n" }.joined() }
        if !doc.returns.isEmpty {
            text += heading("Return values") + doc.returns.map { "- \($0.name): \($0.text)\n" }.joined()
        }
        text += heading("Check mode") + "  \(doc.checkMode.sentence)\n"
        if let differences = doc.differences {
            text += heading("Differences from Ansible") + differences.indentedLines(by: "  ")
        }
        for (title, reasons) in [("Without effect", doc.ignored), ("Not supported", doc.refused)] where !reasons.isEmpty
        {
            text += heading(title)
            for (name, reason) in reasons.sorted(by: { $0.key < $1.key }) { text += "- \(name): \(reason)\n" }
        }
        return text
    }
}

extension ModuleDoc.CheckMode {
    fileprivate var sentence: String {
        switch self {
        case .full: "What the task would change is forecast."
        case .partly(let exception): "What the task would change is forecast, except \(exception)."
        case .runs: "The task runs as it does otherwise, because it changes no host."
        case .rehearses: "The module itself tells what it would change, on the host."
        case .skips: "The task is skipped, unless its conditions alone decide the result."
        }
    }
}

extension String {
    fileprivate func indentedLines(by margin: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "\n" : "\(margin)\($0)\n" }.joined()
    }
}
