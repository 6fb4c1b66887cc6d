import Values

/// An address with the network it stands in, of either version of the Internet protocol.
struct IPNetwork: Sendable, Hashable {
    let version: Int
    let address: UInt128
    let prefix: Int
    /// Whether a prefix was written, which makes it more than an address.
    let hasPrefix: Bool

    var bits: Int { version == 4 ? 32 : 128 }
    private var all: UInt128 { version == 4 ? 0xFFFF_FFFF : .max }
    var hostMask: UInt128 { prefix == 0 ? all : prefix == bits ? 0 : all >> UInt128(prefix) }
    var netMask: UInt128 { all ^ hostMask }
    var first: UInt128 { address & netMask }
    var last: UInt128 { first | hostMask }
    /// One less than the number of addresses: the number itself may not fit.
    var span: UInt128 { hostMask }
    var isSingle: Bool { prefix == bits }

    init(version: Int, address: UInt128, prefix: Int, hasPrefix: Bool = true) {
        self.version = version
        self.address = address
        self.prefix = prefix
        self.hasPrefix = hasPrefix
    }

    /// `10.0.0.1`, `10.0.0.0/24`, `10.0.0.0/255.255.255.0`, `10.0.0.0/0.0.0.255` or `fe80::1/64`; `nil` for all else.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let (version, address) = Self.address(parts[0]) else { return nil }
        let bits = version == 4 ? 32 : 128
        guard parts.count == 2 else {
            self.init(version: version, address: address, prefix: bits, hasPrefix: false)
            return
        }
        let written = Python.integer(of: parts[1])?.small
        guard let prefix = written ?? Self.prefix(ofMask: parts[1], version), (0...bits).contains(prefix) else {
            return nil
        }
        self.init(version: version, address: address, prefix: prefix)
    }

    /// The address of a number: of version 4 where it fits, if no version is asked for.
    init?(number: UInt128, version: Int? = nil, prefix: Int? = nil) {
        let version = version == 6 || number > 0xFFFF_FFFF || prefix.map { $0 > 32 } ?? false ? 6 : 4
        let bits = version == 4 ? 32 : 128
        guard (0...bits).contains(prefix ?? bits) else { return nil }
        self.init(version: version, address: number, prefix: prefix ?? bits, hasPrefix: prefix != nil)
    }

    private static func address(_ text: String) -> (version: Int, address: UInt128)? {
        if let value = ipv4(text) { return (4, UInt128(value)) }
        return ipv6(text).map { (6, $0) }
    }

    private static func ipv4(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard part == "0" || !part.hasPrefix("0"), part.utf8.allSatisfy(\.isDigit), let byte = UInt8(part) else {
                return nil
            }
            value = value << 8 | UInt32(byte)
        }
        return value
    }

    private static func ipv6(_ text: String) -> UInt128? {
        guard text.contains(":") else { return nil }
        var text = text
        // An address of version 4 may stand at the end.
        if let colon = text.lastIndex(of: ":"), let tail = ipv4(String(text[text.index(after: colon)...])) {
            text = text[...colon] + String(tail >> 16, radix: 16) + ":" + String(tail & 0xFFFF, radix: 16)
        }
        let halves = Python.split(text, on: "::", limit: -1, fromRight: false)
        guard halves.count <= 2 else { return nil }
        let groups = halves.map { $0.isEmpty ? [] : $0.split(separator: ":", omittingEmptySubsequences: false) }
        let count = groups.reduce(0) { $0 + $1.count }
        guard halves.count == 1 ? count == 8 : count <= 7 else { return nil }
        let filled = groups[0] + Array(repeating: "0", count: 8 - count) + (groups.count > 1 ? groups[1] : [])
        var value: UInt128 = 0
        for group in filled {
            guard (1...4).contains(group.count), let part = UInt16(group, radix: 16) else { return nil }
            value = value << 16 | UInt128(part)
        }
        return value
    }

    private static func prefix(ofMask text: String, _ version: Int) -> Int? {
        guard let (kind, mask) = address(text), kind == version else { return nil }
        let network = IPNetwork(version: version, address: mask, prefix: 0)
        if network.isNetMask { return mask.nonzeroBitCount }
        return network.isHostMask ? network.bits - mask.nonzeroBitCount : nil
    }

    /// Whether the address is ones followed by zeros.
    var isNetMask: Bool { (all ^ address) & ((all ^ address) &+ 1) == 0 }
    /// Whether the address is zeros followed by ones.
    var isHostMask: Bool { address & (address &+ 1) == 0 }

    // MARK: Text

    /// The bytes of the address, the first one first.
    var bytes: [UInt8] {
        stride(from: bits - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: address >> UInt128($0)) }
    }

    func text(_ address: UInt128) -> String {
        guard version == 6 else {
            return (0..<4).map { String(UInt8(truncatingIfNeeded: address >> UInt128(24 - $0 * 8))) }.joined(
                separator: ".")
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: address >> UInt128(112 - $0 * 16)) }
        // As the C library: an address of version 4 within one of version 6 is shown with its dots.
        let zeros = groups.firstIndex { $0 != 0 } ?? 8
        if zeros == 6 || zeros == 5 && groups[5] == 0xFFFF {
            let inner = IPNetwork(version: 4, address: 0, prefix: 32).text(address & 0xFFFF_FFFF)
            return (zeros == 6 ? "::" : "::ffff:") + inner
        }
        return Self.compressed(groups)
    }

    /// RFC 5952: the longest run of zeros becomes `::`.
    static func compressed(_ groups: [UInt16]) -> String {
        var best = 0..<0
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > best.count { best = start..<end }
            start = max(end, start) + 1
        }
        let hex = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard best.count >= 2 else { return hex(groups[...]) }
        return hex(groups[..<best.lowerBound]) + "::" + hex(groups[best.upperBound...])
    }

    func withPrefix(_ address: UInt128) -> String { "\(text(address))/\(prefix)" }

    func contains(_ other: IPNetwork) -> Bool {
        version == other.version && other.first >= first && other.last <= last
    }

    /// The address alone.
    var host: IPNetwork { IPNetwork(version: version, address: address, prefix: bits, hasPrefix: false) }

    /// Whether all of the network lies in one of these.
    func isWithin(_ networks: [IPNetwork]) -> Bool { networks.contains { $0.contains(self) } }

    /// The name under which the address is looked up in reverse.
    var reverseName: String {
        if version == 4 {
            return (0..<4).map { String(UInt8(truncatingIfNeeded: address >> UInt128($0 * 8))) }.joined(separator: ".")
                + ".in-addr.arpa."
        }
        let nibbles = (0..<32).map { String(UInt8(truncatingIfNeeded: address >> UInt128($0 * 4)) & 15, radix: 16) }
        return nibbles.joined(separator: ".") + ".ip6.arpa."
    }
}
