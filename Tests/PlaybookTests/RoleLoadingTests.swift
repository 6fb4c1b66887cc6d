import Foundation
import Playbook
import Testing
import Values

@Suite struct RoleLoadingTests {
    @Test func `a role brings tasks, handlers, variables and dependencies`() throws {
        let play = try Project(
            site: "- hosts: all\n  roles:\n    - { role: web, http: 80, when: w, tags: t, vars: { given: 1 } }\n",
            [
                "roles/web/tasks/main.yml": "- import_tasks: sub.yml\n",
                "roles/web/tasks/sub.yml": "- ping:\n  notify: go\n",
                "roles/web/handlers/main.yaml": "- { name: go, debug: }\n", "roles/web/defaults/main.yml": "http: 1\n",
                "roles/web/vars/main/a.yml": "a: 1\n", "roles/web/vars/main/b.yml": "b: 2\n",
                "roles/web/meta/main.yml": "dependencies:\n  - role: base\n    level: 3\n",
                "roles/base/tasks/main.yml": "- command: ls\n",
            ]
        ).play()
        let role = try #require(play.roles.first)
        #expect(play.allTasks.map(\.action.name) == ["command", "ping"])
        #expect(role.use.parameters == ["http": 80])
        #expect(role.use.variables == ["given": 1])
        #expect(role.use.role.defaults == ["http": 1])
        #expect(role.use.role.variables == ["a": 1, "b": 2])
        #expect(role.use.dependencies.map(\.parameters) == [["level": 3]])
        #expect(play.handlers.notified(by: "go").count == 1)
        #expect(play.handlers.notified(by: "web : go").count == 1)
        let base = try #require(play.allTasks.first)
        #expect(base.conditions.map(\.shown) == ["w"])
        #expect(base.literalTags == ["t"])
        #expect(base.searchPath.map { $0.split(separator: "/").last } == ["base", "web", "tasks"])
    }

    @Test(
        "a role is found in each place, the nearest first",
        arguments: [
            (["roles/r", "shared/r", "r"], "roles/r"), (["shared/r", "r"], "shared/r"), (["r"], "r"),
        ])
    func search(folders: [String], found: String) throws {
        let files = Dictionary(uniqueKeysWithValues: folders.map { ("\($0)/tasks/main.yml", "- ping:\n") })
        let project = try Project(site: "- hosts: all\n  roles: [r]\n", files)
        #expect(try project.play().roles.first?.use.role.path == "\(project.path)/\(found)")
    }

    @Test func `a role used twice with the same parameters counts as one`() throws {
        let play = try Project(
            site: "- hosts: all\n  roles: [r, r, { role: r, x: 1 }, { role: r, tags: a }]\n",
            ["roles/r/tasks/main.yml": "- ping:\n"]
        ).play()
        let identities = play.roles.map(\.use.identity)
        #expect(identities[0] == identities[1])
        #expect(Set(identities).count == 3)
        #expect(play.roles.allSatisfy { !$0.use.allowsDuplicates })
    }

    @Test func `an imported role takes other files and may run twice`() throws {
        let play = try Project(
            site: playbook(tasks: "- import_role: { name: r, tasks_from: other, vars_from: more.yml }\n  tags: t\n"),
            [
                "roles/r/tasks/main.yml": "- ping:\n", "roles/r/tasks/other.yml": "- debug:\n",
                "roles/r/vars/more.yml": "v: 1\n", "roles/r/handlers/main.yml": "- { name: go, ping: }\n",
            ]
        ).play()
        #expect(play.allTasks.map(\.action.name) == ["debug"])
        #expect(play.allTasks[0].literalTags == ["t"])
        #expect(play.roleUses.map(\.role.variables) == [["v": 1]])
        #expect(play.roleUses.map(\.allowsDuplicates) == [true])
        #expect(play.handlers.all.count == 1)
    }

    @Test func `a missing role file is reported with a suggestion`() throws {
        try expect(
            playbook(tasks: "- import_role: { name: 1️⃣r, tasks_from: othr }\n"),
            ["roles/r/tasks/other.yml": "- ping:\n"], diagnoses: ["1️⃣": "role file not found"])
    }

    @Test func `an include applies only the keywords of apply, and its variables`() throws {
        let project = try Project(
            site: playbook(
                tasks: "- block:\n    - include_tasks: { file: a.yml, apply: { tags: [applied], become: yes } }\n"
                    + "      tags: own\n      when: w\n      vars: { v: 1 }\n  when: outer\n"),
            ["a.yml": "- ping:\n"])
        let loader = project.loader()
        let play = try #require(loader.load(["site.yml"]).plays.first)
        let include = try #require(play.allTasks.first)
        let tasks = try loader.loadTasks(file: "a.yml", for: include, parameters: ["item": 2], in: play).items
            .flatMap(\.tasks)
        let task = try #require(tasks.first)
        #expect(task.literalTags == ["applied"])
        #expect(task.conditions.map(\.shown) == ["outer"])
        #expect(task.setting(.become)?.value == true)
        #expect(task.enclosure.parameters == ["v": 1, "item": 2])
        #expect(task.id != include.id)
    }

