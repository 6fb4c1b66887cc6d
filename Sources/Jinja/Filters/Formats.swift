import OrderedCollections
import Values

extension Filter {
    /// JSON and YAML.
    static var formats: [Filter] {
        [
            Filter(
                "to_json", "indent=none, sort_keys=false, ensure_ascii=true, separators=none, " + jsonOptions, toJSON),
            Filter("to_nice_json", "indent=4, sort_keys=true, ensure_ascii=true, " + jsonOptions, toNiceJSON),
            Filter("tojson", "indent=none", toHTMLJSON),
            Filter("from_json", "", fromJSON),
            Filter("to_yaml", "default_flow_style=none, " + yamlOptions) { (input, bound, evaluation) throws(Fault) in
                try requireData(input, for: .yaml)
                var writer = try yamlWriter(bound, from: 1, indent: 2)
                writer.flow = bound[0].isNone ? .leaves : try bound.flag(0) ? .always : .never
                return .verbatim(broken(writer.write(try data(input, evaluation)), bound[8]))
            },
            Filter("to_nice_yaml", yamlOptions) { (input, bound, evaluation) throws(Fault) in
                try requireData(input, for: .yaml)
                let writer = try yamlWriter(bound, from: 0, indent: 4)
                return .verbatim(broken(writer.write(try data(input, evaluation)), bound[7]))
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

    /// Plain data for a writer; `omit` has no place there.
    static func data(_ input: Object, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.plain(input) ?? .string(Omit.placeholder)
    }

    // MARK: JSON

    /// What Python's `json.dumps` and Ansible's encoder take besides, and what changes nothing here.
    private static let jsonOptions =
        "skipkeys=false, check_circular=true, allow_nan=true, vault_to_text=false, preprocess_unsafe=false"

    /// Plain data in which nothing is that JSON does not have.
    private static func jsonData(_ input: Object, _ evaluation: Evaluation, sorted: Bool) throws(Fault) -> Value {
        try requireData(input, for: sorted ? .sortedJSON : .json)
        return try data(input, evaluation)
    }

    private enum DataFormat {
        case json, sortedJSON, yaml
    }

    private static func requireData(_ object: Object, for format: DataFormat, depth: Int = 0) throws(Fault) {
        guard depth < Python.deepestShown else { return }
        switch object {
        case .undefined(let undefined): throw undefined.fault
        case .instance(let instance) where !(instance is DateTimeObject) && !(instance is MacroObject):
            throw noData(object)
        // PyYAML knows tuples, but none with names.
        case .tuple(let tuple) where format == .yaml && !tuple.fields.isEmpty: throw noData(object)
        case .list(let list): for item in try list.all() { try requireData(item, for: format, depth: depth + 1) }
        case .tuple(let tuple): for item in tuple.items { try requireData(item, for: format, depth: depth + 1) }
        case .dict(let dict):
            if format == .sortedJSON {
                _ = try Ordering.sorted(dict.keys.map { Object(key: $0) }, isReversed: false)
            }
            for entry in try dict.entries() { try requireData(entry.value, for: format, depth: depth + 1) }
        default: break
        }
    }

    private static func noData(_ object: Object) -> Fault {
        Fault.failed(
            "something that is no data", "\(object.kindInWords.capitalizedFirst) cannot be written as data.",
            help: "make a list of it with `| list`")
    }

    @Sendable private static func toJSON(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        var writer = JSONWriter(
            indent: try indent(bound), sortsKeys: try bound.flag(1), ensuresASCII: try bound.flag(2))
        if let separators = try bound[3].sequenceItems(), separators.count == 2 {
            writer.itemSeparator = try Python.text(separators[0])
            writer.keySeparator = try Python.text(separators[1])
        }
        return .verbatim(writer.write(try jsonData(input, evaluation, sorted: writer.sortsKeys)))
    }

    private static func indent(_ bound: Bound) throws(Fault) -> Int? {
        if bound[0].isNone { return nil }
        let indent = try bound.int(0)
        guard indent <= 1000 else {
            throw Fault(.budget, "an indentation that is too deep", "An indentation of \(indent) is not supported.")
        }
        return max(0, indent)
    }

    @Sendable private static func toNiceJSON(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        var writer = JSONWriter(
            indent: try indent(bound), sortsKeys: try bound.flag(1), ensuresASCII: try bound.flag(2))
        writer.itemSeparator = ","
        writer.keySeparator = ": "
        return .verbatim(writer.write(try jsonData(input, evaluation, sorted: writer.sortsKeys)))
    }

    /// Jinja's own: safe inside HTML, keys in order.
    @Sendable private static func toHTMLJSON(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let writer = JSONWriter(indent: try indent(bound), sortsKeys: true)
        let text = writer.write(try jsonData(input, evaluation, sorted: true))
        return .string(
            text.replacingScalars("<", with: "\\u003c").replacingScalars(">", with: "\\u003e").replacingScalars(
                "&", with: "\\u0026"
            )
            .replacingScalars("'", with: "\\u0027"))
    }

    @Sendable private static func fromJSON(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        guard let text = input.string else {
            throw Fault.failed("JSON that is no text", "`from_json` needs text, not \(input.kindInWords).")
        }
        do {
            return evaluation.root.wrap(try JSONReader.value(of: text))
        } catch {
            throw Fault.failed("text that is not JSON", "Reading it stops: \(error.description).")
        }
    }

    // MARK: YAML

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

    /// The documents of a text. Nothing in it is a template: it is data that was read.
    static func yaml(_ text: String) throws(Fault) -> [Object] {
        let documents: [YAMLDocument]
        do {
            documents = try YAMLReader.readAll(SourceFile(path: "<text>", text: text))
        } catch {
            let first = error.all.first
            let place = first?.place.map { " at line \($0.line), column \($0.column)" } ?? ""
            throw Fault.failed(
                "text that is not YAML", "Reading it stops\(place): \(first?.detail ?? first?.summary ?? "").")
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
