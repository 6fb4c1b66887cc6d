import Connection
import ModuleKit
import Playbook
import Transport
import Values

/// The arguments of a task depend on what manages its host, and nothing has told that yet.
struct ManagerUnknown: Error {}

/// `service` and `package` hand on to a module of the host's manager: its `module_defaults` hold as well.
extension Binder {
    /// What is given to the manager's module; whatever the task's own is given wins over it.
    func handedOn(_ doc: ModuleDoc, use: Value?) throws -> [GivenArgument] {
        guard let handing = doc.handsOnTo, execution.task.mayHaveDefaults(of: handing.allNames) else { return [] }
        guard let name = manager(use, handing) else { throw ManagerUnknown() }
        return try execution.task.moduleDefaults(of: handing.modules[name] ?? [], templar)
    }

    private func manager(_ use: Value?, _ handing: HandingOn) -> String? {
        if let use = use?.text, use != "auto" { return use.split(separator: ".").last.map(String.init) }
        if handing.modules.count == 1 { return handing.modules.keys.first }
        return manager ?? knownManager(handing)
    }

    private func knownManager(_ handing: HandingOn) -> String? {
        guard execution.task.setting(.delegateTo) == nil else { return nil }
        return execution.run.hosts.variables(of: execution.host.name)?.facts.all["ansible_" + handing.fact]?.text
    }

    /// Binds where the host may have to be asked what manages it.
    func bind(_ settings: TaskSettings) async throws -> Call {
        do {
            return try await execution.run.withFacts { try bind() }
        } catch is ManagerUnknown {
            var told = self
            told.manager = try await askedManager(settings)
            return try await execution.run.withFacts { [told] in try told.bind() }
        }
    }

    private func askedManager(_ settings: TaskSettings) async throws -> String {
        guard let handing = execution.run.catalogue[execution.task.action.name]?.table.doc.handsOnTo else { return "" }
        let host = settings.delegate ?? execution.host.name
        let facts = Probe<Mapping>.facts([handing.topic], localFacts: FactTopic.localFacts)
        do {
            let answers = try await execution.run.links[host].ask(facts.queries, via: settings.route)
            return try facts.state(answers)[handing.fact]?.text ?? ""
        } catch let error as ConnectionError {
            throw FactsUnavailable(host: host, reason: error)
        }
    }
}
