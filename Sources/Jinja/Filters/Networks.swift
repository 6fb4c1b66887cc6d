import Values

extension Filter {
    /// Filters of ansible.utils on addresses.
    static var networks: [Filter] {
        [
            Filter("ipaddr", "query='', version=none, alias=none") { (input, bound, _) throws(Fault) in
                try IPQuery(bound[0], version: try bound.optionalInt(1)).answer(input)
            },
            Filter("ipv4", "query=''") { (input, bound, _) throws(Fault) in
                try IPQuery(bound[0], version: 4).answer(input)
            },
            Filter("ipv6", "query=''") { (input, bound, _) throws(Fault) in
                try IPQuery(bound[0], version: 6).answer(input)
            },
            Filter("ipwrap", "query=''", wrap),
            Filter("ipsubnet", "query='', index=none", subnet),
            Filter("ipmath", "amount") { (input, bound, _) throws(Fault) in
                let network = try network(input)
                return .string(network.text(try moved(network, network.address, by: try bound.int(0))))
            },
            Filter("nthhost", "query=''", nthHost),
            Filter("next_nth_usable", "offset") { (input, bound, _) throws(Fault) in
                try neighbour(input, by: try bound.int(0))
            },
            Filter("previous_nth_usable", "offset") { (input, bound, _) throws(Fault) in
                try neighbour(input, by: -(try bound.int(0)))
            },
            Filter("network_in_network", "test") { (input, bound, _) throws(Fault) in
                .bool(try AddressRange(of: input).contains(AddressRange(of: bound[0])))
            },
            Filter("network_in_usable", "test") { (input, bound, _) throws(Fault) in
                .bool(try AddressRange(usableIn: input).contains(AddressRange(of: bound[0])))
            },
            Filter("reduce_on_network", "network") { (input, bound, _) throws(Fault) in
                let outer = try AddressRange(of: bound[0])
                let items = input.string.map { $0.split(separator: ",").map { Object.string(String($0)) } }
                var kept: [Object] = []
                for item in try items.or(try Python.iterate(input)) where try outer.contains(AddressRange(of: item)) {
                    kept.append(item)
                }
                return .list(kept)
            },
        ] + addressForms + hardwareAddresses
    }

    static func network(_ object: Object) throws(Fault) -> IPNetwork {
        if case .undefined(let undefined) = object { throw undefined.fault }
        let text = try Python.text(object)
        guard let network = IPNetwork(text) else {
            throw Fault.failed("not an IP address", "`\(text)` is not an IP address.")
        }
        return network
    }

    /// The network of text or a number, or `nil`: many of these filters say `False` then.
    static func optionalNetwork(_ object: Object) throws(Fault) -> IPNetwork? {
        if case .undefined(let undefined) = object { throw undefined.fault }
        return try IPQuery("").subject(object)?.network
    }

    static func moved(_ network: IPNetwork, _ address: UInt128, by distance: Int) throws(Fault) -> UInt128 {
        let step = UInt128(distance.magnitude)
        let (moved, overflow) =
            distance < 0 ? address.subtractingReportingOverflow(step) : address.addingReportingOverflow(step)
        guard !overflow, network.version == 6 || moved <= 0xFFFF_FFFF else {
            throw Fault.failed("address out of range", "There is no address at that distance (\(distance)).")
        }
        return moved
    }

    @Sendable private static func nthHost(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        guard let network = try optionalNetwork(input),
            let index = Python.integer(of: try Python.text(bound[0]))?.small,
            index < 0 || UInt128(index) <= network.span
        else { return .bool(false) }
        guard let host = network.host(index) else {
            throw Fault.failed("host out of range", "The network has no host with index \(index).")
        }
        return .string(network.text(host))
    }

    private static func neighbour(_ input: Object, by distance: Int) throws(Fault) -> Object {
        guard let network = try optionalNetwork(input) else { return .bool(false) }
        guard let usable = network.usable else { return .none }
        let address = try moved(network, network.address, by: distance)
        return usable.contains(address) ? .string(network.text(address)) : .none
    }

