import Values

/// Runs statements.
extension Evaluation {
    /// Why a body stopped.
    enum Flow {
        case done, broken, continued
    }

    /// Runs a template and those it extends.
    func run(_ template: CompiledTemplate, _ frame: Frame, _ sink: TextSink) throws(Fault) {
        _ = try run(template.body, frame, sink)
        while let parent = frame.module.parent {
            frame.module.parent = nil
            frame.source = parent.source
            frame.names = parent.compiled.names
            _ = try enter { () throws(Fault) in try run(parent.compiled.body, frame, sink) }
        }
    }

    func run(_ body: [Statement], _ frame: Frame, _ sink: TextSink) throws(Fault) -> Flow {
        let statements = body.span
        for index in statements.indices {
            let flow = try run(statements[index], frame, sink)
            if flow != .done { return flow }
        }
        return .done
    }

    /// Runs a section in a new frame within this one.
    private func run(_ section: Section, within frame: Frame, _ sink: TextSink) throws(Fault) -> Flow {
        try run(section.statements, frame.inner(section.names), sink)
    }

    private func run(_ statement: Statement, _ frame: Frame, _ sink: TextSink) throws(Fault) -> Flow {
        switch statement {
        case .text(let text):
            if frame.module.parent == nil { try write(text, sink) }
        case .output(let node):
            if frame.module.parent == nil { try output(node, frame, sink) }
        case .if(let node): return try run(node, frame, sink)
        case .for(let node): return try run(node, frame, sink)
        case .set(let node): try assign(node.target, try evaluate(node.value, frame), frame, at: node.position)
        case .setBlock(let node): try set(node, frame)
        case .with(let node): return try run(node, frame, sink)
        case .macro(let node): define(node, frame)
        case .callBlock(let node): try call(node, frame, sink)
        case .filterBlock(let filters, let section): try write(try filtered(section, by: filters, frame), frame, sink)
        case .block(let node):
            if frame.module.parent == nil { try render(node, frame, sink) }
        case .extends(let node): try extend(node, frame)
        case .include(let node): try include(node, frame, sink)
        case .importAll(let node), .importNames(let node): try perform(node, frame, statement)
        case .perform(let node): _ = try evaluate(node.expression, frame)
        case .scope(let section): return try run(section, within: frame, sink)
        case .break: return .broken
        case .continue: return .continued
        }
        return .done
    }

    // MARK: Output

    func write(_ text: String, _ sink: TextSink, isVerbatim: Bool = false) throws(Fault) {
        try spend(output: text.utf8.count)
        try sink.write(text, isVerbatim: isVerbatim)
    }

    private func output(_ node: OutputNode, _ frame: Frame, _ sink: TextSink) throws(Fault) {
        let object = try evaluate(node.expression, frame)
        do {
            try write(object, frame, sink)
        } catch {
            throw error.located(at: node.expression.position ?? node.position, in: frame.source)
        }
    }

    func write(_ object: Object, _ frame: Frame, _ sink: TextSink) throws(Fault) {
        switch object {
        case .list, .dict, .tuple:
            if changesValues, sink.hold(object) { return }
            try write(try Python.text(object), sink)
        case .string(let text): try write(text, sink)
        case .verbatim(let text): try write(text, sink, isVerbatim: true)
        case .none: try write("", sink)
        case .instance(let instance) where instance.isUnrolled:
            try write(try Python.repr(.list(try instance.elements() ?? [])), sink)
        default: try write(try Python.text(object), sink)
        }
    }

    // MARK: Conditions and loops

    private func run(_ node: IfNode, _ frame: Frame, _ sink: TextSink) throws(Fault) -> Flow {
        if try holds(node.condition, frame) { return try run(node.body, frame, sink) }
        for (condition, body) in node.others where try holds(condition, frame) { return try run(body, frame, sink) }
        return try run(node.otherwise, frame, sink)
    }

    func holds(_ condition: Expression, _ frame: Frame) throws(Fault) -> Bool {
        let result = try evaluate(condition, frame)
        if case .bool(let flag) = result { return flag }
        do {
            return try Python.isTrue(result)
        } catch {
            guard let position = condition.position else { throw error }
            throw error.located(at: position, in: frame.source)
        }
    }

    private func run(_ node: ForNode, _ frame: Frame, _ sink: TextSink) throws(Fault) -> Flow {
        let sequence = try evaluate(node.sequence, frame)
        if node.isRecursive {
            let level = TextSink()
            try loop(node, over: sequence, frame, level, depth: 0)
            try write(try level.whole(), sink)
        } else {
            try loop(node, over: sequence, frame, sink, depth: 0)
        }
        return .done
    }

