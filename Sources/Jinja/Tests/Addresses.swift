import Values

extension Test {
    /// Tests of ansible.utils on addresses.
    static var networks: [Test] { single + pairs }

    /// What is asked of the text alone.
    private static var single: [Test] {
        let addresses: [(String, @Sendable (IPNetwork) -> Bool)] = [
            ("ip_address", { _ in true }), ("ipv4_address", { $0.version == 4 }), ("ipv6_address", { $0.version == 6 }),
            ("private", \.isPrivate), ("public", \.isGlobal), ("loopback", \.isLoopback), ("multicast", \.isMulticast),
            ("reserved", \.isReserved), ("unspecified", { $0.address == 0 }), ("ipv6_ipv4_mapped", \.isMapped),
            ("ipv6_sixtofour", { $0.version == 6 && $0.isTransition }),
        ]
        let networks: [(String, @Sendable (IPNetwork) -> Bool)] = [
            ("ip", { _ in true }), ("ipv4", { $0.version == 4 }), ("ipv6", { $0.version == 6 }),
        ]
        return addresses.map { name, holds in
            textual(name) { address($0).map(holds) ?? false }
        }
            + networks.map { name, holds in textual(name) { network($0).map(holds) ?? false } }
            + [
                textual("mac", isHardwareAddress),
                textual("ipv4_netmask") { text in
                    address(text).map { $0.version == 4 && $0.isNetMask && $0.address != 0 } ?? false
                },
                textual("ipv4_hostmask") { text in
                    address(text).map { $0.version == 4 && $0.isHostMask && !$0.isNetMask } ?? false
                },
            ]
    }

    /// How networks lie in each other.
    private static var pairs: [Test] {
        [
            Test("in_network", "network") { (input, bound, _) throws(Fault) in
                holds(try Python.text(bound[0]), input)
            },
            Test("subnet_of", "network") { (input, bound, _) throws(Fault) in
                holds(try Python.text(bound[0]), input)
            },
            Test("supernet_of", "network") { (input, bound, _) throws(Fault) in
                holds(try Python.text(input), bound[0])
            },
            Test("in_any_network", "networks") { (input, bound, _) throws(Fault) in
                for network in try Python.iterate(bound[0]) where holds(try Python.text(network), input) { return true }
                return false
            },
            Test("in_one_network", "networks") { (input, bound, _) throws(Fault) in
                var count = 0
                for network in try Python.iterate(bound[0]) where holds(try Python.text(network), input) { count += 1 }
                return count == 1
            },
        ]
    }

    private static func textual(_ name: String, _ holds: @escaping @Sendable (String) -> Bool) -> Test {
        Test(name) { (input, _, _) throws(Fault) in
            if case .undefined(let undefined) = input { throw undefined.fault }
            return holds(try Python.text(input))
        }
    }

    private static func address(_ text: String) -> IPNetwork? { network(text).flatMap { $0.hasPrefix ? nil : $0 } }

    /// A network as Python's own library reads it: nothing of a host may stand in it.
    private static func network(_ text: String) -> IPNetwork? {
        let zone = text.firstIndex(of: "%")
        guard let network = IPNetwork(String(text[..<(zone ?? text.endIndex)])), zone == nil || network.version == 6,
            network.address == network.first
        else { return nil }
        return network
    }

    private static func holds(_ outer: String, _ inner: Object) -> Bool {
        guard let outer = network(outer), let inner = inner.string.flatMap(network) else { return false }
        return outer.contains(inner)
    }

    @Sendable private static func isHardwareAddress(_ text: String) -> Bool {
        guard HardwareAddress(text) != nil else { return false }
        let groups = text.utf8.split { [UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains($0) }
        guard groups.allSatisfy({ $0.count * groups.count == 12 }) else { return false }
        return groups.count == 3 ? text.contains(".") : groups.count != 2
    }
}
