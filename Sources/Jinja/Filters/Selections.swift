import Values

extension Filter {
    /// Filters that go through a sequence with a filter, a test or an attribute.
    static var selections: [Filter] {
        [
            Filter("map", "*steps, **named", map),
            Filter("select", "*steps, **named") { (input, bound, evaluation) throws(Fault) in
                try select(input, bound, evaluation, keeps: true, byAttribute: false)
            },
            Filter("reject", "*steps, **named") { (input, bound, evaluation) throws(Fault) in
                try select(input, bound, evaluation, keeps: false, byAttribute: false)
            },
            Filter("selectattr", "*steps, **named") { (input, bound, evaluation) throws(Fault) in
                try select(input, bound, evaluation, keeps: true, byAttribute: true)
            },
            Filter("rejectattr", "*steps, **named") { (input, bound, evaluation) throws(Fault) in
                try select(input, bound, evaluation, keeps: false, byAttribute: true)
            },
        ]
    }

    @Sendable private static func map(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        // As Jinja: what is empty or false has nothing to go through, whatever it is.
        guard try Python.isTrue(input) else { return .list([Object]()) }
        if bound.rest.isEmpty, let attribute = bound.named.first(where: { $0.name == "attribute" })?.value {
            let fallback = bound.named.first { $0.name == "default" }?.value
            return .list(try attributes(attribute, of: input, fallback, evaluation))
        }
        guard let name = bound.rest.first?.string else {
            throw Fault.failed("`map` without a filter", "`map` needs the name of a filter or `attribute=`.")
        }
        let arguments = Arguments(positional: Array(bound.rest.dropFirst()), named: bound.named)
        guard let filter = Filter.named(name) else { throw Fault.unknownFilter(name) }
        let items = try Python.iterate(input)
        let inner = try filter.signature.bind(arguments, to: name)
        var mapped: [Object] = []
        mapped.reserveCapacity(items.count)
        for item in items { mapped.append(try evaluation.apply(filter, item, inner)) }
        return .list(mapped)
    }

    private static func attributes(
        _ attribute: Object, of input: Object, _ fallback: Object?, _ evaluation: Evaluation
    ) throws(Fault) -> [Object] {
        let path = try AttributePath(attribute)
        var values: [Object] = []
        for item in try Python.iterate(input) {
            let value = try path.value(of: item, evaluation)
            if value.isUndefined, let fallback { values.append(fallback) } else { values.append(value) }
        }
        return values
    }

    private static func select(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation, keeps: Bool, byAttribute: Bool
    ) throws(Fault) -> Object {
        guard try Python.isTrue(input) else { return .list([Object]()) }
        var steps = bound.rest
        var path: AttributePath?
        if byAttribute {
            guard let attribute = steps.first else {
                throw Fault.failed("missing attribute", "The name of an attribute is required.")
            }
            path = try AttributePath(attribute)
            steps.removeFirst()
        }
        let holds = try condition(steps, bound.named, evaluation)
        var kept: [Object] = []
        for item in try Python.iterate(input) {
            let value = try path?.value(of: item, evaluation) ?? item
            if try holds(value) == keeps { kept.append(item) }
            try evaluation.step()
        }
        return .list(kept)
    }

    /// What is asked of each item: the test named first in `words`, else whether it counts as true.
    private static func condition(
        _ words: [Object], _ named: [(name: String, value: Object)], _ evaluation: Evaluation
    ) throws(Fault) -> (Object) throws(Fault) -> Bool {
        guard let first = words.first else { return { (value) throws(Fault) in try Python.isTrue(value) } }
        let name = try Python.text(first)
        guard let test = Test.named(name) else { throw Fault.unknownTest(name) }
        let arguments = Arguments(positional: Array(words.dropFirst()), named: named)
        let bound = try test.signature.bind(arguments, to: name)
        return { (value) throws(Fault) in try test.holds(value, bound, evaluation) }
    }
}
