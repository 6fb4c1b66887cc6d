import Values

extension Filter {
    /// Addresses written in other ways, and lists of networks made shorter.
    static var addressForms: [Filter] {
        [
            Filter("ip4_hex", "delimiter=''") { (input, bound, _) throws(Fault) in
                let address = try address(input)
                guard address.version == 4 else {
                    throw Fault.failed("not an IPv4 address", "`ip4_hex` takes IPv4 addresses.")
                }
                return .string(address.bytes.map { [$0].hexadecimal }.joined(separator: try bound.text(0)))
            },
            Filter("ipcut", "amount") { (input, bound, _) throws(Fault) in
                cut(try address(input), try bound.int(0))
            },
            Filter("ipv6form", "format") { (input, bound, _) throws(Fault) in
                try form(try address(input), try bound.text(0))
            },
            Filter("slaac", "query=''") { (input, bound, _) throws(Fault) in
                guard let network = try optionalNetwork(input), network.version == 6,
                    let hardware = HardwareAddress(try bound.text(0))
                else { return .bool(false) }
                return .string(network.text(network.first &+ UInt128(hardware.interface)))
            },
            Filter("cidr_merge", "action='merge'", merge),
        ]
    }

    /// An address without a prefix.
    private static func address(_ object: Object) throws(Fault) -> IPNetwork {
        let network = try network(object)
        guard !network.hasPrefix else {
            throw Fault.failed("address with a prefix", "An address without a prefix is needed here.")
        }
        return network
    }

    /// The first bits of an address, or the last ones, in groups as addresses have them.
    private static func cut(_ address: IPNetwork, _ amount: Int) -> Object {
        let bits = address.bytes.map { byte in
            String(repeating: "0", count: byte.leadingZeroBitCount) + (byte == 0 ? "" : String(byte, radix: 2))
        }.joined()
        let kept = amount < 0 ? bits.suffix(amount.magnitude < 128 ? -amount : 128) : bits.prefix(amount)
        let (size, radix, mark) = address.version == 6 ? (16, 16, ":") : (8, 10, ".")
        let groups = stride(from: 0, to: kept.count, by: size).map { start in
            String(Int(kept.dropFirst(start).prefix(size), radix: 2) ?? 0, radix: radix)
        }
        return .string(groups.joined(separator: mark))
    }

    private static func form(_ address: IPNetwork, _ format: String) throws(Fault) -> Object {
        guard address.version == 6 else {
            if format == "x509" {
                throw Fault.failed("not an IPv6 address", "`x509` takes IPv6 addresses.")
            }
            return .string(address.text(address.address))
        }
        let groups = stride(from: 0, to: 16, by: 2).map {
            UInt16(address.bytes[$0]) << 8 | UInt16(address.bytes[$0 + 1])
        }
        switch format {
        case "expand":
            let digits = address.bytes.hexadecimal
            let parts = stride(from: 0, to: 32, by: 4).map { String(digits.dropFirst($0).prefix(4)) }
            return .string(parts.joined(separator: ":"))
        case "compress": return .string(IPNetwork.compressed(groups))
        case "x509": return .string(groups.map { String($0, radix: 16) }.joined(separator: ":"))
        default: return .none
        }
    }

    /// The fewest networks that hold the same addresses, or the one that spans them all.
    @Sendable private static func merge(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        var networks: [IPNetwork] = []
        for item in try Python.iterate(input) { networks.append(try network(item)) }
        switch try bound.text(0) {
        case "merge": return .strings(Self.merged(networks).map { $0.withPrefix($0.first) })
        case "span": return try span(networks)
        case let other:
            throw Fault.failed("unknown action", "`action` must be merge or span, not `\(other)`.")
        }
    }

    private static func merged(_ networks: [IPNetwork]) -> [IPNetwork] {
        var merged: [IPNetwork] = []
        for network in networks.sorted(by: { ($0.version, $0.first, $0.prefix) < ($1.version, $1.first, $1.prefix) }) {
            if merged.last.map({ $0.contains(network) }) ?? false { continue }
            var network = network
            while let last = merged.last, let both = network.joined(with: last) {
                merged.removeLast()
                network = both
            }
            merged.append(network)
        }
        return merged
    }

    private static func span(_ networks: [IPNetwork]) throws(Fault) -> Object {
        guard let one = networks.first else { return .none }
        if networks.count == 1 { return .string(one.withPrefix(one.address)) }
        let (first, last) = (networks.map(\.first).min() ?? 0, networks.map(\.last).max() ?? 0)
        guard networks.allSatisfy({ $0.version == one.version }) else {
            throw Fault.failed("mixed IP versions", "One network cannot span IPv4 and IPv6 addresses.")
        }
        let prefix = one.bits - (128 - (first ^ last).leadingZeroBitCount)
        let network = IPNetwork(version: one.version, address: first, prefix: prefix)
        return .string(network.withPrefix(network.first))
    }
}

extension IPNetwork {
    /// The network of twice the size that is this one and the other, if there is one.
    fileprivate func joined(with other: IPNetwork) -> IPNetwork? {
        guard version == other.version, prefix == other.prefix, prefix > 0 else { return nil }
        let both = IPNetwork(version: version, address: first, prefix: prefix - 1)
        return both.contains(other) && other.first != first ? both : nil
    }
}