    @Test func `an included role is found beside the role that includes it`() throws {
        let project = try Project(
            site: "- hosts: all\n  roles: [/ROLES/outer]\n",
            [
                "elsewhere/outer/tasks/main.yml": "- include_role: { name: inner }\n",
                "elsewhere/inner/tasks/main.yml": "- ping:\n", "elsewhere/inner/defaults/main.yml": "d: 1\n",
            ])
        let site = "- hosts: all\n  roles: [\(project.path)/elsewhere/outer]\n"
        try #require(site.data(using: .utf8)).write(to: .init(fileURLWithPath: project.path + "/site.yml"))
        let loader = project.loader()
        let play = try #require(loader.load(["site.yml"]).plays.first)
        let include = try #require(play.allTasks.first)
        let inclusion = try loader.loadRole(RoleRequest("inner"), for: include, in: play)
        guard case .role(let block)? = inclusion.items.first else {
            Issue.record("no role came")
            return
        }
        #expect(block.use.role.defaults == ["d": 1])
        #expect(!block.use.isPublic)
        #expect(block.items.flatMap(\.tasks).first?.enclosure.roles.map(\.name).first == "inner")
    }

    @Test(
        "roles of collections are found, by their full names and by the collections of the play",
        arguments: [
            ("- hosts: all\n  roles: [ns.col.web]\n", "ns.col.web"),
            ("- hosts: all\n  collections: [ns.col]\n  roles: [web]\n", "web"),
            ("- hosts: all\n  tasks:\n    - import_role: { name: ns.col.web }\n", "ns.col.web"),
        ])
    func collections(site: String, name: String) throws {
        let play = try Project(
            site: site,
            [
                "collections/ansible_collections/ns/col/roles/web/tasks/main.yml": "- import_role: { name: base }\n",
                "collections/ansible_collections/ns/col/roles/base/tasks/main.yml": "- ping:\n",
            ]
        ).play()
        #expect(play.allTasks.first?.enclosure.roles.map(\.name) == ["base", name])
    }

    @Test func `a role may import another of its own files`() throws {
        let play = try Project(
            site: "- hosts: all\n  roles: [r]\n",
            [
                "roles/r/tasks/main.yml": "- import_role: { name: r, tasks_from: more }\n",
                "roles/r/tasks/more.yml": "- ping:\n",
            ]
        ).play()
        #expect(play.allTasks.map(\.action.name) == ["ping"])
    }

    @Test func `handlers and variables of roles that an included file imports come into the play`() throws {
        let project = try Project(
            site: "- hosts: all\n  tasks:\n    - include_tasks: a.yml\n",
            [
                "a.yml": "- import_role: { name: r }\n", "roles/r/tasks/main.yml": "- ping:\n",
                "roles/r/handlers/main.yml": "- { name: h, ping: }\n",
            ])
        let loader = project.loader()
        let play = try #require(loader.load(["site.yml"]).plays.first)
        let include = try #require(play.allTasks.first)
        let inclusion = try loader.loadTasks(file: "a.yml", for: include, in: play)
        #expect(inclusion.handlers.map { $0.task.name?.value } == ["h"])
        #expect(inclusion.uses.map(\.name) == ["r"])
    }

    @Test func `a playbook import passes on tags, conditions and variables`() throws {
        let loaded = try Project(
            site: "- import_playbook: sub/web.yml\n  vars: { x: 1 }\n  when: w\n  tags: [t]\n- hosts: b\n",
            ["sub/web.yml": "- hosts: a\n  vars: { x: 0, y: 2 }\n  tasks:\n    - ping:\n"]
        ).load()
        #expect(loaded.plays.map(\.hosts.value) == ["a", "b"])
        let play = loaded.plays[0]
        #expect(play.variables == ["x": 1, "y": 2])
        #expect(play.allTasks[0].conditions.map(\.shown) == ["w"])
        #expect(play.allTasks[0].literalTags == ["t"])
        #expect(play.directory.hasSuffix("/sub"))
    }

    @Test(
        "of handlers with the same name, the first in the last list is notified, and all that listen",
        arguments: [
            ("a", ["own:a", "own:b"]), ("web", ["own:b"]), ("r : a", ["role:a"]), ("r : topic", ["role:c"]),
            ("topic", ["role:c"]), ("twice", ["first"]), ("nobody", []),
        ])
    func notification(name: String, reached: [String]) throws {
        let play = try Project(
            site: """
                - hosts: all
                  roles: [r]
                  handlers:
                    - { name: a, ping: , vars: { id: "own:a" } }
                    - { name: b, ping: , listen: [a, web], vars: { id: "own:b" } }
                    - { name: d, ping: , listen: twice, vars: { id: "first" } }
                    - { name: d, ping: , listen: twice, vars: { id: "own:d" } }
                """,
            [
                "roles/r/handlers/main.yml": """
                - { name: a, ping: , vars: { id: "role:a" } }
                - { name: c, ping: , listen: topic, vars: { id: "role:c" } }
                """
            ]
        ).play()
        #expect(play.handlers.notified(by: name).map { $0.task.keywords.variables["id"]?.text } == reached)
    }
}
