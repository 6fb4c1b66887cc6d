import Runner
import Values

/// The fields of a result as text behind `=> `.
///
/// Source: the output of ansible-core 2.18, which the tests beside Ansible compare with.
struct ResultText: Sendable {
    enum Style: Sendable {
        case json, yaml
        /// What a program printed stands behind the other fields, as it is: `debug` of ansible.posix.
        case debug
        /// `changed` before all others, the rest in YAML: `yaml` of community.general.
        case terse
    }

    let style: Style
    let options: ViewOptions

    func text(_ fields: Mapping, isVerbose: Bool) -> String {
        switch style {
        case .json: json(fields, isSpread: options.isPretty ?? (isVerbose || options.verbosity > 2))
        case .yaml:
            "\n"
                + Python.strip(
                    indented(yaml(withoutLines(fields), indent: options.isPretty == false ? 2 : 4, width: 80), by: 4),
                    side: .right)
        case .debug: debug(fields)
        case .terse: terse(withoutLines(fields))
        }
    }

    private func json(_ fields: Mapping, isSpread: Bool) -> String {
        JSONWriter(indent: isSpread ? 4 : nil, sortsKeys: true, ensuresASCII: false).write(.map(fields))
    }

    private func yaml(_ fields: Mapping, indent: Int, width: Int) -> String {
        var writer = YAMLWriter()
        writer.indent = indent
        writer.width = width
        writer.multiline = options.isPretty == false ? .literal : .readable
        return writer.write(.map(fields))
    }

    /// Lines say again what the text beside them says.
    private func withoutLines(_ fields: Mapping) -> Mapping {
        guard options.isPretty != false else { return fields }
        var fields = fields
        for name in ["stdout", "stderr"] where fields[.string(name)] != nil && fields[.string(name + "_lines")] != nil {
            fields[.string(name + "_lines")] = "<omitted>"
        }
        return fields
    }

    private func debug(_ fields: Mapping) -> String {
        let told = ["stdout", "stderr", "msg", "module_stdout", "module_stderr"]
        var rest = fields
        for name in told + ["stdout_lines", "stderr_lines"] { rest.removeValue(forKey: .string(name)) }
        let blocks = told.compactMap { name -> String? in
            guard let value = fields[.string(name)], value.isTrueInPython else { return nil }
            return "\n\n\(name.uppercased()):\n\n\(value.pythonText)\n"
        }
        return json(rest, isSpread: options.isPretty ?? true) + blocks.joined()
    }

    private func terse(_ fields: Mapping) -> String {
        var fields = fields
        var text = ""
        for name in ["changed", "skipped"] {
            guard let value = fields.removeValue(forKey: .string(name)) else { continue }
            text += "\(name)=\(value.pythonText.lowercased()) "
        }
        guard !fields.isEmpty else { return Python.strip(text, side: .right) }
        text += "\n" + yaml(fields, indent: 2, width: 1000)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return Python.strip(lines.joined(separator: "\n  "), side: .right)
    }

    private func indented(_ text: String, by columns: Int) -> String {
        let margin = String(repeating: " ", count: columns)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.allSatisfy(\.isWhitespace) ? String($0) : margin + $0 }.joined(separator: "\n")
    }
}
