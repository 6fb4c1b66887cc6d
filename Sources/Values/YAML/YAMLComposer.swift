/// Makes nodes of events: resolves scalars, shares what aliases name, and collects mistakes as it goes.
///
/// It keeps its own stack, so that depth costs memory and never the thread's stack.
struct YAMLComposer {
    /// A collection that is still open.
    struct Frame {
        let isMapping: Bool
        let properties: YAMLProperties
        let start: YAMLMark
        /// Whether `!unsafe` stands here or further out: no text below is a template.
        let isUnsafe: Bool
        /// Items of a sequence; keys and values in turn of a mapping.
        var items: [Node] = []
        /// Which items are `<<` keys.
        var mergeKeys: [Int] = []
        /// Nodes in it, aliases counted as if written out.
        var size = 1

        var expectsKey: Bool { isMapping && items.count.isMultiple(of: 2) }
    }

    /// What an anchor names; its value is there once its node is complete.
    private struct Anchored {
        let span: SourceSpan
        var node: Node?
        var size = 0
    }

    let spans: YAMLSpans
    /// Whether reading began behind a syntax error: anchors may be missing that the file has.
    private let isResumed: Bool
    /// Whether no text at all is a template.
    let isData: Bool
    private(set) var documents: [YAMLDocument] = []
    private(set) var mistakes: [Diagnostic] = []
    private var warnings: [Diagnostic] = []
    private var stack: [Frame] = []
    private var anchors: [String: Anchored] = [:]
    private var aliasedNodes = 0
    private var root: Node?
    private var isOver = false

    init(_ spans: YAMLSpans, isData: Bool, isResumed: Bool) {
        self.spans = spans
        self.isData = isData
        self.isResumed = isResumed
    }

    /// Reads to the end of the file, to a syntax error, which is returned, or to a limit, which is a mistake.
    mutating func compose(fromLine line: Int) -> YAMLProblem? {
        let parser = LibYAMLParser(spans.text(fromLine: line))
        do {
            while !isOver {
                let event = try parser.next()
                take(line == 1 ? event : shift(event, fromLine: line))
            }
            return nil
        } catch {
            return YAMLProblem(
                problem: error.problem, mark: spans.shift(error.mark, fromLine: line), context: error.context,
                contextMark: error.contextMark.map { spans.shift($0, fromLine: line) })
        }
    }

    private func shift(_ event: YAMLEvent, fromLine line: Int) -> YAMLEvent {
        YAMLEvent(
            kind: event.kind, start: spans.shift(event.start, fromLine: line),
            end: spans.shift(event.end, fromLine: line))
    }

    private mutating func take(_ event: YAMLEvent) {
        switch event.kind {
        case .streamStart: break
        case .streamEnd: isOver = true
        case .documentStart: (root, anchors, warnings) = (nil, [:], [])
        case .documentEnd: documents.append(YAMLDocument(root: root, warnings: warnings))
        case .alias(let name): takeAlias(name, event)
        case .scalar(let scalar): takeScalar(scalar, event)
        case .sequenceStart(let properties): open(properties, at: event.start, isMapping: false)
        case .mappingStart(let properties): open(properties, at: event.start, isMapping: true)
        case .collectionEnd: close()
        }
    }

    private mutating func open(_ properties: YAMLProperties, at start: YAMLMark, isMapping: Bool) {
        guard stack.count < YAMLReader.deepestNesting else { return stop(.tooDeep(at: spans.span(start))) }
        let isUnsafe = properties.tag == YAMLTag.unsafe.rawValue || stack.last?.isUnsafe == true
        declare(properties.anchor, at: spans.span(start))
        stack.append(Frame(isMapping: isMapping, properties: properties, start: start, isUnsafe: isUnsafe))
    }

    private mutating func close() {
        guard let frame = stack.popLast() else { return }
        let node = frame.isMapping ? mapping(frame) : sequence(frame)
        add(node, size: frame.size, anchor: frame.properties.anchor)
    }

    private mutating func takeScalar(_ scalar: YAMLScalarText, _ event: YAMLEvent) {
        let isKey = stack.last?.expectsKey ?? false
        let span = YAMLScalarSpan(scalar, from: event.start, to: event.end, in: spans)
        declare(scalar.properties.anchor, at: span.tagSpan)
        if isKey, scalar.isMergeKey {
            stack[stack.count - 1].mergeKeys.append(stack[stack.count - 1].items.count)
            return add(Node(.scalar(.string("<<")), at: span.valueSpan), size: 1, anchor: scalar.properties.anchor)
        }
        let mayBeTemplate = !isKey && !isData && stack.last?.isUnsafe != true
        let value = value(of: scalar, at: span, mayBeTemplate: mayBeTemplate)
        add(Node(.scalar(value), at: span.valueSpan), size: 1, anchor: scalar.properties.anchor)
    }

