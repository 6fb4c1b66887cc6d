import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct SELinuxTests {
    @Test(
        "switches are turned where they differ",
        arguments: [
            ("state: true", "enabled=yes\nnow=off\n", ["setsebool s on"]), ("state: true", "enabled=yes\nnow=on\n", []),
            ("state: true, persistent: true", "enabled=yes\nnow=on\nlater=off\n", ["setsebool -P s on"]),
            ("state: true, persistent: true", "enabled=yes\nnow=on\n", ["setsebool -P s on"]),
            ("state: no, persistent: true", "enabled=yes\nnow=off\nlater=off\n", []),
            ("state: true, persistent: true, ignore_selinux_state: true", "later=off\n", ["setsebool -P -N s on"]),
        ])
    func switches(task: String, known: String, expected: [String]) throws {
        #expect(try Trial(Seboolean.self, "{name: s, \(task)}") { _ in .saying(known) }.commands == expected)
    }

    @Test func `without SELinux nothing is turned`() {
        let failure = Trial.failure(Seboolean.self, "{name: s, state: true}") { _ in .saying("") }
        #expect(failure == "SELinux is off on this host")
    }
}
