import Foundation
import Playbook
import Testing
import Values

@Suite(.enabled(if: AnsiblePlaybook.path != nil, "needs ansible-playbook beside SWIFTPLAY_PYTHON"))
struct TagDifferentialTests {
    /// One task for each set of tags; blocks, imports and roles hand tags on.
    private func project() throws -> Project {
        let plain = TagSelectionTests.tags.enumerated().map { index, tags in
            "    - { name: task\(index), ping: , tags: [\(tags.sorted().joined(separator: ", "))] }\n"
        }
        return try Project([
            "hosts": AnsiblePlaybook.inventory,
            "site.yml": "- hosts: h\n  gather_facts: no\n  roles: [{ role: r, tags: [a] }]\n  tasks:\n" + plain.joined()
                + "    - { block: [{ name: inBlock, ping: , tags: b }], tags: 'a, never' }\n"
                + "    - { import_tasks: imported.yml, tags: b }\n    - { include_tasks: imported.yml, name: include, tags: b }\n"
                + "- import_playbook: more.yml\n  tags: b\n",
            "imported.yml": "- { name: imported, ping: }\n",
            "more.yml": "- hosts: h\n  gather_facts: no\n  tags: c\n  tasks: [{ name: inPlay, ping: }]\n",
            "roles/r/tasks/main.yml": "- { name: inRole, ping: }\n", "roles/r/meta/main.yml": "dependencies: [d]\n",
            "roles/d/tasks/main.yml": "- { name: inDependency, ping: , tags: always }\n",
        ])
    }

    @Test(
        "the same tasks are selected",
        arguments: [
            ([], []), (["a"], []), (["b"], []), (["never"], []), (["tagged"], []), (["untagged"], []), (["all"], ["a"]),
            ([], ["always"]), ([], ["tagged"]), ([], ["untagged"]), (["all", "never"], []), (["a", "never"], ["b"]),
            ([], ["all"]), (["c"], []), (["always"], []),
        ])
    func selection(wanted: [String], skipped: [String]) throws {
        let project = try project()
        let options =
            (wanted.isEmpty ? [] : ["--tags", wanted.joined(separator: ",")])
            + (skipped.isEmpty ? [] : ["--skip-tags", skipped.joined(separator: ",")])
        let printed = try AnsiblePlaybook.run(project, ["--list-tasks"] + options)
        let theirs = printed.split(separator: "\n").filter { $0.contains("TAGS:") && !$0.contains("play #") }
            .map { $0.prefix { $0 != "\t" }.split(separator: " ").last.map(String.init) ?? "" }
        let selection = TagSelection(wanted: wanted, skipped: skipped)
        let ours = try project.load().plays.flatMap(\.allTasks).filter { selection.includes($0.literalTags) }
        #expect(ours.map { $0.name?.value.text ?? "" } == theirs, "\(printed)")
    }
}