    private mutating func value(
        of scalar: YAMLScalarText, at span: YAMLScalarSpan, mayBeTemplate: Bool
    ) -> Value {
        do {
            let value = try YAMLScalar.value(of: scalar, at: span)
            guard mayBeTemplate, case .string(let text) = value, TemplateText.hasMarkers(text),
                scalar.properties.tag != YAMLTag.unsafe.rawValue
            else { return value }
            return .template(TemplateText(text, at: span.valueSpan, layout: span.layout))
        } catch {
            mistakes.append(error)
            return .null
        }
    }

    private mutating func takeAlias(_ name: String, _ event: YAMLEvent) {
        let span = spans.span(event.start, to: event.end)
        guard let anchored = anchors[name], let named = anchored.node else {
            if !isResumed { mistakes.append(missingAnchor(name, at: span)) }
            return add(Node(.scalar(.null), at: span), size: 1, anchor: nil)
        }
        aliasedNodes += anchored.size
        guard aliasedNodes <= YAMLReader.mostAliasedNodes else { return stop(.aliasBomb(at: span)) }
        let isKey = stack.last?.expectsKey ?? false
        let node = isKey ? named.asKey(at: span) : named
        add(node, size: anchored.size, anchor: nil)
    }

    private mutating func declare(_ anchor: String?, at span: SourceSpan) {
        guard let anchor else { return }
        if let known = anchors[anchor] {
            mistakes.append(.anchorTwice(anchor, at: span, first: known.span))
        } else {
            anchors[anchor] = Anchored(span: span)
        }
    }

    private mutating func add(_ node: Node, size: Int, anchor: String?) {
        if let anchor {
            anchors[anchor]?.node = node
            anchors[anchor]?.size = size
        }
        guard !stack.isEmpty else {
            root = node
            return
        }
        stack[stack.count - 1].items.append(node)
        stack[stack.count - 1].size += size
    }

    private mutating func stop(_ mistake: Diagnostic) {
        mistakes.append(mistake)
        isOver = true
    }

    private func missingAnchor(_ name: String, at span: SourceSpan) -> Diagnostic {
        if anchors[name] != nil { return .endlessAlias(name, at: span) }
        return .unknownAlias(name, known: anchors.keys, at: span)
    }

    mutating func report(_ mistake: Diagnostic) { mistakes.append(mistake) }
    mutating func warn(_ warning: Diagnostic) { warnings.append(warning) }
}

extension YAMLScalarText {
    /// Whether this, as a key, asks for a mapping to be merged.
    fileprivate var isMergeKey: Bool {
        let tag = properties.tag
        return tag == YAMLTag.merge.rawValue || isResolved && (tag == nil || tag == "!") && text == "<<"
    }
}

extension Node {
    /// A scalar that an alias puts in a key's place: text, never a template.
    fileprivate func asKey(at span: SourceSpan) -> Node {
        guard case .scalar(.template(let template)) = content else { return self }
        return Node(.scalar(.string(template.text)), at: span)
    }
}

extension Diagnostic {
    fileprivate static func tooDeep(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "yaml", "nested too deeply",
            detail: "Lists and mappings are nested more than \(YAMLReader.deepestNesting) levels deep here.", at: span)
    }

    fileprivate static func aliasBomb(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "yaml", "aliases expand to too much data",
            detail: "With this alias expanded, the aliases of the file would amount to more than "
                + "\(YAMLReader.mostAliasedNodes) values.", at: span)
    }

    fileprivate static func anchorTwice(_ name: String, at span: SourceSpan, first: SourceSpan) -> Diagnostic {
        Diagnostic(
            "yaml", "duplicate anchor", detail: "`&\(name)` marks two values of this document.", at: span,
            notes: [.init("first occurrence here", at: first)])
    }

    fileprivate static func endlessAlias(_ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "yaml", "alias inside its own anchor",
            detail: "`*\(name)` is part of the value that `&\(name)` marks, which would never end.", at: span)
    }

    fileprivate static func unknownAlias(
        _ name: String, known: some Sequence<String>, at span: SourceSpan
    ) -> Diagnostic {
        let near = Suggestion.nearest(to: name, among: known)
        return Diagnostic(
            "yaml", "unknown alias", detail: "There is no anchor `&\(name)` before this alias.", at: span,
            help: near.map { "did you mean `*\($0)`?" }
                ?? "put the value in quotes if the `*` is part of it: \"*\(name)\"")
    }
}
