import Values

extension Filter {
    /// Chance; with a seed, the same as Python's with that seed.
    static var randoms: [Filter] {
        [
            Filter("random", "start=none, step=none, seed=none", random),
            Filter("shuffle", "seed=none") { (input, bound, _) throws(Fault) in
                var source = try RandomSource(seed: try Python.isTrue(bound[0]) ? bound[0] : .none)
                // As Ansible: what has no items is passed on.
                guard var items = try? Python.iterate(input) else { return input }
                for index in items.indices.reversed() where index > 0 { items.swapAt(index, source.below(index + 1)) }
                return .list(items)
            },
        ]
    }

    @Sendable private static func random(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        var source = try RandomSource(seed: bound[2])
        guard let end = input.integer else {
            guard let items = try choices(of: input) else {
                throw Fault.failed("a choice of something else", "`random` needs a number or a sequence.")
            }
            guard !items.isEmpty else { throw Fault.failed("a choice of nothing", "The sequence is empty.") }
            return items[source.below(items.count)]
        }
        let start = try bound.optionalInt(0) ?? 0
        let step = try bound.optionalInt(1).flatMap { $0 == 0 ? nil : $0 } ?? 1
        guard let count = RangeObject(start, end, step).count, count > 0 else {
            throw Fault.failed("a choice of nothing", "There is no number from \(start) to below \(end).")
        }
        return .int(start + source.below(count) * step)
    }
}

extension Filter {
    /// The items of what has an order; mappings have none.
    private static func choices(of input: Object) throws(Fault) -> [Object]? {
        switch input {
        case .string, .verbatim, .list, .tuple: return try Python.iterate(input)
        case .instance(let instance) where instance is RangeObject: return try instance.elements()
        default: return nil
        }
    }
}

/// Random numbers: from a seed as Python makes them, or from the system.
struct RandomSource {
    private var twister: MersenneTwister?
    private var system = SystemRandomNumberGenerator()

    init(seed: Object) throws(Fault) {
        if seed.isNone { return }
        if let number = seed.integer {
            twister = MersenneTwister(seed: number)
        } else {
            twister = MersenneTwister(seed: try Python.text(seed))
        }
    }

    mutating func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        if let number = twister?.below(bound) { return number }
        return Int.random(in: 0..<bound, using: &system)
    }
}
