import ModuleKit
import ModuleTesting
import Testing

@testable import Modules

/// Modules take the arguments that Ansible documents, or say why not.
@Suite(.enabled(if: AnsibleDocumentation.isAtHand)) struct AnsibleArgumentTests {
    @Test func `Ansible's documentation is read`() {
        let known = Set(AnsibleDocumentation.pages.keys)
        #expect(known.isSuperset(of: ["copy", "stat", "systemd_service", "user"]))
    }

    @Test(arguments: Catalogue.standard.names)
    func `every argument and alias is declared or refused`(module: String) throws {
        let entry = try #require(Catalogue.standard[module])
        let options = AnsibleDocumentation.pages[module]?.doc?.options ?? [:]
        let words = options.flatMap { [$0.key] + ($0.value.aliases ?? []) }
        let unknown = words.filter { entry.table.argument(named: $0) == nil && entry.doc.refused[$0] == nil }
        #expect(unknown.sorted() == [])
    }

    /// Arguments that are required there and not here, with the reason.
    private static let optionalHere: [String: String] = [
        "git.dest": "not needed where nothing is cloned",
        "package.name": "handed on to apt, which does without", "package.state": "as name",
        "service.name": "handed on to systemd, which does without",
    ]

    @Test(arguments: Catalogue.standard.names)
    func `what is required there is required here`(module: String) throws {
        let entry = try #require(Catalogue.standard[module])
        let options = AnsibleDocumentation.pages[module]?.doc?.options ?? [:]
        let lax = options.filter { $0.value.required == true }.keys.filter { name in
            entry.table.argument(named: name)?.isRequired == false && Self.optionalHere["\(module).\(name)"] == nil
        }
        #expect(lax.sorted() == [])
    }
}
