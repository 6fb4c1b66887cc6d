import Values

/// The questions and their answers, by topic; `nil` where a question is of another topic.
extension IPQuery {
    /// An address and its network in other forms.
    static func form(_ query: String, of subject: Subject) -> Object? {
        let network = subject.network
        let (ip, cidr) = (network.text(network.address), network.withPrefix(network.address))
        let isHost = network.address != network.first
        // What has two addresses or one has no broadcast.
        let hasBroadcast = network.span > 1
        switch query {
        case "": return .string(subject.isNetwork ? cidr : ip)
        case "address", "ip": return isHost || !hasBroadcast || network.version == 6 ? .string(ip) : Object.none
        case "address/prefix", "gateway", "gw", "host/prefix", "hostnet", "router":
            let isEdge = hasBroadcast && (!isHost || network.address == network.last)
            return isEdge ? .bool(false) : .string(cidr)
        case "host": return isHost || !hasBroadcast ? .string(cidr) : Object.none
        case "ip/prefix": return isHost || network.span == 1 ? .string(cidr) : Object.none
        case "ip_netmask":
            return isHost || network.span == 1 ? .string("\(ip) \(network.text(network.netMask))") : Object.none
        case "cidr": return .string(cidr)
        case "net": return network.isSingle || isHost ? Object.none : .string(network.withPrefix(network.first))
        case "network", "network_id": return .string(network.text(network.first))
        case "network/prefix", "subnet": return .string(network.withPrefix(network.first))
        case "network_netmask": return .string("\(network.text(network.first)) \(network.text(network.netMask))")
        case "network_wildcard": return .string("\(network.text(network.first)) \(network.text(network.hostMask))")
        case "netmask": return .string(network.text(network.netMask))
        case "hostmask", "wildcard": return .string(network.text(network.hostMask))
        case "broadcast": return hasBroadcast ? .string(network.text(network.last)) : Object.none
        case "bool": return .bool(true)
        default: return number(query, of: subject) ?? name(query, of: subject)
        }
    }

    private static func number(_ query: String, of subject: Subject) -> Object? {
        let network = subject.network
        switch query {
        case "prefix": return .int(network.prefix)
        case "version": return .int(network.version)
        case "size": return Object(network.span) { $0 + BigInteger(1) }
        case "size_usable":
            if network.isSingle { return .int(0) }
            return Object(network.span) { network.span == 1 ? BigInteger(2) : $0 - BigInteger(1) }
        case "int":
            return subject.isNetwork
                ? .string("\(network.address)/\(network.prefix)") : Object(network.address) { $0 }
        default: return nil
        }
    }

    private static func name(_ query: String, of subject: Subject) -> Object? {
        let network = subject.network
        switch query {
        case "revdns": return .string(network.reverseName)
        case "type": return .string(network.isSingle || network.address != network.first ? "address" : "network")
        case "wrap":
            guard network.version == 6 else { return subject.value }
            let wrapped = "[\(network.text(network.address))]"
            return .string(subject.isNetwork ? "\(wrapped)/\(network.prefix)" : wrapped)
        default: return nil
        }
    }

    /// Addresses near by, of what was written as a network.
    static func neighbour(_ query: String, of subject: Subject) throws(Fault) -> Object? {
        guard ["first_usable", "last_usable", "range_usable", "next_usable", "previous_usable", "peer"].contains(query)
        else { return nil }
        guard subject.isNetwork else {
            throw Fault.failed("address without a network", "`\(query)` needs a network with a prefix.")
        }
        let network = subject.network
        if query == "peer" { return .string(network.text(try peer(of: network))) }
        guard let usable = network.usable else { return Object.none }
        switch query {
        case "first_usable": return .string(network.text(usable.lowerBound))
        case "last_usable": return .string(network.text(usable.upperBound))
        case "range_usable": return .string("\(network.text(usable.lowerBound))-\(network.text(usable.upperBound))")
        default:
            let other = try Filter.moved(network, network.address, by: query == "next_usable" ? 1 : -1)
            return usable.contains(other) ? .string(network.text(other)) : Object.none
        }
    }

    private static func peer(of network: IPNetwork) throws(Fault) -> UInt128 {
        if network.span == 1 { return network.address ^ 1 }
        guard network.span == 3, network.address != network.first, network.address != network.last else {
            throw Fault.failed("address without a peer", "Only the hosts of a /30 or /31 have a peer.")
        }
        return network.address ^ 3
    }

    /// The value itself if it is of a kind, or in the form of a kind.
    static func kind(_ query: String, of subject: Subject) throws(Fault) -> Object? {
        let network = subject.network
        let holds: Bool
        switch query {
        case "ipv4", "v4": return version4(subject)
        case "ipv6", "v6": return version6(subject)
        case "6to4": return transition(subject)
        case "link-local": holds = network.isLinkLocal
        case "loopback", "lo": holds = network.isLoopback
        case "multicast": holds = network.isMulticast
        case "unicast": holds = !network.isMulticast
        case "private": holds = !network.isGlobal
        case "public": holds = isPublic(network)
        default: return nil
        }
        return holds ? subject.value : Object.none
    }

    private static func isPublic(_ network: IPNetwork) -> Bool {
        let host = network.host
        return !host.isMulticast && host.isGlobal && !host.isLoopback && !host.isNetMask && !host.isHostMask
    }

    private static func version4(_ subject: Subject) -> Object {
        let network = subject.network
        guard network.version == 6 else { return subject.value }
        guard network.isMapped || network.address <= 0xFFFF_FFFF else { return .bool(false) }
        let inner = IPNetwork(version: 4, address: network.address & 0xFFFF_FFFF, prefix: network.prefix - 96)
        return inner.prefix < 0 ? .bool(false) : .string(inner.withPrefix(inner.address))
    }

    private static func version6(_ subject: Subject) -> Object {
        let network = subject.network
        guard network.version == 4 else { return subject.value }
        let outer = IPNetwork(version: 6, address: 0xFFFF << 32 | network.address, prefix: network.prefix + 96)
        return .string(outer.withPrefix(outer.address))
    }

    private static func transition(_ subject: Subject) -> Object {
        let network = subject.network
        let isHost = network.isSingle || network.address != network.first
        if network.version == 6 {
            let shown = subject.isNetwork ? isHost && network.host.isTransition : network.isTransition
            return shown ? subject.value : .bool(false)
        }
        guard isHost, isPublic(network) || !network.isGlobal else { return .bool(false) }
        let digits = network.bytes.hexadecimal
        return .string("2002:\(digits.prefix(4)):\(digits.suffix(4))::1/48")
    }
}

extension IPNetwork {
    /// The addresses hosts may have; `nil` if there is but one.
    var usable: ClosedRange<UInt128>? {
        if isSingle { return nil }
        return span == 1 ? first...last : (first + 1)...(last - 1)
    }

    /// The address with an index in the network, counted from either end; `nil` outside.
    func host(_ index: Int) -> UInt128? {
        let distance = UInt128(index.magnitude)
        if index < 0 { return distance - 1 <= span ? last - (distance - 1) : nil }
        return distance <= span ? first + distance : nil
    }
}

extension Object {
    /// An integer made of a number that may need more than 64 bits, and of what is done with it.
    init(_ number: UInt128, _ change: (BigInteger) -> BigInteger) {
        self.init(change(BigInteger(String(number), radix: 10) ?? BigInteger(0)))
    }
}
