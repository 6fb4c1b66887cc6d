import Foundation
import ModuleKit
import Playbook
import Testing
import Values

/// Sets a variable in each pair of places and compares which of the two holds.
@Suite(.enabled(if: AnsiblePlaybook.path != nil, "needs ansible-playbook beside SWIFTPLAY_PYTHON"))
struct PrecedenceDifferentialTests {
    /// Places where a variable of a task in an included file of a role may be set.
    static let sources = [
        "dependencyDefaults", "roleDefaults", "groupVars", "hostVars", "playVars", "varsFile", "dependencyVars",
        "roleVars", "entryVars", "blockVars", "importVars", "taskVars", "includeVars", "setFact", "roleParameter",
        "includeParameter", "extraVars",
    ]

    /// One name for each two places.
    static let names = sources.indices.flatMap { first in
        sources.indices.filter { $0 > first }.map { "p_\(first)_\($0)" }
    }

    @Test func `of two places, the same one wins as in Ansible`() throws {
        let project = try Self.project()
        let printed = try AnsiblePlaybook.run(project, ["-e", "@extra.yml"])
        let theirs = try String(contentsOfFile: project.path + "/out", encoding: .utf8)
        try #require(!theirs.isEmpty, "\(printed)")
        let ours = try Self.names.map { "\($0)=\(try #require(Self.scope(project).stack.lookUp($0)?.text))" }
        #expect(ours == theirs.split(separator: "\n").map(String.init))
    }

    /// The variables of one place, as YAML.
    private static func variables(_ source: String, indent: Int = 0) -> String {
        let index = sources.firstIndex(of: source) ?? 0
        let own = names.filter { $0.split(separator: "_").dropFirst().contains { $0 == String(index) } }
        return own.map { String(repeating: " ", count: indent) + "\($0): \(source)\n" }.joined()
    }

    private static func project() throws -> Project {
        let list = "[" + names.joined(separator: ", ") + "]"
        return try Project([
            "hosts": AnsiblePlaybook.inventory, "group_vars/all.yml": variables("groupVars"),
            "host_vars/h.yml": variables("hostVars"), "files.yml": variables("varsFile"),
            "extra.yml": variables("extraVars"),
            "site.yml": "- hosts: h\n  gather_facts: no\n  vars_files: [files.yml]\n  vars:\n    names: \(list)\n"
                + variables("playVars", indent: 4) + "  roles:\n    - role: r\n" + variables("roleParameter", indent: 6)
                + "      vars:\n" + variables("entryVars", indent: 8),
            "roles/r/defaults/main.yml": variables("roleDefaults"), "roles/r/vars/main.yml": variables("roleVars"),
            "roles/r/meta/main.yml": "dependencies: [d]\n", "roles/r/inc.yml": variables("includeVars"),
            "roles/d/defaults/main.yml": variables("dependencyDefaults"),
            "roles/d/vars/main.yml": variables("dependencyVars"),
            "roles/r/tasks/main.yml": "- include_vars: \"{{ role_path }}/inc.yml\"\n- set_fact:\n"
                + variables("setFact", indent: 4) + "- import_tasks: imported.yml\n  vars:\n"
                + variables("importVars", indent: 4),
            "roles/r/tasks/imported.yml": "- vars:\n" + variables("blockVars", indent: 4)
                + "  block:\n    - include_tasks: sub.yml\n      vars:\n" + variables("includeParameter", indent: 8),
            "roles/r/tasks/sub.yml": "- copy:\n    dest: \"{{ playbook_dir }}/out\"\n    content: |\n"
                + "      {% for n in names %}\n      {{ n }}={{ lookup('vars', n) }}\n      {% endfor %}\n  vars:\n"
                + variables("taskVars", indent: 4),
        ])
    }

    /// The scope of the task in `sub.yml`, with what the run would have set until then.
    private static func scope(_ project: Project) throws -> TaskScope {
        let loader = project.loader()
        let file = { (name: String) in try loader.variables(ofFile: "\(project.path)/\(name)") }
        let play = try #require(loader.load(["site.yml"]).plays.first)
        let include = try #require(play.allTasks.first { $0.isDynamicInclude })
        let task = try #require(loader.loadTasks(file: "sub.yml", for: include, in: play).items.flatMap(\.tasks).first)
        let setFact = try #require(play.allTasks.first { $0.action.name == "set_fact" })
        var host = HostVariables(
            "h",
            inventory: [
                VariableLayer(.inventory, "group_vars", try file("group_vars/all.yml")),
                VariableLayer(.inventory, "host_vars", try file("host_vars/h.yml")),
            ])
        host.included = try file("roles/r/inc.yml")
        host.set = Mapping(setFact.action.arguments.map { ($0.name, $0.value) })
        let files = [VariableLayer(.variableFiles, "files.yml", try file("files.yml"))]
        return TaskScope(
            run: RunVariables(extra: try file("extra.yml")), play: PlayVariables(play, name: "", files: files),
            host: host, task: task, hosts: ToyHosts())
    }
}
