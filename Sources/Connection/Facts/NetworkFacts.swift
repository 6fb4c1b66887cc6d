import Values

/// `interfaces`, one fact for each interface, `default_ipv4`, `all_ipv4_addresses` and their kin.
enum NetworkFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        var interfaces = sheet.all("interface").compactMap { NetworkInterface($0) }
        let addresses = AddressList.read(sheet)
        for index in interfaces.indices { interfaces[index].take(addresses) }
        var facts: Mapping = [
            "interfaces": .list(interfaces.map { .string($0.device) }),
            "locally_reachable_ips": ["ipv4": local(sheet.lines("local4")), "ipv6": local(sheet.lines("local6"))],
            "default_ipv4": .map(defaultRoute(sheet["route4"], interfaces)),
            "default_ipv6": .map(defaultRoute(sheet["route6"], interfaces)),
            "all_ipv4_addresses": list(addresses.filter { !$0.isIPv6 && !$0.address.hasPrefix("127.") }),
            "all_ipv6_addresses": list(addresses.filter { $0.isIPv6 && $0.address != "::1" }),
        ]
        for interface in interfaces { facts[interface.factName] = .map(interface.facts) }
        return facts
    }

    private static func list(_ addresses: [InterfaceAddress]) -> Value {
        .list(addresses.map { .string($0.address) })
    }

    /// From the kernel's table of what is delivered here.
    private static func local(_ routes: [Substring]) -> Value {
        var addresses: [Value] = []
        for words in routes.map({ $0.split(separator: " ") }) where words.count > 1 && words[0] == "local" {
            let address = Value.string(String(words[1]))
            if !addresses.contains(address) { addresses.append(address) }
        }
        return .list(addresses)
    }

    /// From the answer of `ip route get`: `… via GATEWAY dev DEVICE src ADDRESS …`.
    private static func defaultRoute(_ text: String?, _ interfaces: [NetworkInterface]) -> Mapping {
        let words = (text ?? "").split(separator: " ").map(String.init)
        let word = { (name: String) -> String? in
            words.firstIndex(of: name).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
        }
        guard let device = word("dev"), let address = word("src"),
            let interface = interfaces.first(where: { $0.device == device })
        else { return [:] }
        var facts: Mapping = [
            "gateway": .string(word("via") ?? ""), "interface": .string(device), "address": .string(address),
        ]
        if let own = interface.addresses.first(where: { $0.address == address }) { facts.merge(own.defaultFacts) }
        facts.merge(interface.linkFacts)
        return facts
    }
}

/// An address of an interface.
struct InterfaceAddress: Hashable, Sendable {
    var device: String
    var label: String
    var address: String
    var prefix: Int
    var broadcast: String
    var scope: String
    var isSecondary: Bool

    var isIPv6: Bool { address.contains(":") }

    var facts: Mapping {
        isIPv6
            ? ["address": .string(address), "prefix": .string("\(prefix)"), "scope": .string(scope)]
            : [
                "address": .string(address), "broadcast": .string(broadcast),
                "netmask": .string(IPv4.text(IPv4.mask(prefix))),
                "network": .string(IPv4.text((IPv4.number(address) ?? 0) & IPv4.mask(prefix))),
                "prefix": .string("\(prefix)"),
            ]
    }

    var defaultFacts: Mapping {
        var facts = self.facts
        if !isIPv6 { facts["alias"] = .string(label) }
        return facts
    }
}

enum IPv4 {
    static func number(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".").compactMap { UInt8($0) }
        return parts.count == 4 ? parts.reduce(0) { $0 << 8 | UInt32($1) } : nil
    }

    static func text(_ number: UInt32) -> String {
        [24, 16, 8, 0].map { "\(number >> UInt32($0) & 255)" }.joined(separator: ".")
    }

    static func mask(_ prefix: Int) -> UInt32 { prefix <= 0 ? 0 : ~0 << UInt32(32 - min(32, prefix)) }
}

/// One network interface, from `/sys/class/net`.
struct NetworkInterface: Sendable {
    let device: String
    private let fields: [String: String]
    private(set) var addresses: [InterfaceAddress] = []

    init?(_ text: String) {
        fields = FactSheet.assignments(in: text)
        guard let device = fields["device"] else { return nil }
        self.device = device
    }

    mutating func take(_ all: [InterfaceAddress]) { addresses = all.filter { $0.device == device } }

    /// As a variable can be named.
    var factName: String { String(device.map { $0 == "-" || $0 == "." || $0 == ":" ? "_" : $0 }) }

    private var kind: String {
        if !(fields["bonding/mode"] ?? "").isEmpty { return "bonding" }
        if !(fields["bridge/bridge_id"] ?? "").isEmpty { return "bridge" }
        switch fields["type"] {
        case "1": return "ether"
        case "32": return "infiniband"
        case "512": return "ppp"
        case "772": return "loopback"
        case "65534": return "tunnel"
        default: return "unknown"
        }
    }

    private var flags: Int { Int((fields["flags"] ?? "").drop { $0 == "0" || $0 == "x" }, radix: 16) ?? 0 }

    var linkFacts: Mapping {
        var facts: Mapping = [
            "mtu": fields["mtu"].flatMap { Int($0) }.map { .int($0) } ?? .null, "type": .string(kind),
        ]
        if let address = fields["address"], !address.isEmpty, device != "lo" { facts["macaddress"] = .string(address) }
        return facts
    }

    var facts: Mapping {
        var facts = linkFacts
        facts["device"] = .string(device)
        facts["active"] = .bool(fields["operstate"] != "down")
        // IFF_PROMISC of netdevice(7).
        facts["promisc"] = .bool(flags & 0x100 != 0)
        if let speed = fields["speed"].flatMap({ Int($0) }) { facts["speed"] = .int(speed) }
        let (old, new) = (addresses.filter { !$0.isIPv6 }, addresses.filter(\.isIPv6))
        if let first = old.first { facts["ipv4"] = .map(first.facts) }
        if old.count > 1 { facts["ipv4_secondaries"] = .list(old.dropFirst().map { .map($0.facts) }) }
        if !new.isEmpty { facts["ipv6"] = .list(new.map { .map($0.facts) }) }
        return facts
    }
}

/// `dns`, from resolv.conf(5).
enum ResolverFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        var facts = Mapping()
        for line in sheet.lines("resolv") where !line.hasPrefix("#") && !line.hasPrefix(";") {
            let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
            guard let keyword = words.first else { continue }
            let values = words.dropFirst().map { Value.string($0) }
            switch keyword {
            case "nameserver": facts["nameservers"] = .list((facts["nameservers"]?.list ?? []) + values.prefix(1))
            case "domain": facts["domain"] = values.first ?? ""
            case "search", "sortlist": facts[keyword] = .list(values)
            case "options": facts["options"] = .map(options(words.dropFirst()))
            default: break
            }
        }
        return facts
    }

    private static func options(_ words: some Sequence<String>) -> Mapping {
        Mapping(
            words.map { word in
                let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
                return (parts[0], parts.count > 1 ? Value.string(parts[1]) : true)
            })
    }
}
