import Connection
import Jinja
import ModuleKit
import Playbook
import Transport
import Values

extension RunContext {
    /// Evaluates something. Where it reads facts that a play owes, their hosts are asked, and it is evaluated again.
    ///
    /// - Parameter evaluate: Has no effect that may not come about twice.
    /// - Throws: What `evaluate` throws, or a ``FactsUnavailable`` if a host cannot be asked.
    func withFacts<Outcome>(_ evaluate: () async throws -> Outcome) async throws -> Outcome {
        while true {
            let (result, lacked) = await FactNeeds.noting { () -> Result<Outcome, any Error> in
                do { return .success(try await evaluate()) } catch { return .failure(error) }
            }
            if lacked.isEmpty { return try result.get() }
            for (host, topics) in lacked {
                // Without a way to the host nobody owes anything.
                guard let source = hosts.factSource(of: host) else { return try result.get() }
                do {
                    try await gather(topics, of: host, as: source)
                } catch let error as ConnectionError {
                    throw FactsUnavailable(host: host, reason: error)
                }
            }
        }
    }

    /// Asks a host for some topics and keeps what it tells.
    ///
    /// - Parameter upcoming: Further questions for the same exchange, at most so many.
    func gather(
        _ topics: Set<FactTopic>, of host: String, as source: FactSource,
        ahead upcoming: @Sendable (Int) -> [Query] = { _ in [] }
    ) async throws {
        let probe = Probe<Mapping>.facts(topics, localFacts: source.localFacts)
        let answers = try await links[host].ask(probe.queries, ahead: upcoming, via: source.route)
        var facts = try probe.state(answers).namedAsVariables(environment: source.environment)
        facts.merge(["gather_subset": .list(source.subset.map { .string($0) }), "module_setup": true])
        hosts.change(host) { variables in
            variables.gathered.formUnion(topics)
            variables.owed.subtract(topics)
        }
        hosts.add(facts, to: host)
    }
}

extension Mapping {
    /// Facts by their full names, and in `ansible_env` the play's own environment as well.
    fileprivate func namedAsVariables(environment: Mapping) -> Mapping {
        var named = Mapping(
            map { fact in
                let name = fact.key.text ?? ""
                return (name.hasPrefix("ansible_") ? name : "ansible_" + name, fact.value)
            })
        if let own = named["ansible_env"]?.map {
            named["ansible_env"] = .map(own.merging(environment.mapValues { .string($0.scalarText ?? "") }))
        }
        return named
    }
}