    /// The turns of a loop; recursive loops come here again with their next level.
    func loop(
        _ node: ForNode, over sequence: Object, _ frame: Frame, _ sink: TextSink, depth: Int
    ) throws(Fault) {
        let items = try items(node, of: sequence, frame)
        guard !items.isEmpty else {
            _ = try run(node.otherwise, within: frame, sink)
            return
        }
        let loop = node.usesLoop ? LoopObject(items, node, frame, depth: depth) : nil
        var iteration = frame.iteration(node.body.names, loop)
        // A list that may be changed meanwhile gives the items it has by then.
        let changing = changesValues && node.condition == nil ? sequence.list : nil
        var index = 0
        while index < changing?.count ?? items.count {
            try step()
            // A macro of the last turn may still hold its frame.
            if index > 0, !isKnownUniquelyReferenced(&iteration) { iteration = frame.iteration(node.body.names, loop) }
            iteration.nextIteration(hasLoop: loop != nil)
            loop?.index = index
            let item = if let changing { try changing.item(index) } else { items[index] }
            try assign(node.target, item, iteration, at: node.position)
            if try run(node.body.statements, iteration, sink) == .broken { break }
            index += 1
        }
    }

    private func items(_ node: ForNode, of sequence: Object, _ frame: Frame) throws(Fault) -> [Object] {
        let all: [Object]
        do {
            all = try Python.iterate(sequence)
        } catch {
            throw error.located(at: node.sequence.position ?? node.position, in: frame.source)
        }
        guard let condition = node.condition else { return all }
        var kept: [Object] = []
        let iteration = frame.inner(condition.names)
        for item in all {
            try step()
            try assign(node.target, item, iteration, at: node.position)
            if try holds(condition.expression, iteration) { kept.append(item) }
        }
        return kept
    }

    // MARK: Assignments

    func assign(_ target: Target, _ value: consuming Object, _ frame: Frame, at position: Position) throws(Fault) {
        switch target {
        case .name(let node): frame.set(node.symbol, value)
        case .tuple(let targets): try unpack(value, into: targets, frame, at: position)
        case .attribute(let node, let name):
            guard case .instance(let instance) = try lookUp(node, frame), let namespace = instance as? NamespaceObject
            else {
                throw Fault.failed(
                    "attribute cannot be assigned", "`\(node.name)` is not a namespace, so `.\(name)` is read-only."
                ).located(at: node.position, in: frame.source)
            }
            namespace.set(name, value)
        }
    }

    private func unpack(
        _ value: Object, into targets: [Target], _ frame: Frame, at position: Position
    ) throws(Fault) {
        let items: [Object]
        do throws(Fault) {
            items = try Python.iterate(value)
            guard items.count == targets.count else {
                throw Fault.failed(
                    "wrong number of values to unpack",
                    "There are \(targets.count) names but \(items.count) values to assign to them.")
            }
        } catch {
            throw error.located(at: position, in: frame.source)
        }
        for (target, item) in zip(targets, items) { try assign(target, item, frame, at: position) }
    }

    private func set(_ node: SetBlockNode, _ frame: Frame) throws(Fault) {
        try assign(node.target, try filtered(node.body, by: node.filters, frame), frame, at: node.position)
    }

    /// The text of a body as a value.
    func captured(_ section: Section, _ frame: Frame) throws(Fault) -> Object {
        let sink = TextSink()
        _ = try run(section, within: frame, sink)
        return try concluded(sink, frame.module)
    }

    private func filtered(_ section: Section, by filters: [FilterUse], _ frame: Frame) throws(Fault) -> Object {
        var value = try captured(section, frame)
        for use in filters {
            do {
                value = try apply(use, value, frame)
            } catch {
                throw error.located(at: use.position, in: frame.source)
            }
        }
        return value
    }

    private func run(_ node: WithNode, _ frame: Frame, _ sink: TextSink) throws(Fault) -> Flow {
        let inner = frame.inner(node.body.names)
        for (target, value) in node.assignments {
            try assign(target, try evaluate(value, frame), inner, at: node.position)
        }
        return try run(node.body.statements, inner, sink)
    }

    private func call(_ node: CallBlockNode, _ frame: Frame, _ sink: TextSink) throws(Fault) {
        guard case .call(let call) = node.call else { return }
        let caller = Object.instance(MacroObject(node.body, frame))
        var arguments = try evaluate(call.arguments, frame)
        arguments.named.append(("caller", caller))
        do {
            let result = try self.call(call.callee, arguments, frame)
            try write(result, frame, sink)
        } catch {
            throw error.located(at: call.position, in: frame.source)
        }
    }
}
