import OrderedCollections
import Values

extension Filter {
    /// YAML.
    static var yamlFormats: [Filter] {
        [
            Filter("to_yaml", "default_flow_style=none, " + yamlOptions) { (input, bound, evaluation) throws(Fault) in
                try requireData(input, for: .yaml)
                var writer = try yamlWriter(bound, from: 1, indent: 2)
                writer.flow = bound[0].isNone ? .leaves : try bound.flag(0) ? .always : .never
                return .verbatim(broken(writer.write(try part(input, evaluation)), bound[8]))
            },
            Filter("to_nice_yaml", yamlOptions) { (input, bound, evaluation) throws(Fault) in
                try requireData(input, for: .yaml)
                let writer = try yamlWriter(bound, from: 0, indent: 4)
                return .verbatim(broken(writer.write(try part(input, evaluation)), bound[7]))
            },
            Filter("from_yaml", "") { (input, _, _) throws(Fault) in
                guard let text = input.string else { return input }
                return try yaml(text).first ?? .none
            },
            Filter("from_yaml_all", "") { (input, _, _) throws(Fault) in
                guard let text = input.string else { return input }
                return .list(try yaml(text))
            },
        ]
    }

    private static let yamlOptions =
        "indent=none, width=80, sort_keys=true, explicit_start=false, explicit_end=false, allow_unicode=true, "
        + "default_style=none, line_break=none"

    private static func yamlWriter(_ bound: Bound, from first: Int, indent: Int) throws(Fault) -> YAMLWriter {
        var writer = YAMLWriter()
        writer.indent = try bound.optionalInt(first) ?? indent
        // PyYAML folds at no column when it is told `inf`.
        writer.width = bound[first + 1].number.map { Int($0.isNaN ? 80 : min(max($0, 1), Double(Int32.max))) } ?? 80
        writer.sortsKeys = try bound.flag(first + 2)
        writer.explicitStart = try bound.flag(first + 3)
        writer.explicitEnd = try bound.flag(first + 4)
        writer.allowsUnicode = try bound.flag(first + 5)
        writer.style = try bound.optionalText(first + 6).flatMap(YAMLWriter.Style.init)
        return writer
    }

    /// The text with the line breaks asked for; anything else than a line break is passed over, as PyYAML does.
    private static func broken(_ text: String, _ lineBreak: Object) -> String {
        guard let mark = lineBreak.string, mark == "\r" || mark == "\r\n" else { return text }
        return Python.split(text, on: "\n", limit: -1, fromRight: false).joined(separator: mark)
    }

    /// What the writer takes, with the identity of lists and mappings; `omit` is left out of them.
    private static func part(_ object: Object, _ evaluation: Evaluation) throws(Fault) -> YAMLPart {
        switch object {
        case .list(let list): return .list(try parts(try list.all(), evaluation), identity: list)
        case .tuple(let tuple):
            // Python has one empty tuple, which PyYAML never refers back to.
            return .list(try parts(tuple.items, evaluation), identity: tuple.items.isEmpty ? nil : tuple)
        case .dict(let dict):
            var entries: [(key: Value, value: YAMLPart)] = []
            for (key, value) in try dict.entries() {
                if case .omit = value { continue }
                entries.append((key, try part(value, evaluation)))
            }
            return .map(entries, identity: dict)
        case .pending(let pending): return try part(try pending.force(), evaluation)
        default: return .scalar(try data(object, evaluation))
        }
    }

    private static func parts(_ items: [Object], _ evaluation: Evaluation) throws(Fault) -> [YAMLPart] {
        var parts: [YAMLPart] = []
        for item in items {
            if case .omit = item { continue }
            parts.append(try part(item, evaluation))
        }
        return parts
    }

    /// The documents of a text. Nothing in it is a template: it is data that was read.
    static func yaml(_ text: String) throws(Fault) -> [Object] {
        let documents: [YAMLDocument]
        do {
            documents = try YAMLReader.readAll(SourceFile(path: "<text>", text: text))
        } catch {
            let first = error.all.first
            let position = first?.span.map { " at line \($0.line), column \($0.column)" } ?? ""
            throw Fault.failed(
                "invalid YAML", "Parsing stops\(position): \(first?.detail ?? first?.summary ?? "").")
        }
        return documents.map { object($0.root?.value ?? .null) }
    }

    /// The object of data that is not to be rendered.
    static func object(_ value: Value) -> Object {
        switch value {
        case .template(let template): .string(template.text)
        case .sealed(let sealed): .string(sealed.envelope)
        case .list(let items): .list(items.map(object))
        case .map(let mapping):
            .dict(DictObject(.init(uniqueKeysWithValues: mapping.map { ($0.key, object($0.value)) })))
        default: Object(plain: value) ?? .none
        }
    }
}
