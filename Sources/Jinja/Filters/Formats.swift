import OrderedCollections
import Values

extension Filter {
    /// JSON.
    static var formats: [Filter] {
        [
            Filter(
                "to_json", "indent=none, sort_keys=false, ensure_ascii=true, separators=none, " + jsonOptions, toJSON),
            Filter("to_nice_json", "indent=4, sort_keys=true, ensure_ascii=true, " + jsonOptions, toNiceJSON),
            Filter("tojson", "indent=none", toHTMLJSON),
            Filter("from_json", "", fromJSON),
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

    enum DataFormat {
        case json, sortedJSON, yaml
    }

    static func requireData(_ object: Object, for format: DataFormat, depth: Int = 0) throws(Fault) {
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
            "value cannot be serialized", "\(object.kindInWords.capitalizedFirst) cannot be written as JSON or YAML.",
            help: "turn it into a list with `| list`")
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
            throw Fault(.budget, "indentation too deep", "An indentation of \(indent) is not supported.")
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
            throw Fault.failed("JSON input is not a string", "`from_json` takes a string, not \(input.kindInWords).")
        }
        do {
            return evaluation.root.wrap(try JSONReader.value(of: text))
        } catch {
            throw Fault.failed("invalid JSON", "Parsing stops: \(error.description).")
        }
    }
}
