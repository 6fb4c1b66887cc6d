import Foundation
import Testing

/// Small projects whose `debug` tasks say where they stand and what the variable `v` is there.
@Suite(.enabled(if: AnsiblePlaybook.path != nil, "needs ansible-playbook beside SWIFTPLAY_PYTHON"))
struct SceneDifferentialTests {
    @Test("variables of roles are visible at the same places", arguments: RoleScenes.all)
    func roles(scene: Scene) throws { try agree(on: scene) }

    @Test("task files are found at the same places", arguments: FileScenes.all)
    func files(scene: Scene) throws { try agree(on: scene) }

    private func agree(on scene: Scene) throws {
        let project = try Project(scene.files.merging(["hosts": AnsiblePlaybook.inventory]) { first, _ in first })
        let printed = try AnsiblePlaybook.run(project)
        let theirs = printed.split(separator: "\n").compactMap { line in
            line.contains("\"msg\": \"") ? line.split(separator: "\"").last.map(String.init) : nil
        }
        try #require(!theirs.isEmpty, "\(printed)")
        let ours = try Walk.said(by: project)
        #expect(ours == theirs)
    }
}

struct Scene: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let files: [String: String]

    init(_ name: String, _ site: String, _ more: [String: String]) {
        testDescription = name
        files = more.merging(["site.yml": "- hosts: h\n  gather_facts: no\n" + site]) { first, _ in first }
    }

    /// A task that says where it stands and what `v` is.
    static func say(_ source: String) -> String { "- debug: { msg: \"\(source)={{ v | default('none') }}\" }\n" }
}

enum RoleScenes {
    private static let say = Scene.say

    static let all = [
        Scene(
            "defaults of several roles", "  roles: [a, b]\n  tasks:\n    \(say("play"))",
            [
                "roles/a/defaults/main.yml": "v: a", "roles/a/tasks/main.yml": say("a"),
                "roles/b/defaults/main.yml": "v: b", "roles/b/tasks/main.yml": say("b"),
            ]),
        Scene(
            "vars of several roles", "  roles: [a, b]\n  vars: { v: play }\n  tasks:\n    \(say("play"))",
            [
                "roles/a/vars/main.yml": "v: a", "roles/a/tasks/main.yml": say("a"), "roles/b/vars/main.yml": "v: b",
                "roles/b/tasks/main.yml": say("b"), "roles/c/vars/main.yml": "v: c",
            ]),
        Scene(
            "parameters and vars of an entry",
            "  roles: [{ role: a, v: param }, { role: b, vars: { v: given } }]\n  tasks:\n    \(say("play"))",
            ["roles/a/tasks/main.yml": say("a"), "roles/b/tasks/main.yml": say("b"), "roles/b/vars/main.yml": "v: b"]),
        Scene(
            "a dependency sees its parent", "  roles: [{ role: a, v: param }]\n",
            [
                "roles/a/meta/main.yml": "dependencies: [d]", "roles/a/tasks/main.yml": say("a"),
                "roles/d/tasks/main.yml": say("d"), "roles/d/vars/main.yml": "v: d",
            ]),
        Scene(
            "vars of a dependency reach its parent and the play", "  roles: [a, b]\n  tasks:\n    \(say("play"))",
            [
                "roles/a/meta/main.yml": "dependencies: [d]", "roles/a/tasks/main.yml": say("a"),
                "roles/d/tasks/main.yml": say("d"), "roles/d/vars/main.yml": "v: d", "roles/b/tasks/main.yml": say("b"),
                "roles/b/defaults/main.yml": "v: b",
            ]),
        Scene(
            "parameters of a dependency", "  roles: [a]\n",
            [
                "roles/a/meta/main.yml": "dependencies: [{ role: d, v: one }, { role: d, v: two }]",
                "roles/a/tasks/main.yml": say("a"), "roles/d/tasks/main.yml": say("d"),
                "roles/a/defaults/main.yml": "v: a",
            ]),
        Scene(
            "an imported role is public",
            "  tasks:\n    \(say("before"))    - import_role: { name: a }\n    \(say("after"))",
            ["roles/a/tasks/main.yml": say("a"), "roles/a/vars/main.yml": "v: a"]),
        Scene(
            "an imported role that is private",
            "  tasks:\n    - import_role: { name: a, public: no }\n      vars: { v: given }\n    \(say("after"))",
            ["roles/a/tasks/main.yml": say("a"), "roles/a/vars/main.yml": "v: a"]),
        Scene(
            "included roles, public and not",
            "  tasks:\n    - include_role: { name: a }\n    \(say("private"))    - include_role: { name: b, public: yes }\n    \(say("public"))",
            [
                "roles/a/tasks/main.yml": say("a"), "roles/a/vars/main.yml": "v: a", "roles/b/tasks/main.yml": say("b"),
                "roles/b/defaults/main.yml": "v: b",
            ]),
        Scene(
            "a role that includes a role", "  roles: [{ role: a, v: param }, b]\n",
            [
                "roles/a/tasks/main.yml": "- include_role: { name: c }\n- import_role: { name: c }\n",
                "roles/b/tasks/main.yml": "- include_role: { name: c }\n  vars: { v: given }\n",
                "roles/c/tasks/main.yml": say("c"), "roles/c/vars/main.yml": "v: c", "roles/b/vars/main.yml": "v: b",
            ]),
        Scene(
            "imports, includes and blocks around each other",
            "  tasks:\n    - block:\n        - import_tasks: x.yml\n          vars: { v: import }\n        - include_tasks: x.yml\n"
                + "          vars: { v: include }\n        - include_tasks: y.yml\n      vars: { v: block }\n",
            ["x.yml": say("x"), "y.yml": say("y") + "- import_tasks: x.yml\n  vars: { v: inner }\n"]),
        Scene(
            "vars of an imported playbook", "- import_playbook: other.yml\n  vars: { v: import }\n",
            [
                "other.yml":
                    "- hosts: h\n  gather_facts: no\n  vars: { v: play }\n  roles: [a, b]\n  tasks:\n    \(say("play"))",
                "roles/a/tasks/main.yml": say("a"), "roles/b/tasks/main.yml": say("b"), "roles/b/vars/main.yml": "v: b",
            ]),
        Scene(
            "vars of an import against vars of a role", "  roles: [a]\n",
            [
                "roles/a/tasks/main.yml": "- import_tasks: x.yml\n  vars: { v: import }\n- include_tasks: x.yml\n",
                "roles/a/tasks/x.yml": say("x"), "roles/a/vars/main.yml": "v: a", "roles/a/defaults/main.yml": "v: d",
            ]),
    ]
}

