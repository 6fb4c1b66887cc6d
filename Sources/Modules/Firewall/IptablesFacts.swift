import ModuleKit

/// What the packet filter tells of a chain and its rules.
struct IptablesFacts {
    /// `iptables` or `ip6tables`.
    let name: String
    let table: String
    private let chainName: String

    init(program: String, table: String, chain: String) {
        name = program
        self.table = table
        chainName = chain
    }

    /// Whatever other tools change, too.
    static let footprint = Footprint.named("firewall")

    /// The chain, which a rule of its own does not change.
    var own: Footprint { .named("\(name) \(table) \(chainName)") }

    var program: Probe<Void> {
        .program(name).map { [name] path throws(ModuleFailure) in
            guard path != nil else {
                throw ModuleFailure("the host has no \(name)", hint: "install the package iptables first")
            }
        }
    }

    func command(_ words: [String]) -> Command {
        Command(.arguments([name, "-t", table] + words), environment: [EnvironmentVariable("LC_ALL", "C")])
    }

    var chain: HostFact<IptablesChain?> {
        HostFact(command(["-S", chainName]), reads: Self.footprint) { output throws(ModuleFailure) in
            guard try isAnswer(output) else { return nil }
            let words = output.standardOutput.text.split(separator: "\n").first?.split(separator: " ") ?? []
            return IptablesChain(policy: words.first == "-P" && words.count > 2 ? String(words[2]) : nil)
        }
    }

    func rule(_ words: [String]) -> HostFact<Bool> {
        HostFact(command(["-C", chainName] + words), reads: Self.footprint) { output throws(ModuleFailure) in
            try isAnswer(output)
        }
    }

    /// Codes of 3 and more are no answer: the kernel has no such table, or nobody may ask.
    private func isAnswer(_ output: CommandOutput) throws(ModuleFailure) -> Bool {
        let isRefused = output.standardError.text.contains("Permission denied")
        guard output.exitCode < 3, !isRefused else {
            throw ModuleFailure("\(name) does not answer: \(output.complaint)", output: output)
        }
        return output.exitCode == 0
    }
}

/// One chain of the packet filter.
struct IptablesChain: Sendable, Hashable {
    /// `nil` for chains of one's own.
    var policy: String?
}
