import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// Holds a task to the contract of modules on a host, in memory or of the lab. Each breach is an issue of the test.
///
/// - Parameters:
///   - entry: The module, where it is none of the catalogue.
///   - watchesAll: Whether check mode is held to leave even what packages brought as it was.
@discardableResult
func hold(
    _ task: HostTask, in entry: ModuleEntry? = nil, on host: some TaskHost,
    controller: FakeController = FakeController(), watchesAll: Bool = true,
    at location: SourceLocation = #_sourceLocation
) async throws -> ContractTrial {
    let entry = try entry ?? #require(Catalogue.standard[task.module], sourceLocation: location)
    let trial = try await ModuleContract(entry, resources: controller).trial(of: task, on: host, watchesAll: watchesAll)
    var breaches = trial.breaches
    for execution in [trial.real, trial.second].compactMap({ $0 }) where task.unreturned == nil {
        breaches += AnsibleReturns.missingKeys(
            of: entry.doc.name, try task.given().map { ($0.name, $0.value) }, execution)
    }
    for breach in breaches { Issue.record("\(task.module): \(task.arguments)\n\(breach)", sourceLocation: location) }
    return trial
}

/// Holds tasks to the contract, one after the other on a host.
func hold(_ story: HostStory, on host: some TaskHost) async throws {
    for (index, task) in story.tasks.enumerated() {
        try await hold(task, on: host, controller: story.controller, watchesAll: index == 0)
    }
}

/// Runs one module of the catalogue on a host in memory, whatever comes of it.
func run(
    _ name: String, _ arguments: [(String, Value)], on host: FakeHost, controller: FakeController = FakeController(),
    checkMode: Bool = false
) async throws -> ModuleExecution {
    let entry = try #require(Catalogue.standard[name])
    return try await ModuleExecution.take(entry, arguments, on: host, resources: controller, checkMode: checkMode)
}

/// The same for a mapping in YAML.
func run(_ name: String, _ arguments: String, on host: FakeHost) async throws -> ModuleExecution {
    try await run(name, HostTask(name, arguments).given().map { ($0.name, $0.value) }, on: host)
}

extension ModuleEntry {
    /// Binds the arguments of a mapping in YAML.
    func bind(_ arguments: String) throws -> any BoundModule {
        try bind(HostTask(doc.name, arguments).given(), resources: FakeController(), at: nil)
    }
}
