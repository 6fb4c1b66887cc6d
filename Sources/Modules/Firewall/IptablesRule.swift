import ModuleKit
import Values

/// A rule of the packet filter as `iptables` writes its arguments: iptables(8), iptables-extensions(8).
struct IptablesRule {
    private(set) var words: [String] = []

    /// Extensions that no argument names are loaded where an argument is theirs.
    init(_ module: Iptables) {
        add("-w", module.wait)
        addMatching(module)
        addTarget(module)
        addPorts(module)
        addExtensions(module)
        addOwners(module)
        addEnd(module)
    }

    /// A `!` in front of a value stands before its option.
    private mutating func add(_ option: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        let isNegated = value.hasPrefix("!")
        let rest = isNegated ? String(value.dropFirst()).trimmed : value
        words += (isNegated ? ["!"] : []) + [option] + (rest.isEmpty ? [] : [rest])
    }

    private mutating func load(_ name: String, if condition: Bool) {
        if condition { words += ["-m", name] }
    }

    private mutating func add(_ option: String, list: [String]) {
        if !list.isEmpty { words += [option, list.joined(separator: ",")] }
    }

    private mutating func addMatching(_ module: Iptables) {
        add("-p", module.networkProtocol)
        add("-s", module.source)
        add("-d", module.destination)
        for name in module.match { add("-m", name) }
        if let flags = module.tcpFlags?.flags, let set = module.tcpFlags?.flagsSet {
            words += ["--tcp-flags", flags.joined(separator: ","), set.joined(separator: ",")]
        }
    }

    private mutating func addTarget(_ module: Iptables) {
        let isLogging = module.logPrefix != nil || module.logLevel != nil
        add("-j", module.jump ?? (isLogging ? "LOG" : nil))
        if module.jump?.lowercased() == "tee" { add("--gateway", module.gateway) }
        if let prefix = module.logPrefix { words += ["--log-prefix", prefix] }
        add("--log-level", module.logLevel?.rawValue)
        add("--to-destination", module.toDestination)
        load("multiport", if: !module.destinationPorts.isEmpty)
        add("--dports", list: module.destinationPorts)
        add("--to-source", module.toSource)
        add("-g", module.goTo)
    }

    private mutating func addPorts(_ module: Iptables) {
        add("-i", module.inInterface)
        add("-o", module.outInterface)
        add("-f", module.fragment)
        add("-c", module.setCounters)
        add("--source-port", module.sourcePort)
        add("--destination-port", module.destinationPort)
        add("--to-ports", module.toPorts)
        add("--set-dscp", module.setDscpMark)
        add("--set-dscp-class", module.setDscpMarkClass)
        if module.setDscpMark ?? module.setDscpMarkClass != nil, module.jump?.lowercased() != "dscp" {
            words += ["-j", "DSCP"]
        }
        if module.syn != .ignore { words += (module.syn == .negate ? ["!"] : []) + ["--syn"] }
    }

    private mutating func addExtensions(_ module: Iptables) {
        let names = Set(module.match)
        let isOld = names.contains("state") && !names.contains("conntrack")
        load("conntrack", if: !module.ctstate.isEmpty && names.isDisjoint(with: ["conntrack", "state"]))
        add(isOld ? "--state" : "--ctstate", list: module.ctstate)
        load("iprange", if: (module.srcRange ?? module.dstRange) != nil && !names.contains("iprange"))
        add("--src-range", module.srcRange)
        add("--dst-range", module.dstRange)
        load("set", if: module.matchSet != nil && !names.contains("set"))
        add("--match-set", module.matchSet)
        if module.matchSet != nil, let flags = module.matchSetFlags { words.append(flags.rawValue) }
        load("limit", if: (module.limit ?? module.limitBurst) != nil)
        add("--limit", module.limit)
        add("--limit-burst", module.limitBurst)
    }

    private mutating func addOwners(_ module: Iptables) {
        load("owner", if: module.uidOwner != nil)
        add("--uid-owner", module.uidOwner)
        load("owner", if: module.gidOwner != nil)
        add("--gid-owner", module.gidOwner)
    }

    private mutating func addEnd(_ module: Iptables) {
        if module.jump == nil, module.rejectWith != nil { words += ["-j", "REJECT"] }
        add("--reject-with", module.rejectWith)
        add(module.ipVersion == .ipv4 ? "--icmp-type" : "--icmpv6-type", module.icmpType)
        load("comment", if: module.comment != nil)
        if let comment = module.comment { words += ["--comment", comment] }
    }
}

/// Which flags of TCP are looked at, and which of these are set.
struct TCPFlags: ArgumentRecord {
    @Argument("Flags to look at.") var flags: [String]?
    @Argument("Those that must be set.") var flagsSet: [String]?
}
