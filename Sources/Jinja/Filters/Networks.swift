extension Filter {
    /// Filters of ansible.utils on addresses.
    static var networks: [Filter] {
        [
            Filter("ipaddr", "query='', version=none") { (input, bound, _) throws(Fault) in
                try IPQuery(bound[0], version: try bound.optionalInt(1)).answer(input)
            },
            Filter("ipv4", "query=''") { (input, bound, _) throws(Fault) in
                try IPQuery(bound[0], version: 4).answer(input)
            },
            Filter("ipv6", "query=''") { (input, bound, _) throws(Fault) in
                try IPQuery(bound[0], version: 6).answer(input)
            },
            Filter("ipwrap", "query=''") { (input, bound, _) throws(Fault) in
                guard input.string == nil, let items = try input.sequenceItems() else {
                    return .string(try wrapped(input))
                }
                var wrappedItems: [Object] = []
                for item in items { wrappedItems.append(.string(try wrapped(item))) }
                return .list(wrappedItems)
            },
            Filter("ipsubnet", "query='', index=none", subnet),
            Filter("ipmath", "amount") { (input, bound, _) throws(Fault) in
                let network = try network(input)
                return .string(network.text(try moved(network, network.address, by: try bound.int(0))))
            },
            Filter("nthhost", "query=''") { (input, bound, _) throws(Fault) in
                let network = try network(input)
                let host = try host(try bound.int(0), of: network)
                return host >= network.first && host <= network.last ? .string(network.text(host)) : .bool(false)
            },
            Filter("next_nth_usable", "offset") { (input, bound, _) throws(Fault) in
                try neighbour(try network(input), by: try bound.int(0))
            },
            Filter("previous_nth_usable", "offset") { (input, bound, _) throws(Fault) in
                try neighbour(try network(input), by: -(try bound.int(0)))
            },
            Filter("network_in_network", "test") { (input, bound, _) throws(Fault) in
                .bool(try network(input).contains(try network(bound[0])))
            },
            Filter("network_in_usable", "test") { (input, bound, _) throws(Fault) in
                let (outer, inner) = (try network(input), try network(bound[0]))
                let isUsable = outer.span < 2 || inner.first > outer.first && inner.last < outer.last
                return .bool(outer.contains(inner) && isUsable)
            },
            Filter("hwaddr", "query=''", hardwareAddress),
            Filter("macaddr", "query=''", hardwareAddress),
        ]
    }

    static func network(_ object: Object) throws(Fault) -> IPNetwork {
        let text = try Python.text(object)
        guard let network = IPNetwork(text) else {
            throw Fault.failed("a text that is no address", "`\(text)` is not an address of the Internet protocol.")
        }
        return network
    }

    /// The address with an index in a network, counted from either end.
    static func host(_ index: Int, of network: IPNetwork) throws(Fault) -> UInt128 {
        try index < 0
            ? moved(network, network.last, by: index + 1) : moved(network, network.first, by: index)
    }

    static func moved(_ network: IPNetwork, _ address: UInt128, by distance: Int) throws(Fault) -> UInt128 {
        let step = UInt128(distance.magnitude)
        let (moved, overflow) =
            distance < 0 ? address.subtractingReportingOverflow(step) : address.addingReportingOverflow(step)
        guard !overflow, network.version == 6 || moved <= 0x1_0000_0000 else {
            throw Fault.failed("an address beyond all networks", "There is no address \(distance) away.")
        }
        return moved
    }

    private static func neighbour(_ network: IPNetwork, by distance: Int) throws(Fault) -> Object {
        let address = try moved(network, network.address, by: distance)
        guard network.span >= 2, address > network.first, address < network.last else { return .none }
        return .string(network.text(address))
    }

    private static func wrapped(_ object: Object) throws(Fault) -> String {
        let text = try Python.text(object)
        guard let network = IPNetwork(text), network.version == 6 else { return text }
        return network.hasPrefix
            ? "[\(network.text(network.address))]/\(network.prefix)" : "[\(network.text(network.address))]"
    }

    /// The number of subnets of a size, or the one of an index.
    @Sendable private static func subnet(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let outer = try network(input)
        guard !(bound[0].string?.isEmpty ?? false) else { return .string(outer.withPrefix(outer.first)) }
        let prefix = try bound.int(0)
        guard (0...outer.bits).contains(prefix) else { return .bool(false) }
        if prefix <= outer.prefix, outer.isSingle || prefix < outer.prefix {
            let container = IPNetwork(version: outer.version, address: outer.address, prefix: prefix)
            return .string(container.withPrefix(container.first))
        }
        let extra = prefix - outer.prefix
        guard let index = try bound.optionalInt(1) else {
            return extra < 62 ? .string(String(1 << extra)) : .string(String(UInt128(1) << UInt128(extra)))
        }
        let count = extra < 62 ? 1 << extra : Int.max
        guard let real = Python.index(index, in: count) else { return .bool(false) }
        let size = UInt128(1) << UInt128(outer.bits - prefix)
        let subnet = IPNetwork(version: outer.version, address: outer.first + UInt128(real) * size, prefix: prefix)
        return .string(subnet.withPrefix(subnet.first))
    }

    @Sendable private static func hardwareAddress(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault)
        -> Object
    {
        let text = try Python.text(input)
        let digits = text.filter { !":-.".contains($0) }.lowercased()
        guard digits.count == 12, digits.allSatisfy(\.isHexDigit) else {
            if ["", "bool"].contains(try bound.text(0)) { return .bool(false) }
            throw Fault.failed("a text that is no hardware address", "`\(text)` is not a hardware address.")
        }
        let joined = { (size: Int, mark: String) in
            stride(from: 0, to: 12, by: size).map { String(digits.dropFirst($0).prefix(size)) }.joined(separator: mark)
        }
        switch try bound.text(0) {
        case "": return input
        case "bool": return .bool(true)
        case "bare": return .string(digits.uppercased())
        case "cisco": return .string(joined(4, "."))
        case "eui48", "win": return .string(joined(2, "-").uppercased())
        case "linux", "unix": return .string(joined(2, ":"))
        case "pgsql", "postgresql", "psql": return .string(joined(6, ":"))
        case "int": return UInt64(digits, radix: 16).map { .int(Int($0)) } ?? .none
        case let other: throw Fault.failed("an unknown form of hardware address", "`\(other)` is not supported.")
        }
    }
}

extension Test {
    /// Tests of ansible.utils on addresses.
    static var networks: [Test] {
        let ways: [(String, @Sendable (IPNetwork) -> Bool)] = [
            ("ip", { _ in true }), ("ip_address", { !$0.hasPrefix }), ("ipv4", { $0.version == 4 }),
            ("ipv6", { $0.version == 6 }), ("ipv4_address", { $0.version == 4 && !$0.hasPrefix }),
            ("ipv6_address", { $0.version == 6 && !$0.hasPrefix }),
            ("private", { $0.isWithin(IPQuery.privateNetworks) }),
            ("public", { !$0.isWithin(IPQuery.privateNetworks) }),
            ("loopback", { $0.isWithin(IPQuery.loopbackNetworks) }),
            ("multicast", { $0.isWithin(IPQuery.multicastNetworks) }),
        ]
        return ways.flatMap { name, holds in
            ["ansible.utils.", "ansible.netcommon."].map { prefix in
                Test(prefix + name) { (input, _, _) throws(Fault) in
                    guard let text = input.string, let network = IPNetwork(text) else { return false }
                    return holds(network)
                }
            }
        }
    }
}
