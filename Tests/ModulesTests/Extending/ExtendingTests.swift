import Foundation
import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// The examples of docs/extending.md, compiled and held to the contract of modules.
@Suite struct ExtendingTests {
    @Test(arguments: [["/etc/motd": "old\n"], ["/etc/motd": "Back at noon.\n"], [:]])
    func `the message of the day keeps the contract`(files: [String: String]) async throws {
        let motd = ModuleEntry(Motd.self)
        #expect(ModuleContract(motd).documentationBreaches() + ModuleContract(motd).exampleBreaches() == [])
        let task = HostTask("motd", "{text: Back at noon.}", changes: files["/etc/motd"] != "Back at noon.\n")
        try await hold(task, in: motd, on: FakeHost(files: files))
    }

    @Test(arguments: ["open", "closed"])
    func `the valve keeps the contract`(old: String) async throws {
        var world = FakeHostWorld()
        world.files.put("/run/intake", old)
        world.onRun { command, world in
            let words = command.line.split(separator: " ").map(String.init)
            guard words.first == "valvectl" else { return nil }
            if words[1] != "list" { world.files.put("/run/intake", words[1] == "open" ? "open" : "closed") }
            return .saying("intake \(world.files.text("/run/intake") ?? "")\n")
        }
        let valve = ModuleEntry(Valve.self)
        #expect(ModuleContract(valve).documentationBreaches() + ModuleContract(valve).exampleBreaches() == [])
        let task = HostTask("valve", "{name: intake, position: open}", changes: old != "open")
        try await hold(task, in: valve, on: FakeHost(world))
    }

    @Test func `the page shows code that is compiled`() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let page = try String(
            contentsOf: SourceText.sources.appending(path: "../docs/extending.md").standardizedFileURL, encoding: .utf8)
        let files = try ["Motd.swift", "Valve.swift"].map {
            try String(contentsOf: here.appending(path: $0), encoding: .utf8)
        }
        let sources = try (files + SourceText.contents().map(\.text)).map(Self.unindented)
        let blocks = page.matches(of: /```(?:swift|sh)\n([\s\S]*?)```/).map { String($0.output.1) }
        #expect(blocks.count == 9)
        for block in blocks {
            #expect(
                sources.contains { $0.contains(Self.unindented(block)) }, "no file of the project has this:\n\(block)")
        }
    }

    /// Where a line begins depends on what stands around it.
    private static func unindented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }.joined(
            separator: "\n")
    }
}
