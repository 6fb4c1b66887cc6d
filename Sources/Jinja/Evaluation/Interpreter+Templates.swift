import Values

/// Templates that use other templates.
extension Evaluation {
    /// A template file as text, with the variables of `origin`.
    func renderFile(
        _ template: TemplateText, _ options: TemplateOptions, in origin: Origin, ownFolderFirst: Bool = false
    ) throws(Fault) -> String {
        let compiled = try CompiledTemplate.file(template, options: options)
        noteChanges(compiled.changesValues)
        let folder = TemplateFolder(of: template, comesFirst: ownFolderFirst)
        let module = Module(origin, mode: .text, options: compiled.options, folder: folder)
        module.addBlocks(of: LoadedTemplate(source: template, compiled: compiled))
        let frame = Frame(nil, module: module, source: template, names: compiled.names)
        let sink = TextSink(waiting: .forNothing, capacity: 2 * template.text.utf8.count)
        try run(compiled, frame, sink)
        let text = try sink.whole()
        guard options.keepTrailingNewline else { return text }
        let have = text.utf8.reversed().prefix { $0 == .newline }.count
        let missing = max(0, compiled.finalLineBreaks - have)
        return missing == 0 ? text : text + String(repeating: compiled.options.newlineSequence, count: missing)
    }

    // MARK: Blocks

    func render(_ node: BlockNode, _ frame: Frame, _ sink: TextSink) throws(Fault) {
        let definitions = frame.module.blocks[node.name] ?? [(node, frame.source)]
        try render(definitions, from: 0, around: node.isScoped ? frame : templateFrame(of: frame), sink)
    }

    private func templateFrame(of frame: Frame) -> Frame {
        var outermost = frame
        while let parent = outermost.parent, parent.module === frame.module { outermost = parent }
        return outermost
    }

    /// Renders one definition of a block; `super()` in it is the next.
    func render(
        _ definitions: [(block: BlockNode, source: TemplateText)], from index: Int, around frame: Frame,
        _ sink: TextSink
    ) throws(Fault) {
        let (block, source) = definitions[index]
        guard !block.isRequired else {
            throw Fault.failed("required block not overridden", "No template overrides the block `\(block.name)`.")
                .located(at: block.position, in: source)
        }
        let inner = Frame(frame, module: frame.module, source: source, names: block.body.names, isApart: true)
        inner.set(.super, .instance(BlockObject(block.name, definitions, from: index + 1, frame)))
        inner.set(.self, .instance(SelfObject(frame)))
        _ = try enter { () throws(Fault) in try run(block.body.statements, inner, sink) }
    }

    func extend(_ node: TemplateReferenceNode, _ frame: Frame) throws(Fault) {
        let parent = try load(node.template, frame, at: node.position)
        frame.module.addBlocks(of: parent)
        frame.module.parent = parent
    }

    // MARK: Include and import

    func include(_ node: IncludeNode, _ frame: Frame, _ sink: TextSink) throws(Fault) {
        let template: LoadedTemplate
        do {
            template = try load(node.template, frame, at: node.position)
        } catch {
            if node.ignoresMissing, error.kind == .lookup { return }
            throw error
        }
        _ = try rendered(template, withContext: node.withContext, frame, sink)
    }

    private func rendered(
        _ template: LoadedTemplate, withContext: Bool, _ frame: Frame, _ sink: TextSink
    ) throws(Fault) -> Frame {
        let module = Module(
            withContext ? frame.module.origin : nil, mode: frame.module.mode, options: frame.module.options,
            folder: frame.module.folder)
        module.addBlocks(of: template)
        let inner = Frame(
            withContext ? frame : nil, module: module, source: template.source, names: template.compiled.names,
            isApart: true)
        try enter { () throws(Fault) in try run(template.compiled, inner, sink) }
        return inner
    }

    func perform(_ node: ImportNode, _ frame: Frame, _ statement: Statement) throws(Fault) {
        let template = try load(node.template, frame, at: node.position)
        let sink = TextSink()
        let inner = try rendered(template, withContext: node.withContext, frame, sink)
        let module = ModuleObject(inner.exported, text: try sink.whole())
        if case .importAll = statement {
            frame.set(node.names[0].alias, .instance(module))
            return
        }
        for (name, alias) in node.names {
            guard let value = module.attribute(name) else {
                throw Fault(
                    .undefined, "name not defined in template", "The imported template does not define `\(name)`.",
                    help: Suggestion.question(for: name, among: inner.exported.map(\.name))
                ).located(at: node.position, in: frame.source)
            }
            frame.set(alias, value)
        }
    }

    // MARK: Finding templates

    private func load(_ expression: Expression, _ frame: Frame, at position: Position) throws(Fault) -> LoadedTemplate {
        let object = try evaluate(expression, frame)
        var names: [String] = []
        if let name = object.string {
            names = [name]
        } else {
            for item in try Python.iterate(object) { names.append(try Python.text(item)) }
        }
        var searched: [String] = []
        for name in names {
            let paths = candidates(name, frame.module.folder)
            for path in paths {
                if let template = try template(at: path, frame.module.options) { return template }
            }
            searched += paths
        }
        throw Fault(
            .lookup, "template not found",
            "`\(names.joined(separator: "`, `"))` was not found. Searched: \(searched.joined(separator: ", "))."
        ).located(at: position, in: frame.source)
    }

    /// The template in a file, read and compiled once; `nil` if there is no such file.
    private func template(at path: String, _ options: TemplateOptions) throws(Fault) -> LoadedTemplate? {
        if let known = used[path], known.compiled.options == options { return known }
        guard let file = TemplateFile.source(at: path) else { return nil }
        let source = TemplateText(file: file)
        let template = LoadedTemplate(
            source: source, compiled: try CompiledTemplate.included(source, options: options))
        noteChanges(template.compiled.changesValues)
        used[path] = template
        return template
    }

    /// Where templates of the role and playbook are, and beside the template that began it all. As Jinja has it, a
    /// name leads down from there, whatever template it stands in.
    private func candidates(_ name: String, _ folder: TemplateFolder?) -> [String] {
        let parts = name.split(separator: "/").filter { $0 != "." }
        guard !parts.isEmpty, !parts.contains("..") else { return [] }
        let name = parts.joined(separator: "/")
        let paths = context.lookups.candidates(name, .templates)
        guard let folder else { return paths }
        return folder.comesFirst
            ? [Path.join(folder.path, name)] + paths
            : paths + [Path.join(folder.path, "templates/\(name)"), Path.join(folder.path, name)]
    }
}
