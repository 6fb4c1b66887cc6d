/// Networks with a purpose of their own, by the registries of IANA.
extension IPNetwork {
    private static func networks(_ texts: String...) -> [IPNetwork] { texts.compactMap { IPNetwork($0) } }

    private static let unreachable = networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
        "::1/128", "::/128", "::ffff:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
        "fc00::/7", "fe80::/10")
    private static let reachable = networks(
        "192.0.0.9/32", "192.0.0.10/32", "2001:1::1/128", "2001:1::2/128", "2001:3::/32", "2001:4:112::/48",
        "2001:20::/28", "2001:30::/28")
    private static let loopbacks = networks("127.0.0.0/8", "::1/128")
    private static let multicasts = networks("224.0.0.0/4", "ff00::/8")
    private static let linkLocals = networks("169.254.0.0/16", "fe80::/10")
    private static let shared = networks("100.64.0.0/10")
    private static let reserveds = networks(
        "240.0.0.0/4", "::/8", "100::/8", "200::/7", "400::/6", "800::/5", "1000::/4", "4000::/3", "6000::/3",
        "8000::/3", "a000::/3", "c000::/3", "e000::/4", "f000::/5", "f800::/6", "fe00::/9")
    private static let transitions = networks("2002::/16")

    /// Whether the whole internet may reach the address.
    var isGlobal: Bool { !host.isWithin(Self.unreachable) || host.isWithin(Self.reachable) }
    /// Whether the address is for use within a network; one that providers share is neither that nor global.
    var isPrivate: Bool { !isGlobal && !host.isWithin(Self.shared) }
    var isLoopback: Bool { host.isWithin(Self.loopbacks) }
    var isMulticast: Bool { isWithin(Self.multicasts) }
    var isLinkLocal: Bool { host.isWithin(Self.linkLocals) }
    var isReserved: Bool { host.isWithin(Self.reserveds) }
    /// Whether it is an address of version 6 made of one of version 4 (6to4).
    var isTransition: Bool { isWithin(Self.transitions) }
    /// Whether it is an address of version 4 in the clothes of version 6.
    var isMapped: Bool { version == 6 && address >> 32 == 0xFFFF }
}
