import OrderedCollections
import Values

/// `namespace(…)`: attributes that a template may set from anywhere.
final class NamespaceObject: Instance {
    private var attributes: OrderedDictionary<String, Object>

    init(_ attributes: [(name: String, value: Object)]) {
        self.attributes = OrderedDictionary(
            attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
    }

    override var typeName: String { "Namespace" }
    override var isTrue: Bool { true }
    override func attribute(_ name: String) -> Object? { attributes[name] }
    override func item(_ key: Object) -> Object? { key.string.flatMap { attributes[$0] } }
    func set(_ name: String, _ value: Object) { attributes[name] = value }
}

/// `cycler(…)`.
final class CyclerObject: Instance {
    private let items: [Object]
    private var position = 0

    init(_ items: [Object]) { self.items = items }

    override var typeName: String { "Cycler" }

    override func attribute(_ name: String) -> Object? {
        switch name {
        case "current": items[position]
        case "next":
            .instance(
                FunctionObject("next", "") { [self] _, _ in
                    defer { position = (position + 1) % items.count }
                    return items[position]
                })
        case "reset":
            .instance(
                FunctionObject("reset", "") { [self] _, _ in
                    position = 0
                    return .none
                })
        default: nil
        }
    }
}

/// `joiner(…)`: nothing the first time it is called, the separator after that.
final class JoinerObject: Instance {
    private let separator: String
    private var isUsed = false

    init(_ separator: String) { self.separator = separator }

    override var typeName: String { "Joiner" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ evaluation: Evaluation) -> Object {
        defer { isUsed = true }
        return .string(isUsed ? separator : "")
    }
}

/// `range(…)`.
final class RangeObject: Instance {
    let start: Int
    let stop: Int
    let step: Int

    init(_ start: Int, _ stop: Int, _ step: Int) {
        self.start = start
        self.stop = stop
        self.step = step
    }

    /// More elements would only serve to exhaust memory.
    private static let mostElements = 2_000_000

    override var typeName: String { "range" }
    override var isUnrolled: Bool { true }
    override var repr: String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }

    override var count: Int? {
        let distance = step > 0 ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
        guard !distance.overflow, distance.partialValue > 0 else { return distance.overflow ? Int.max : 0 }
        return (distance.partialValue - 1) / Int(clamping: step.magnitude) + 1
    }

    override func attribute(_ name: String) -> Object? {
        switch name {
        case "start": .int(start)
        case "stop": .int(stop)
        case "step": .int(step)
        case "count":
            .instance(
                FunctionObject("range.count", "value") { [self] (bound, _) throws(Fault) in
                    .int(try Python.contains(try elements() ?? [], bound[0]) ? 1 : 0)
                })
        case "index":
            .instance(
                FunctionObject("range.index", "value") { [self] (bound, _) throws(Fault) in
                    for (index, item) in (try elements() ?? []).enumerated() where try Python.isEqual(item, bound[0]) {
                        return .int(index)
                    }
                    throw Fault.failed("value not in range", "The range does not contain the value.")
                })
        default: nil
        }
    }

    override func isEqual(to other: Object) -> Bool {
        guard case .instance(let instance) = other, let range = instance as? RangeObject else { return false }
        guard count == range.count, count != 0 else { return count == range.count }
        return start == range.start && (count == 1 || step == range.step)
    }

    override func item(_ key: Object) -> Object? {
        guard let index = key.integer, let count, let real = Python.index(index, in: count) else { return nil }
        return .int(start + real * step)
    }

    func slice(_ from: Int?, _ to: Int?, _ by: Int) -> RangeObject {
        let indices = Python.sliceBounds(from, to, by, count: count ?? 0)
        guard by > 0 ? indices.first < indices.end : indices.first > indices.end else {
            return RangeObject(start, start, step)
        }
        // What lies next to the first or last element may be no integer of 64 bits; any bound behind the last does.
        let last = start + (by > 0 ? indices.end - 1 : indices.end + 1) * step
        let pace = step.multipliedReportingOverflow(by: by)
        let end = start.addingReportingOverflow(indices.end &* step)
        let isFar = pace.overflow || end.overflow || indices.end.multipliedReportingOverflow(by: step).overflow
        let newStep = pace.overflow ? (step < 0) == (by < 0) ? Int.max : Int.min : pace.partialValue
        return RangeObject(
            start + indices.first * step, isFar ? last &+ newStep.signum() : end.partialValue, newStep)
    }

    override func elements() throws(Fault) -> [Object]? {
        guard let count, count <= Self.mostElements else {
            throw Fault(
                .budget, "range too long", "A range may have at most \(Self.mostElements) elements.")
        }
        return (0..<count).map { .int(start + $0 * step) }
    }
}

/// What `keys()`, `values()` and `items()` of a dict give: a view that follows the dict.
final class DictViewObject: Instance {
    enum Part: String { case keys, values, items }

    private let dict: DictObject
    private let part: Part

    init(_ dict: DictObject, _ part: Part) {
        self.dict = dict
        self.part = part
    }

    override var typeName: String { "dict_\(part.rawValue)" }
    override var count: Int? { dict.count }
    override var isUnrolled: Bool { true }
    override var isHashable: Bool { false }

    override var repr: String {
        guard let items = try? elements(), let list = try? Python.repr(.list(items)) else { return "<\(typeName)>" }
        return "\(typeName)(\(list))"
    }

    override func elements() throws(Fault) -> [Object]? {
        switch part {
        case .keys: dict.keys.map { Object(key: $0) }
        case .values: try dict.entries().map(\.value)
        case .items: try dict.entries().map { .tuple([Object(key: $0.key), $0.value]) }
        }
    }

    override func isEqual(to other: Object) -> Bool {
        guard case .instance(let instance) = other, let view = instance as? DictViewObject else { return false }
        guard part != .values else { return view === self }
        return (try? Python.isEqual(.list(elements() ?? []), .list(view.elements() ?? []))) ?? false
    }
}
