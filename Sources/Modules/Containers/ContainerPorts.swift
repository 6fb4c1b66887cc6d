import ModuleKit
import Values

/// Ports of a container that lead to the outside, or are said to be there.
struct ContainerPorts: Sendable {
    struct Binding: Sendable {
        /// `80/tcp`
        let port: String
        /// `nil` for the usual address.
        let address: String?
        let hostPort: String
    }

    private(set) var published: [Binding] = []
    private(set) var exposed: [String] = []

    init(published: [String], exposed: [String]) throws(ModuleFailure) {
        for port in published { try publish(port) }
        for port in exposed {
            let (range, kind) = Self.divided(port)
            self.exposed += try Self.numbers(range).map { "\($0)/\(kind)" }
        }
        for binding in self.published where !self.exposed.contains(binding.port) { self.exposed.append(binding.port) }
    }

    var needsAddress: Bool { published.contains { $0.address == nil } }

    /// As the engine keeps them.
    ///
    /// - Parameter usual: The address of those that name none.
    func bindings(usual: String) -> Value {
        var bindings: Mapping = [:]
        for binding in published {
            let entry: Value = ["HostIp": .string(binding.address ?? usual), "HostPort": .string(binding.hostPort)]
            bindings[binding.port] = .list((bindings[binding.port]?.list ?? []) + [entry])
        }
        return .map(bindings)
    }

    /// What an engine tells, with one word for any address.
    static func normalized(_ told: Value) -> Value {
        .map(
            (told.map ?? [:]).mapValues { entries in
                .list(
                    (entries.list ?? []).map { entry in
                        let address = entry["HostIp"]?.text ?? ""
                        return [
                            "HostIp": .string(address.isEmpty ? "0.0.0.0" : address),
                            "HostPort": .string(entry["HostPort"]?.requestText ?? ""),
                        ]
                    })
            })
    }

    /// `[address:][host port:]port[/kind]`; each port can be a range.
    private mutating func publish(_ text: String) throws(ModuleFailure) {
        let parts = try Self.parts(text)
        let (range, kind) = Self.divided(parts.last ?? "")
        let inner = try Self.numbers(range)
        let address = parts.count == 3 ? parts[0] : nil
        if let address { try Self.check(address, of: text) }
        let outer = parts.count > 1 ? parts[parts.count - 2] : ""
        var hostPorts = inner.map { _ in "" }
        if !outer.isEmpty { hostPorts = inner.count == 1 ? [outer] : try Self.numbers(outer).map(String.init) }
        guard hostPorts.count == inner.count else {
            throw ModuleFailure("the ranges of the port \(text) have different lengths")
        }
        let plain = address.map { String($0.filter { $0 != "[" && $0 != "]" }) }
        published += zip(inner, hostPorts).map { Binding(port: "\($0)/\(kind)", address: plain, hostPort: $1) }
    }

    /// An address of IPv6 stands in brackets.
    private static func parts(_ text: String) throws(ModuleFailure) -> [String] {
        var parts: [String]
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let rest = text[text.index(after: end)...].dropFirst()
            parts =
                [String(text[...end])] + rest.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        } else {
            parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
        guard (1...3).contains(parts.count) else {
            throw ModuleFailure(
                "not a port: \(text)", hint: "write `address:host port:port`, with an address of IPv6 in brackets")
        }
        return parts
    }

    private static func check(_ address: String, of port: String) throws(ModuleFailure) {
        let isAddress =
            address.consists(of: .digits, ".") || (address.hasPrefix("[") && address.hasSuffix("]"))
        guard isAddress else {
            throw ModuleFailure("the address of the port \(port) must be one of IPv4 or IPv6, not a name")
        }
    }

    private static func divided(_ port: String) -> (range: String, kind: String) {
        let parts = port.trimmed.split(separator: "/", maxSplits: 1).map(String.init)
        return (parts.first ?? "", parts.count > 1 ? parts[1] : "tcp")
    }

    private static func numbers(_ range: String) throws(ModuleFailure) -> [Int] {
        let ends = range.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last, (0...65535).contains(first),
            last <= 65535
        else { throw ModuleFailure("not a port or a range of ports: \(range)") }
        return Array(first...last)
    }
}