    @Sendable private static func wrap(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        if let items = try input.sequenceItems() {
            return .list(try items.map { (item) throws(Fault) in try wrapped(item) })
        }
        switch input {
        case .undefined(let undefined): throw undefined.fault
        case .string, .verbatim, .bool: return try wrapped(input)
        default:
            throw Fault.failed("value is not an address", "`ipwrap` takes strings and lists, not \(input.kindInWords).")
        }
    }

    private static func wrapped(_ object: Object) throws(Fault) -> Object {
        guard let subject = try IPQuery("").subject(object) else { return object }
        return try IPQuery("wrap").answer(try IPQuery("").answer(subject))
    }

    /// The number of subnets of a size, the one of an index, or the number of a subnet within another.
    @Sendable private static func subnet(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        guard let outer = try optionalNetwork(input) else { return .bool(false) }
        let query = try Python.text(bound[0])
        if query.isEmpty { return .string(outer.withPrefix(outer.first)) }
        guard query.utf8.allSatisfy(\.isDigit) else { return try number(of: outer, in: query) }
        guard let prefix = Int(query), prefix <= outer.bits else { return .bool(false) }
        guard let index = try bound.optionalInt(1) else { return try count(of: prefix, in: outer) }
        return try subnet(index, of: prefix, in: outer)
    }

    /// How many subnets of the size there are; of a single address, the network of that size around it.
    private static func count(of prefix: Int, in outer: IPNetwork) throws(Fault) -> Object {
        if outer.isSingle { return .string(around(outer, prefix)) }
        guard prefix >= outer.prefix else {
            throw Fault.failed("subnet larger than its network", "A /\(outer.prefix) cannot contain a /\(prefix).")
        }
        let extra = prefix - outer.prefix
        let limbs = [UInt32](repeating: 0, count: extra / 32) + [1 << UInt32(extra % 32)]
        return .string(BigInteger(limbs: limbs, isNegative: false).digits(radix: 10))
    }

    private static func around(_ network: IPNetwork, _ prefix: Int) -> String {
        let around = IPNetwork(version: network.version, address: network.address, prefix: prefix)
        return around.withPrefix(around.first)
    }

    private static func subnet(_ index: Int, of prefix: Int, in outer: IPNetwork) throws(Fault) -> Object {
        if outer.isSingle {
            let above = outer.bits - prefix
            guard let real = Python.index(index, in: above) else { return .bool(false) }
            return .string(around(outer, prefix + real))
        }
        guard prefix >= outer.prefix else {
            let same = IPNetwork(version: outer.version, address: outer.first, prefix: prefix)
            return index == 0 ? .string(same.withPrefix(same.address)) : .bool(false)
        }
        let extra = prefix - outer.prefix
        guard let real = Python.index(index, in: extra < 62 ? 1 << extra : Int.max) else { return .bool(false) }
        let offset = prefix == 0 ? 0 : UInt128(real) << UInt128(outer.bits - prefix)
        let subnet = IPNetwork(version: outer.version, address: outer.first + offset, prefix: prefix)
        return .string(subnet.withPrefix(subnet.first))
    }

    /// Which of the subnets of its size the network is in another, counted from 1.
    private static func number(of inner: IPNetwork, in query: String) throws(Fault) -> Object {
        guard let outer = IPNetwork(query) else {
            throw Fault.failed("not a network", "`\(query)` is neither a prefix length nor a network.")
        }
        guard outer.version == inner.version, outer.contains(inner) else {
            throw Fault.failed("subnet of another network", "\(query) does not contain the network.")
        }
        let offset = inner.prefix == 0 ? 0 : (inner.first - outer.first) >> UInt128(inner.bits - inner.prefix)
        return .string(String(offset + 1))
    }
}

/// The addresses of a network, as numbers; of what is no network, none but 0.
private struct AddressRange {
    private let range: ClosedRange<UInt128>

    init(of object: Object) throws(Fault) {
        range = try Filter.optionalNetwork(object).map { $0.first...$0.last } ?? 0...0
    }

    init(usableIn object: Object) throws(Fault) {
        range = try Filter.optionalNetwork(object).map { $0.usable ?? $0.first...$0.last } ?? 0...0
    }

    func contains(_ other: AddressRange) -> Bool {
        range.contains(other.range.lowerBound) && range.contains(other.range.upperBound)
    }
}
