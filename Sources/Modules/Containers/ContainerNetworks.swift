import ModuleKit
import Values

extension NetworkEntry {
    /// As the engine takes it.
    var endpoint: Value {
        var endpoint: Mapping = [:]
        let addresses: Mapping = [
            "IPv4Address": ipv4Address.value ?? .null, "IPv6Address": ipv6Address.value ?? .null,
        ]
        if ipv4Address != nil || ipv6Address != nil { endpoint["IPAMConfig"] = .map(addresses.withoutNulls) }
        if let aliases { endpoint["Aliases"] = (aliases as [String]?).value }
        if let links { endpoint["Links"] = .list(links.map { .string($0.contains(":") ? $0 : "\($0):\($0)") }) }
        if let macAddress { endpoint["MacAddress"] = .string(String(macAddress.map { $0 == "-" ? ":" : $0 })) }
        return .map(endpoint)
    }

    /// Whether a connection is as it should be; others may have added to it.
    func isMet(by found: Value) -> Bool {
        let endpoint = endpoint
        let addresses = ["IPv4Address", "IPv6Address"].allSatisfy { key in
            endpoint["IPAMConfig", key].map { $0 == found["IPAMConfig", key] } ?? true
        }
        let lists = ["Aliases", "Links"].allSatisfy { key in
            endpoint[key].map { found[key]?.textSet.isSuperset(of: $0.textSet) ?? $0.textSet.isEmpty } ?? true
        }
        return addresses && lists && (endpoint["MacAddress"].map { $0 == found["MacAddress"] } ?? true)
    }
}
