import Values

/// A macro together with the names around its definition.
final class MacroObject: Instance {
    private let node: MacroNode
    private let frame: Frame
    private let source: TemplateText

    init(_ node: MacroNode, _ frame: Frame) {
        self.node = node
        self.frame = frame
        source = frame.source
    }

    override var typeName: String { "Macro" }
    override var repr: String { node.name == "caller" ? "<Macro anonymous>" : "<Macro '\(node.name)'>" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ evaluation: Evaluation) throws(Fault) -> Object {
        try evaluation.call(node, in: frame, source, arguments)
    }

    override func attribute(_ name: String) -> Object? {
        switch name {
        case "name": .string(node.name)
        case "arguments": .tuple(node.parameters.map { .string($0.name) })
        case "catch_kwargs": .bool(node.catchesNamed)
        case "catch_varargs": .bool(node.catchesPositional)
        case "caller": .bool(node.usesCaller)
        default: nil
        }
    }
}

/// One of Jinja's or Ansible's own functions.
final class FunctionObject: Instance {
    private let name: String
    private let signature: Signature
    private let body: (Bound, Evaluation) throws(Fault) -> Object

    init(_ name: String, _ declaration: String, _ body: @escaping (Bound, Evaluation) throws(Fault) -> Object) {
        self.name = name
        signature = Signature(declaration)
        self.body = body
    }

    override var typeName: String { "function" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ evaluation: Evaluation) throws(Fault) -> Object {
        try body(try signature.bind(arguments, to: name), evaluation)
    }
}

/// A method of a value, named but not yet called.
final class MethodObject: Instance {
    private let name: String
    private let base: Object

    init(_ name: String, of base: Object) {
        self.name = name
        self.base = base
    }

    override var typeName: String { "builtin_function_or_method" }
    override var isCallable: Bool { true }
    override var repr: String { "<built-in method \(name) of \(base.typeName) object>" }

    override func call(_ arguments: Arguments, _ evaluation: Evaluation) throws(Fault) -> Object {
        try Methods.call(name, of: base, arguments, evaluation) ?? .none
    }
}

/// `super`: the next definition of the block being rendered.
final class BlockObject: Instance {
    private let name: String
    private let definitions: [(block: BlockNode, source: TemplateText)]
    private let index: Int
    private let frame: Frame

    init(
        _ name: String, _ definitions: [(block: BlockNode, source: TemplateText)], from index: Int, _ frame: Frame
    ) {
        self.name = name
        self.definitions = definitions
        self.index = index
        self.frame = frame
    }

    override var typeName: String { "BlockReference" }
    override var isCallable: Bool { true }

    override func attribute(_ name: String) -> Object? {
        guard name == "super" else { return nil }
        return .instance(BlockObject(self.name, definitions, from: index + 1, frame))
    }

    override func call(_ arguments: Arguments, _ evaluation: Evaluation) throws(Fault) -> Object {
        guard index < definitions.count else {
            throw Fault(.undefined, "no parent block", "No parent template defines the block `\(name)`.")
        }
        let sink = TextSink()
        try evaluation.render(definitions, from: index, around: frame, sink)
        return .string(try sink.whole())
    }
}

/// `self`: the blocks of the template by their names.
final class SelfObject: Instance {
    private let frame: Frame

    init(_ frame: Frame) { self.frame = frame }

    override var typeName: String { "TemplateReference" }

    override func attribute(_ name: String) -> Object? {
        guard let definitions = frame.module.blocks[name] else { return nil }
        return .instance(BlockObject(name, definitions, from: 0, frame))
    }
}

/// An imported template: what it set, by name.
final class ModuleObject: Instance {
    private let exported: [(name: String, value: Object)]
    private let output: String

    init(_ exported: [(name: String, value: Object)], text: String) {
        self.exported = exported
        output = text
    }

    override var typeName: String { "TemplateModule" }
    override var text: String { output }

    override func attribute(_ name: String) -> Object? { exported.last { $0.name == name }?.value }
    override func item(_ key: Object) -> Object? { key.string.flatMap { attribute($0) } }
}
