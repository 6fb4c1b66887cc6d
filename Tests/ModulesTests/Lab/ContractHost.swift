import Connection
import Foundation
import ModuleKit
import ModuleTesting
import Testing
import Transport
import Values

@testable import Modules

/// A lab host of this suite's own, reached as root, with its root directory seen from this machine.
struct ContractHost: TaskHost {
    let name: String
    /// Where the host's `/` is on this machine.
    let root: String
    /// On which everything is done as root.
    let connection: any Connection

    /// The host of the suite that is running.
    @TaskLocal static var current: ContractHost?

    /// Runs shell text on the host as root, behind the modules' back.
    @discardableResult
    func shell(_ text: String) async throws -> CommandOutput {
        let step = Step.run(Command(.shell(text, executable: nil)))
        let exchange = try await connection.exchange([step], then: [], as: nil)
        guard case .ran(let output)? = exchange.outcomes.first else { throw NotRun(outcomes: exchange.outcomes) }
        return output
    }

    func watch(whole: Bool) -> () -> [String] {
        let before = HostTree(of: self, whole: whole)
        return { HostTree(of: self, whole: whole).differences(from: before) }
    }

    struct NotRun: Error {
        let outcomes: [StepOutcome]
    }

    /// Another login, for what a new session brings.
    ///
    /// - Parameter asRoot: False for the plain user of the inventory.
    static func connect(_ name: String, asRoot: Bool = true) async throws -> any Connection {
        let lab = try LabHost(name)
        let base = try await StandardConnector().connect(lab.options)
        return asRoot && lab.options.user != "root" ? RootConnection(base: base, root: lab.root) : base
    }
}

/// Brings a host up before the tests of a suite and takes it down behind them.
struct OwnHost: SuiteTrait, TestScoping {
    let name: String
    let kind: String

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        _ = try? LabScript.run("down", name)
        try LabScript.run("up", kind, name)
        defer { _ = try? LabScript.run("down", name) }
        let connection = try await ContractHost.connect(name)
        let host = ContractHost(name: name, root: try LabScript.run("path", name), connection: connection)
        try await ContractHost.$current.withValue(host) { try await function() }
        await connection.close()
    }
}

extension SuiteTrait where Self == OwnHost {
    static func host(_ name: String, _ kind: String) -> Self { OwnHost(name: name, kind: kind) }
}

/// `scripts/lab` of the checkout, for the lab that `SWIFTPLAY_LAB` names, and scripts beside it that start hosts.
enum LabScript {
    private static let scripts = URL(filePath: #filePath).resolvingSymlinksInPath()
        .appending(path: "../../../../scripts").standardizedFileURL

    /// - Returns: the last line it printed.
    @discardableResult
    static func run(_ words: String...) throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let inventory = URL(filePath: environment["SWIFTPLAY_LAB"] ?? "")
        let state = environment["LAB_STATE"] ?? inventory.deletingLastPathComponent().path
        return try run(["env", "LAB_STATE=" + state, scripts.appending(path: "lab").path] + words)
    }

    /// The script `engine` of the lab, which starts a container engine.
    @discardableResult
    static func engine(_ words: String...) throws -> String {
        try run([scripts.appending(path: "lab.d/engine").path] + words)
    }

    private static func run(_ words: [String]) throws -> String {
        let log = FileManager.default.temporaryDirectory.appending(path: "lab-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: log) }
        let line = words.map(Shlex.quote).joined(separator: " ")
        // Neither Process nor a pipe: both wait for whatever the hosts inherit, and the hosts live on.
        let status = system("\(line) </dev/null >\(Shlex.quote(log)) 2>&1")
        let text = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
        guard status == 0 else { throw Failure(command: words, output: text) }
        return text.split(separator: "\n").last.map(String.init) ?? ""
    }

    struct Failure: Error {
        let command: [String]
        let output: String
    }
}

/// A connection on which everything is done as root.
private struct RootConnection: Connection {
    let base: any Connection
    let root: Become

    func exchange(_ steps: [Step], then queries: [Query], as user: Become?) async throws(ConnectionError) -> Exchange {
        try await base.exchange(steps, then: queries, as: user ?? root)
    }

    func close() async { await base.close() }
}