enum FileScenes {
    private static let say = Scene.say
    private static let both = "    - import_tasks: sub/one.yml\n    - include_tasks: sub/one.yml\n"
    private static let next = "- import_tasks: two.yml\n- include_tasks: two.yml\n"

    static let all = [
        Scene(
            "next to the including file first", "  tasks:\n" + both,
            [
                "sub/one.yml": next, "sub/two.yml": say("sub/two"), "two.yml": say("two"),
                "tasks/two.yml": say("tasks/two"),
            ]),
        Scene(
            "then in the playbook's folder", "  tasks:\n" + both,
            ["sub/one.yml": next, "two.yml": say("two"), "tasks/one.yml": say("never")]),
        Scene(
            "through several folders", "  tasks:\n" + both,
            [
                "sub/one.yml": "- include_tasks: deep/mid.yml\n- import_tasks: deep/mid.yml\n",
                "sub/deep/mid.yml": next,
                "sub/two.yml": say("sub/two"), "two.yml": say("two"),
            ]),
        Scene(
            "through files with and without a folder", "  tasks:\n" + both,
            [
                "sub/one.yml": "- include_tasks: mid.yml\n", "sub/mid.yml": "- include_tasks: more/end.yml\n",
                "sub/more/end.yml": next, "sub/two.yml": say("sub/two"), "sub/more/two.yml": say("more/two"),
            ]),
        Scene(
            "in a role", "  roles: [r]\n",
            [
                "roles/r/tasks/main.yml": "- import_tasks: sub/one.yml\n- include_tasks: sub/one.yml\n",
                "roles/r/tasks/sub/one.yml": next, "roles/r/tasks/two.yml": say("tasks/two"), "two.yml": say("two"),
            ]),
        Scene(
            "in a role, next to the including file", "  roles: [r]\n",
            [
                "roles/r/tasks/main.yml": "- import_tasks: sub/one.yml\n- include_tasks: sub/one.yml\n",
                "roles/r/tasks/sub/one.yml": next, "roles/r/tasks/sub/two.yml": say("sub/two"),
                "roles/r/tasks/two.yml": say("tasks/two"), "two.yml": say("two"),
            ]),
        Scene(
            "from a role to the playbook's folder", "  roles: [r]\n",
            ["roles/r/tasks/main.yml": next, "two.yml": say("two"), "tasks/two.yml": say("tasks/two")]),
        Scene(
            "by a path from the role's root", "  roles: [r]\n",
            [
                "roles/r/tasks/main.yml": "- import_tasks: ../other/x.yml\n- include_tasks: ../other/x.yml\n",
                "roles/r/other/x.yml": say("other"),
            ]),
        Scene(
            "in a role that a task includes", "  tasks:\n    - include_role: { name: r, tasks_from: start }\n",
            [
                "roles/r/tasks/start.yml": next, "roles/r/tasks/two.yml": say("role"), "two.yml": say("two"),
            ]),
        Scene(
            "by a handler of a role", "  roles: [r]\n",
            [
                "roles/r/tasks/main.yml": "- command: 'true'\n  notify: [one, two, three]\n",
                "roles/r/handlers/main.yml":
                    "- { name: one, include_tasks: a.yml }\n- { name: two, include_tasks: b.yml }\n"
                    + "- import_tasks: c.yml\n",
                "roles/r/handlers/a.yml": say("handlers"), "roles/r/tasks/a.yml": say("tasks"),
                "roles/r/tasks/b.yml": say("tasks"),
                "roles/r/handlers/c.yml": "- { name: three, debug: { msg: \"three={{ v | default('none') }}\" } }\n",
            ]),
        Scene(
            "in a role that a file in a folder includes", "  tasks:\n    - include_tasks: sub/one.yml\n",
            [
                "sub/one.yml": "- include_role: { name: r }\n", "sub/two.yml": say("sub/two"),
                "roles/r/tasks/main.yml": "- include_tasks: two.yml\n", "roles/r/tasks/two.yml": say("role"),
            ]),
    ]
}
