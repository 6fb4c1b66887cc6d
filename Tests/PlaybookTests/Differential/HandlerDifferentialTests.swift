import Foundation
import ModuleKit
import Playbook
import Testing
import Values

@Suite(.enabled(if: AnsiblePlaybook.path != nil, "needs ansible-playbook beside SWIFTPLAY_PYTHON"))
struct HandlerDifferentialTests {
    private static let handlers = """
        - { name: same, debug: { msg: "H FROM same" } }
        - { name: FROM own, debug: { msg: "H FROM own" }, listen: [topic, FROM topic] }
        - { name: listed, debug: { msg: "H FROM listed" }, listen: topic }

        """

    private static func handlers(_ from: String) -> String { handlers.replacingOccurrences(of: "FROM", with: from) }

    @Test(
        "the same handlers run, in the same order",
        arguments: [
            "same", "topic", "r : same", "r : FROM topic", "r topic", "play own", "imported : listed", "d : same",
        ])
    func handlers(notification: String) throws {
        let indented = Self.handlers("play").split(separator: "\n").map { "    \($0)\n" }.joined()
        let name = notification.replacingOccurrences(of: "FROM", with: "r")
        let project = try Project([
            "hosts": AnsiblePlaybook.inventory,
            "site.yml": "- hosts: h\n  gather_facts: no\n  roles: [r]\n  handlers:\n\(indented)  tasks:\n"
                + "    - import_role: { name: imported }\n    - { command: 'true', notify: '\(name)' }\n",
            "roles/r/handlers/main.yml": Self.handlers("r"), "roles/r/meta/main.yml": "dependencies: [d]\n",
            "roles/d/handlers/main.yml": Self.handlers("d"),
            "roles/imported/handlers/main.yml": Self.handlers("imported"),
        ])
        try compare(project, notifying: name)
    }

    @Test(arguments: ["same", "topic"])
    func `imported handlers belong to the list that imports them`(notification: String) throws {
        let project = try Project([
            "hosts": AnsiblePlaybook.inventory, "more.yml": Self.handlers("more"),
            "site.yml": "- hosts: h\n  gather_facts: no\n  handlers:\n    - import_tasks: more.yml\n"
                + "    - { name: same, debug: { msg: H late same }, listen: topic }\n  tasks:\n"
                + "    - { command: 'true', notify: '\(notification)' }\n",
        ])
        try compare(project, notifying: notification)
    }

    private func compare(_ project: Project, notifying name: String) throws {
        let printed = try AnsiblePlaybook.run(project)
        let theirs = printed.split(separator: "\n").compactMap { line in
            line.contains("\"msg\": \"H ") ? line.split(separator: "\"").last.map(String.init) : nil
        }
        let ours = try project.play().handlers.notified(by: name).map { $0.task.action["msg"]?.value.text ?? "" }
        #expect(ours == theirs, "\(printed)")
        #expect(!ours.isEmpty)
    }
}
