import ModuleKit
import Values

/// The addresses of a host: from ip(8), or from the kernel's tables where there is no such tool.
enum AddressList {
    static func read(_ sheet: FactSheet) -> [InterfaceAddress] {
        let lines = sheet.lines("addresses")
        return lines.isEmpty ? fromTables(sheet) : lines.compactMap { fromTool($0) }
    }

    /// `2: eth0    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0\ …`
    private static func fromTool(_ line: Substring) -> InterfaceAddress? {
        let words = line.split { $0 == " " || $0 == "\\" || $0 == "\t" }.map(String.init)
        guard words.count > 3, words[2] == "inet" || words[2] == "inet6" else { return nil }
        let parts = words[3].split(separator: "/").map(String.init)
        let word = { (name: String) -> String? in
            words.firstIndex(of: name).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
        }
        let device = words[1]
        // The label, where there is one, is the last word before the lifetimes.
        let ending = words.firstIndex(of: "valid_lft") ?? words.count
        let label = words[ending - 1].hasPrefix(device) ? words[ending - 1] : device
        return InterfaceAddress(
            device: device, label: label, address: parts[0],
            prefix: parts.count > 1 ? Int(parts[1]) ?? 0 : words[2] == "inet" ? 32 : 128, broadcast: word("brd") ?? "",
            scope: word("scope") ?? "", isSecondary: words.contains("secondary"))
    }

    private static func fromTables(_ sheet: FactSheet) -> [InterfaceAddress] {
        let networks = routes(sheet)
        let own = localAddresses(sheet).compactMap { address -> InterfaceAddress? in
            guard let number = IPv4.number(address) else { return nil }
            if address.hasPrefix("127.") {
                return entry("lo", address, 8, broadcast: "", scope: "host")
            }
            guard let network = networks.first(where: { number & IPv4.mask($0.prefix) == $0.network }) else {
                return nil
            }
            let broadcast = IPv4.text(network.network | ~IPv4.mask(network.prefix))
            return entry(network.device, address, network.prefix, broadcast: broadcast, scope: "global")
        }
        return own + newAddresses(sheet)
    }

    private static func entry(
        _ device: String, _ address: String, _ prefix: Int, broadcast: String, scope: String
    ) -> InterfaceAddress {
        InterfaceAddress(
            device: device, label: device, address: address, prefix: prefix, broadcast: broadcast, scope: scope,
            isSecondary: false)
    }

    /// Lines `|-- ADDRESS` that a line `/32 host LOCAL` follows.
    private static func localAddresses(_ sheet: FactSheet) -> [String] {
        var found: [String] = []
        var last = ""
        for line in sheet.lines("fib_trie") {
            if let mark = line.ranges(of: "|-- ").first {
                last = line[mark.upperBound...].trimmed
            } else if line.contains("/32 host LOCAL"), !found.contains(last) {
                found.append(last)
            }
        }
        return found
    }

    /// Networks that are reached without a gateway; numbers in the table have their bytes turned round.
    private static func routes(_ sheet: FactSheet) -> [(device: String, network: UInt32, prefix: Int)] {
        sheet.lines("routes").compactMap { line in
            let words = line.split { $0 == "\t" || $0 == " " }
            guard words.count > 7, words[2] == "00000000", let network = UInt32(words[1], radix: 16), network != 0,
                let mask = UInt32(words[7], radix: 16)
            else { return nil }
            return (String(words[0]), network.byteSwapped, mask.nonzeroBitCount)
        }
    }

    /// Lines of 32 digits, number of the interface, prefix, scope, flags, name.
    private static func newAddresses(_ sheet: FactSheet) -> [InterfaceAddress] {
        sheet.lines("if_inet6").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 6, words[0].utf8.count == 32, let prefix = Int(words[2], radix: 16) else { return nil }
            let scope = ["10": "host", "20": "link", "40": "site"][words[3]] ?? "global"
            return entry(words[5], IPv6.text(words[0]), prefix, broadcast: "", scope: scope)
        }
    }
}

enum IPv6 {
    /// The short form of RFC 5952 for 32 hexadecimal digits.
    static func text(_ digits: String) -> String {
        let all = Array(digits)
        let groups = stride(from: 0, to: 32, by: 4).map { UInt16(String(all[$0..<($0 + 4)]), radix: 16) ?? 0 }
        var best = 0..<0
        var start = 0
        while start < 8 {
            let end = groups[start...].firstIndex { $0 != 0 } ?? 8
            if end - start > best.count { best = start..<end }
            start = max(end, start + 1)
        }
        let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard best.count > 1 else { return text(groups[...]) }
        return text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
    }
}
