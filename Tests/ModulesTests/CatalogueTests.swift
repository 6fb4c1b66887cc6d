import FoundationEssentials
import ModuleKit
import ModuleTesting
import Testing

@testable import Modules

/// The names of all modules, for tables of tests.
private let names = Catalogue.standard.names

@Suite struct CatalogueTests {
    @Test func `every module file is in the catalogue`() throws {
        let declared = try moduleTypes().sorted()
        let listed = try catalogueLines()
        #expect(declared.filter { !listed.contains($0) } == [])
        #expect(!declared.isEmpty)
    }

    @Test func `the catalogue is sorted and names each module once`() throws {
        let lines = try catalogueLines()
        #expect(lines == lines.sorted())
        #expect(Set(names).count == names.count)
    }

    @Test("the documentation is complete", arguments: names)
    func documented(name: String) throws {
        let entry = try #require(Catalogue.standard[name])
        #expect(ModuleContract(entry).documentationBreaches() == [])
    }

    @Test("the examples of the documentation bind", arguments: names)
    func examples(name: String) throws {
        let entry = try #require(Catalogue.standard[name])
        var controller = FakeController()
        controller.knowsEverything = true
        #expect(ModuleContract(entry, resources: controller).exampleBreaches() == [])
    }
}

private let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/Modules")

/// The types that say they are modules, read from the source files.
private func moduleTypes() throws -> [String] {
    let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    return try files.filter { $0.hasSuffix(".swift") }.flatMap { file in
        let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
        return text.matches(of: /struct (\w+): (?:Module|SettingFileAttributes)\b/).map { String($0.output.1) }
    }
}

private func catalogueLines() throws -> [String] {
    let text = try String(contentsOf: sources.appending(path: "Catalogue.swift"), encoding: .utf8)
    return text.matches(of: /ModuleEntry\((\w+)\.self\)/).map { String($0.output.1) }
}
