/// What `ipaddr('…')` asks of an address.
struct IPQuery {
    static let privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
    static let loopbackNetworks = ["127.0.0.0/8", "::1/128"]
    static let multicastNetworks = ["224.0.0.0/4", "ff00::/8"]
    private static let linkLocalNetworks = ["169.254.0.0/16", "fe80::/10"]

    private let query: String
    private let version: Int?

    init(_ query: Object, version: Int?) throws(Fault) {
        self.query = try Python.text(query)
        self.version = version
    }

    /// The answer for one address, or for those of a list that have one.
    func answer(_ input: Object) throws(Fault) -> Object {
        if case .undefined(let undefined) = input { throw undefined.fault }
        if let items = try input.sequenceItems() {
            var answers: [Object] = []
            for item in items {
                let answer = try answer(item)
                if try Python.isTrue(answer) { answers.append(answer) }
            }
            return .list(answers)
        }
        guard input.isString || input.integer != nil, input.typeName != "bool",
            let network = IPNetwork(try Python.text(input)), version.map({ $0 == network.version }) ?? true
        else { return .bool(false) }
        return try answer(network, input)
    }

    private func text(_ text: String) -> Object { .string(text) }

    private func answer(_ network: IPNetwork, _ input: Object) throws(Fault) -> Object {
        let isHost = network.isSingle || network.address != network.first
        let address = network.text(network.address)
        switch query {
        case "": return text(network.hasPrefix ? network.withPrefix(network.address) : address)
        case "address", "ip": return isHost || network.span == 1 ? text(address) : .none
        case "host", "hostnet", "router", "host/prefix", "address/prefix", "ip/prefix", "cidr", "gateway", "gw":
            return isHost ? text(network.withPrefix(network.address)) : .none
        case "net": return !network.isSingle && !isHost ? text(network.withPrefix(network.first)) : .none
        case "network", "network_id": return text(network.text(network.first))
        case "network/prefix", "subnet": return text(network.withPrefix(network.first))
        case "network_netmask": return text("\(network.text(network.first)) \(network.text(network.netMask))")
        case "network_wildcard": return text("\(network.text(network.first)) \(network.text(network.hostMask))")
        case "ip_netmask": return text("\(address) \(network.text(network.netMask))")
        case "ip_wildcard": return text("\(address) \(network.text(network.hostMask))")
        case "netmask": return text(network.text(network.netMask))
        case "hostmask", "wildcard": return text(network.text(network.hostMask))
        case "prefix": return .int(network.prefix)
        case "broadcast": return network.span > 1 ? text(network.text(network.last)) : .none
        case "bool": return .bool(true)
        case "version": return .int(network.version)
        case "type": return text(isHost ? "address" : "network")
        case "int":
            return text(network.hasPrefix ? "\(network.address)/\(network.prefix)" : "\(network.address)")
        case "revdns": return text(network.reverseName)
        case "wrap", "ipwrap": return text(network.version == 6 ? "[\(address)]" : address)
        default:
            if let answer = try range(network) { return answer }
            return try kind(network, input)
        }
    }

    /// Parts of a network, and the usable addresses in it.
    private func range(_ network: IPNetwork) throws(Fault) -> Object? {
        let isSmall = network.span < 2
        let first = isSmall ? network.first : network.first + 1
        let last = isSmall ? network.last : network.last - 1
        switch query {
        case "size": return size(network.span, plus: 1)
        case "size_usable": return isSmall ? size(network.span, plus: 1) : size(network.span, plus: -1)
        case "first_usable": return network.isSingle ? Object.none : text(network.text(first))
        case "last_usable": return network.isSingle ? Object.none : text(network.text(last))
        case "range_usable":
            return network.isSingle ? Object.none : text("\(network.text(first))-\(network.text(last))")
        case "next_usable": return network.address < last ? text(network.text(network.address + 1)) : Object.none
        case "previous_usable": return network.address > first ? text(network.text(network.address - 1)) : Object.none
        case "peer":
            guard network.span == 1 || network.span == 3 else { return Object.none }
            let offset: UInt128 = network.span == 1 ? 1 : 3
            return text(network.text(network.address ^ offset))
        default:
            guard let index = Int(query) else { return nil }
            return text(network.withPrefix(try Filter.host(index, of: network)))
        }
    }

    private func size(_ span: UInt128, plus: Int) -> Object {
        guard span < UInt128(Int.max) else { return text(String(span)) }
        return .int(Int(span) + plus)
    }

    /// The address itself if it is of a kind, or lies in a network.
    private func kind(_ network: IPNetwork, _ input: Object) throws(Fault) -> Object {
        let isPrivate = network.isWithin(Self.privateNetworks)
        let special = Self.loopbackNetworks + Self.multicastNetworks + Self.linkLocalNetworks
        let holds: Bool
        switch query {
        case "ipv4", "v4", "4": holds = network.version == 4
        case "ipv6", "v6", "6": holds = network.version == 6
        case "private": holds = isPrivate
        case "public": holds = !isPrivate && !network.isWithin(special)
        case "unicast": holds = !network.isWithin(Self.multicastNetworks)
        case "loopback", "lo": holds = network.isWithin(Self.loopbackNetworks)
        case "link-local", "lladdr": holds = network.isWithin(Self.linkLocalNetworks)
        case "multicast": holds = network.isWithin(Self.multicastNetworks)
        default:
            guard let outer = IPNetwork(query) else {
                throw Fault.failed("an unknown question to an address", "`ipaddr` does not know `\(query)`.")
            }
            holds = outer.contains(network)
        }
        return holds ? input : Object.none
    }
}
