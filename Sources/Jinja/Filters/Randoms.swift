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
        guard let end = input.wideInteger else {
            guard let items = try choices(of: input) else {
                throw Fault.failed("cannot choose from this value", "`random` takes a number or a sequence.")
            }
            // As Ansible: zeros are passed over.
            guard try !Python.isTrue(bound[0]), try !Python.isTrue(bound[1]) else {
                throw Fault.failed(
                    "`start` or `step` without a number", "`start` and `step` are only for choosing a number.")
            }
            guard !items.isEmpty else { throw Fault.failed("empty sequence", "There is nothing to choose from.") }
            return items[source.below(items.count)]
        }
        let start = BigInteger(try bound.optionalInt(0) ?? 0)
        let step = BigInteger(try bound.optionalInt(1).flatMap { $0 == 0 ? nil : $0 } ?? 1)
        let roundedUp = end - start + step - BigInteger(step.isNegative ? -1 : 1)
        let count = roundedUp.floorDivided(by: step).quotient
        guard count > BigInteger(0) else {
            throw Fault.failed("empty range", "There is no number from \(start) up to but not including \(end).")
        }
        return Object(start + source.below(count) * step)
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
        if let number = seed.wideInteger {
            twister = MersenneTwister(seed: number)
        } else {
            twister = MersenneTwister(seed: try Python.text(seed))
        }
    }

    /// A number below `bound`; 0 if that is not positive.
    mutating func below(_ bound: Int) -> Int { below(BigInteger(bound)).small ?? 0 }

    /// The first number below `bound` among those of as many bits, as Python finds it; 0 if `bound` is not positive.
    mutating func below(_ bound: BigInteger) -> BigInteger {
        guard bound > BigInteger(0) else { return BigInteger(0) }
        while true {
            let candidate = bits(bound.bitCount)
            if candidate < bound { return candidate }
        }
    }

    private mutating func bits(_ count: Int) -> BigInteger {
        var limbs = (0..<((count + 31) / 32)).map { _ in nextWord() }
        limbs[limbs.count - 1] >>= UInt32(limbs.count * 32 - count)
        return BigInteger(limbs: limbs, isNegative: false)
    }

    private mutating func nextWord() -> UInt32 { twister?.nextWord() ?? system.next() }
}
