import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// Holds tasks to the contract on a real host.
struct ContractCheck {
    let host: ContractHost
    let story: HostStory

    func run() async throws {
        for (index, task) in story.tasks.enumerated() {
            if let before = task.before {
                let output = try await host.shell(before)
                try #require(output.exitCode == 0, "\(before): \(output.standardError.text)")
            }
            let breaches = try await breaches(of: task, wholeTree: index == 0)
            #expect(breaches == [], "\(task.module): \(task.arguments)")
        }
    }

    private func breaches(of task: HostTask, wholeTree: Bool) async throws -> [String] {
        let entry = try #require(Catalogue.standard[task.module])
        let arguments = try Trial.arguments(task.arguments).map { ($0.name, $0.value) }
        var breaches = try await treeBreaches(entry, arguments, whole: wholeTree)
        let trial = try await ModuleContract(entry, resources: story.controller)
            .trial(
                arguments, on: host.connection, isRepeatable: task.repeats == nil,
                isPredictable: task.unpredictable == nil)
        breaches += trial.breaches
        if trial.real.changed != task.changes { breaches.append("it says changed=\(trial.real.changed)") }
        for execution in [trial.real, trial.second].compactMap({ $0 }) where task.unreturned == nil {
            breaches += AnsibleReturns.missingKeys(of: entry.doc.name, arguments, execution)
        }
        return breaches + (try await proofBreaches(task))
    }

    /// Check mode leaves the host as it was, to the time of the last change of each file.
    private func treeBreaches(_ entry: ModuleEntry, _ arguments: [(String, Value)], whole: Bool) async throws
        -> [String]
    {
        let before = HostTree(of: host, whole: whole)
        _ = try await ModuleExecution.take(
            entry, arguments, on: host.connection, resources: story.controller, checkMode: true)
        let differences = HostTree(of: host, whole: whole).differences(from: before)
        return differences.isEmpty ? [] : ["check mode touched \(differences.prefix(9))"]
    }

    private func proofBreaches(_ task: HostTask) async throws -> [String] {
        guard let proof = task.proof else { return [] }
        let output = try await host.shell(proof)
        guard output.exitCode != 0 else { return [] }
        return ["not so: \(proof) \(output.standardOutput.text) \(output.standardError.text)"]
    }
}
