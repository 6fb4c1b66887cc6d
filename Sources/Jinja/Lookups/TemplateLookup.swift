import Values

extension Lookup {
    /// Rendered template files.
    static let template = Lookup("template") { (call) throws(Fault) in
        var options = TemplateOptions()
        options.trimBlocks = try call.flag("trim_blocks", or: true)
        options.lstripBlocks = try call.flag("lstrip_blocks", or: false)
        let markers: [(String, WritableKeyPath<TemplateOptions, String>)] = [
            ("variable_start_string", \.variableStart), ("variable_end_string", \.variableEnd),
            ("block_start_string", \.blockStart), ("block_end_string", \.blockEnd),
            ("comment_start_string", \.commentStart), ("comment_end_string", \.commentEnd),
        ]
        for (name, path) in markers {
            if let text = try call.text(name) { options[keyPath: path] = text }
        }
        let converts = try call.flag("convert_data", or: true)
        var results: [Object] = []
        for name in try call.texts() {
            let path = try call.find(name, .templates)
            let source = TemplateText(file: SourceFile(path: path, text: try call.contents(of: path)))
            let text = try call.evaluation.render(source, options, with: call.option("template_vars")?.dict)
            results.append(converts ? call.evaluation.literal(text) : .verbatim(text))
        }
        return results
    }
}

extension Evaluation {
    /// A template file within this evaluation, with further variables.
    fileprivate func render(
        _ source: TemplateText, _ options: TemplateOptions, with variables: DictObject?
    ) throws(Fault) -> String {
        var names: [(String, Object)] = [
            ("template_path", .string(source.span.file.path)), ("template_fullpath", .string(source.span.file.path)),
        ]
        for (key, value) in try variables?.entries() ?? [] { names.append((try Python.text(Object(key: key)), value)) }
        let given = names
        return try enter { () throws(Fault) in try renderFile(source, options, with: given, ownFolderFirst: true) }
    }
}
