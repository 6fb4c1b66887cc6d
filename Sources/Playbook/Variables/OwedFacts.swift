import Jinja
import ModuleKit
import Values

/// The facts that a play owes to a host: they count as gathered, and the host is asked when one of them is read.
struct OwedFacts: Sendable {
    private let host: String
    private let topics: Set<FactTopic>
    private let hosts: any HostDirectory

    /// - Returns: `nil` where nothing is owed.
    init?(of host: HostVariables, among hosts: any HostDirectory) {
        guard !host.owed.isEmpty else { return nil }
        self.host = host.name
        topics = host.owed
        self.hosts = hosts
    }

    /// A variable that these facts give; `nil` for one that they do not, or that something stronger sets.
    func lookUp(_ name: String, in stack: VariableStack) -> Variable? {
        guard name.utf8.starts(with: "ansible_".utf8), !stack.sets(name, above: .facts) else { return nil }
        if name == "ansible_facts" { return .scope(OwedFactsScope(facts: self)) }
        guard !Facts.isControl(name) else { return nil }
        return present(for: name)?.variables[name].map { .value($0) }
    }

    /// All that is known of the host by now, if facts of this name were owed; what is owed still is noted as needed.
    fileprivate func present(for name: String) -> Facts? {
        let wanted = FactTopic.topics(for: [name]).intersection(topics)
        return wanted.isEmpty ? nil : present(wanted)
    }

    fileprivate func present(_ wanted: Set<FactTopic>? = nil) -> Facts {
        guard let now = hosts.variables(of: host) else { return .none }
        let lacking = now.owed.intersection(wanted ?? topics)
        if !lacking.isEmpty { FactNeeds.note(lacking, of: host) }
        return now.facts
    }

    fileprivate var known: Facts { hosts.variables(of: host)?.facts ?? .none }
}

/// `ansible_facts` of which some are owed: reading one asks for its topic, going through all asks for all.
private struct OwedFactsScope: VariableScope {
    let facts: OwedFacts

    func lookUp(_ name: String) -> Variable? {
        let full = name.utf8.starts(with: "ansible_".utf8) ? name : "ansible_" + name
        return (facts.present(for: full) ?? facts.known).bare[name].map { .value($0) }
    }

    var names: [String] { facts.present().bare.keys.compactMap(\.text) }
}

extension VariableStack {
    /// Whether a layer that wins over `level` sets a name.
    fileprivate func sets(_ name: String, above level: VariableLevel) -> Bool {
        layers.contains { $0.level > level && $0.variables[name] != nil }
    }
}
