import ModuleKit
import Testing
import Values

@testable import Modules

/// The examples in the documentation of accounts, packages, services, network and repositories.
@Suite struct SystemExamplesTests {
    private static let entries: [ModuleEntry] = [
        ModuleEntry(Apt.self), ModuleEntry(AuthorizedKey.self), ModuleEntry(Getent.self), ModuleEntry(Hostname.self),
        ModuleEntry(Sysctl.self), ModuleEntry(Git.self), ModuleEntry(Cron.self), ModuleEntry(Uri.self),
        ModuleEntry(GetUrl.self),
        ModuleEntry(WaitFor.self),
        ModuleEntry(GroupModule.self), ModuleEntry(UserModule.self), ModuleEntry(Package.self),
        ModuleEntry(Service.self), ModuleEntry(SystemdService.self),
    ]

    @Test("examples bind", arguments: entries.map(\.doc.name))
    func examplesBind(name: String) throws {
        let entry = try #require(Self.entries.first { $0.doc.name == name })
        let tasks = try #require(
            YAMLReader.read(SourceFile(path: name, text: entry.doc.examples)).root?.sequence)
        #expect(!tasks.isEmpty)
        for task in tasks {
            let action = try #require(task.entries?.first { entry.doc.allNames.contains($0.key.text ?? "") })
            let given = (action.value.entries ?? []).map { GivenArgument($0.key.text ?? "", $0.value.value) }
            #expect(entry.table.check(given, resources: NoLoans(), at: nil).all == [])
        }
    }

    @Test("every argument says what it is", arguments: entries.map(\.doc.name))
    func documented(name: String) throws {
        let entry = try #require(Self.entries.first { $0.doc.name == name })
        #expect(entry.arguments.filter { !$0.help.hasSuffix(".") }.map(\.name) == [])
        let names = entry.arguments.flatMap(\.allNames)
        #expect(names.count == Set(names).count)
    }
}

private struct NoLoans: ArgumentResources {
    let secrets = SecretRegistry()

    func localItem(_ name: String, kind: ResourceKind) throws(ModuleFailure) -> LocalItem {
        throw ModuleFailure("none")
    }

    func renderTemplate(_ name: String, style: TemplateStyle) throws(ModuleFailure) -> RenderedText {
        throw ModuleFailure("none")
    }
}
