import Values

/// `loop` inside a `for`.
final class LoopObject: Instance {
    private let items: [Object]
    private let node: ForNode
    private let frame: Frame
    private let depth: Int
    private var lastChecked: Object?
    /// The current turn, counted from 0.
    var index = 0

    init(_ items: [Object], _ node: ForNode, _ frame: Frame, depth: Int) {
        self.items = items
        self.node = node
        self.frame = frame
        self.depth = depth
    }

    override var typeName: String { "LoopContext" }
    override var isCallable: Bool { node.isRecursive }
    override var count: Int? { items.count }
    override var isTrue: Bool { true }
    override var repr: String { "<LoopContext \(index + 1)/\(items.count)>" }

    override func attribute(_ name: String) throws(Fault) -> Object? {
        switch name {
        case "index": .int(index + 1)
        case "index0": .int(index)
        case "revindex": .int(items.count - index)
        case "revindex0": .int(items.count - index - 1)
        case "first": .bool(index == 0)
        case "last": .bool(index == items.count - 1)
        case "length": .int(items.count)
        case "depth": .int(depth + 1)
        case "depth0": .int(depth)
        case "previtem": index > 0 ? items[index - 1] : .undefined(Self.outside("before the first"))
        case "nextitem": index + 1 < items.count ? items[index + 1] : .undefined(Self.outside("after the last"))
        case "cycle": cycle
        case "changed": changed
        default: nil
        }
    }

    private static func outside(_ position: String) -> Undefined {
        Undefined(Fault(.undefined, "no such loop item", "The loop has no item \(position)."))
    }

    private var cycle: Object {
        .instance(
            FunctionObject("loop.cycle", "*values") { [self] (bound, _) throws(Fault) in
                guard !bound.rest.isEmpty else {
                    throw Fault.failed("no values to cycle through", "`loop.cycle` needs at least one value.")
                }
                return bound.rest[index % bound.rest.count]
            })
    }

    private var changed: Object {
        .instance(
            FunctionObject("loop.changed", "*values") { [self] (bound, _) throws(Fault) in
                let now = Object.tuple(bound.rest)
                let isSame = try lastChecked.map { (last) throws(Fault) in try Python.isEqual(last, now) } ?? false
                lastChecked = now
                return .bool(!isSame)
            })
    }

    /// The next level of a recursive loop.
    override func call(_ arguments: Arguments, _ evaluation: Evaluation) throws(Fault) -> Object {
        guard node.isRecursive, let sequence = arguments.positional.first else {
            throw Fault.failed(
                "loop is not recursive", "To call `loop(…)`, mark the `for` statement as `recursive`.")
        }
        let sink = TextSink()
        try evaluation.enter { () throws(Fault) in
            try evaluation.loop(node, over: sequence, frame, sink, depth: depth + 1)
        }
        return .string(try sink.whole())
    }
}
