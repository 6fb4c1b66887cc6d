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
        // Under `jinja2_native` a file stays text, unless the lookup itself says otherwise.
        let isNative = call.evaluation.context.settings.native
        let converts = try isNative ? call.flag("jinja2_native", or: false) : call.flag("convert_data", or: true)
        var results: [Object] = []
        for name in try call.texts() {
            let path = try call.find(name, .templates)
            let source = TemplateText(file: SourceFile(path: path, text: try call.contents(of: path)))
            let text = try call.evaluation.render(
                source, named: name, options, with: call.option("template_vars")?.dict)
            results.append(converts ? call.evaluation.literal(text) : .verbatim(text))
        }
        return results
    }
}

extension Evaluation {
    /// A template file within this evaluation, with further variables.
    fileprivate func render(
        _ source: TemplateText, named name: String, _ options: TemplateOptions, with variables: DictObject?
    ) throws(Fault) -> String {
        var scope = TemplateScope(
            over: context.scope, name: name, path: source.span.file.path, destination: nil, settings: context.settings)
        for (key, value) in try variables?.entries() ?? [] { scope.further[key] = try plain(value) }
        let origin = Origin(scope, in: self)
        return try enter { () throws(Fault) in try renderFile(source, options, in: origin, ownFolderFirst: true) }
    }
}
