import Connection
import Foundation
import ModuleTesting
import Testing
import Transport
import Values

@testable import Modules

/// This machine, with a real container engine of the suite's own, where podman and root are at hand.
struct DockerEngineHost: SuiteTrait, TestScoping {
    /// Where the engine listens.
    @TaskLocal static var socket = ""

    /// Whether an engine can be started here: `scripts/lab.d/engine` needs these.
    static var isAvailable: Bool {
        let programs = ["/usr/bin/podman", "/usr/sbin/runc", "/usr/bin/busybox", "/usr/bin/curl"]
        return getuid() == 0 && programs.allSatisfy { FileManager.default.fileExists(atPath: $0) }
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let state = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString.prefix(8))").path
        let root = state + ".root"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        try LabScript.engine("up", state)
        defer { _ = try? LabScript.engine("down", state) }
        let connection = try await StandardConnector().connect(
            ConnectionOptions(name: "localhost", address: "localhost", kind: .local))
        let host = ContractHost(name: "engine", root: root, connection: connection)
        try await ContractHost.$current.withValue(host) {
            try await Self.$socket.withValue(state + "/docker.sock") { try await function() }
        }
        await connection.close()
    }
}

extension SuiteTrait where Self == DockerEngineHost {
    static var dockerEngine: Self { DockerEngineHost() }
}
