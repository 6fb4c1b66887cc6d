import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// Runs one module of the catalogue on a fake host.
func run(
    _ name: String, _ arguments: [(String, Value)], on host: FakeHost, controller: FakeController = FakeController(),
    checkMode: Bool = false
) async throws -> ModuleExecution {
    let entry = try #require(Catalogue.standard[name])
    return try await ModuleExecution.take(entry, arguments, on: host, resources: controller, checkMode: checkMode)
}

/// What breaks the contract when this task runs on the host.
func breaches(
    _ name: String, _ arguments: [(String, Value)], on host: FakeHost, controller: FakeController = FakeController(),
    isRepeatable: Bool = true
) async throws -> [String] {
    let entry = try #require(Catalogue.standard[name])
    return try await ModuleContract(entry, resources: controller).breaches(
        arguments, on: host, isRepeatable: isRepeatable)
}
