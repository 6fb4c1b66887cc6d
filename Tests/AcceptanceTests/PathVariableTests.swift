import Foundation
import Testing

/// Variables that tell where things are, and with what a task connects, as the program fills them.
@Suite struct PathVariableTests {
    private static let site = """
        - hosts: all
          gather_facts: false
          connection: local
          roles: [r]
          tasks:
            - debug:
                msg: "{{ inventory_dir }} {{ inventory_file }} {{ ansible_inventory_sources | join(',') }} {{ playbook_dir }}"
            - debug: { msg: "{{ lookup('file', inventory_dir ~ '/token') }}" }
            - command: cat {{ inventory_dir }}/token
              args: { chdir: / }
              changed_when: false
            - include_vars: "{{ inventory_dir }}/more.yml"
            - debug: { msg: "{{ more }}" }

        """

    private func project(_ more: [String: String] = [:]) throws -> Project {
        let files = [
            "playbooks/site.yml": Self.site,
            "playbooks/roles/r/tasks/main.yml": "- debug: { msg: \"{{ role_path }}\" }\n",
            "inventories/prod/hosts": "web\n", "inventories/prod/token": "the-token",
            "inventories/prod/more.yml": "more: still-more\n",
        ]
        return try Project(files.merging(more) { $1 })
    }

    @Test(
        "paths are absolute, so files next to the inventory are found",
        arguments: [
            (["-i", "inventories/prod/hosts"], "hosts", [:], "prod/hosts"),
            (["-i", "./playbooks/../inventories/prod/hosts"], "hosts", [:], "prod/hosts"),
            ([], "hosts", ["ANSIBLE_INVENTORY": "inventories/prod/hosts"], "prod/hosts"),
            ([], "hosts", ["ANSIBLE_CONFIG": "playbooks/other.cfg"], "prod/hosts"),
        ] as [([String], String, [String: String], String)])
    func inventory(options: [String], file: String, environment: [String: String], source: String) async throws {
        let project = try project(["playbooks/other.cfg": "[defaults]\ninventory = ../inventories/prod/hosts\n"])
        defer { project.remove() }
        let run = try await Swiftplay.start(
            ["run", "playbooks/site.yml"] + options, in: project.path, environment: environment
        ).finish()
        let folder = project.path + "/inventories/prod"
        let paths = "\(folder) \(folder)/\(file) \(project.path)/inventories/\(source) \(project.path)/playbooks"
        #expect(run.output.contains("\"msg\": \"\(paths)\""), "\(run.all)")
        #expect(run.output.contains("\"msg\": \"\(project.path)/playbooks/roles/r\""), "\(run.all)")
        #expect(run.output.contains("\"the-token\"") && run.output.contains("\"still-more\""), "\(run.all)")
        #expect(run.code == 0)
    }

    @Test func `a list of hosts has no inventory directory`() async throws {
        let project = try Project([
            "site.yml":
                "- hosts: all\n  gather_facts: false\n  tasks:\n    - debug: { msg: \"{{ inventory_dir is none }} {{ ansible_inventory_sources }}\" }\n"
        ])
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-i", "a,b", "-c", "local")
        #expect(run.output.contains("True ['a,b']"), "\(run.all)")
    }

    @Test(
        "a task sees the connection variables it would use",
        arguments: [
            (["-c", "local"], [:], "deploy web1.example.com local none"),
            (["-c", "local", "-u", "joe"], [:], "joe web1.example.com local none"),
            (["-c", "local"], ["ANSIBLE_REMOTE_USER": "env"], "env web1.example.com local none"),
            (["-c", "local", "-e", "ansible_user=extra ansible_port=77"], [:], "extra web1.example.com local 77"),
            (["-c", "local"], ["ANSIBLE_REMOTE_PORT": "2022"], "deploy web1.example.com local 2022"),
        ] as [([String], [String: String], String)])
    func connection(options: [String], environment: [String: String], seen: String) async throws {
        let project = try Project([
            "ansible.cfg": "[defaults]\nremote_user = deploy\n",
            "site.yml": """
            - hosts: all
              gather_facts: false
              tasks:
                - debug: { msg: "{{ ansible_user }} {{ ansible_host }} {{ ansible_connection }} {{ ansible_port | default('none') }}" }
                  when: ansible_connection == 'local'

            """,
        ])
        defer { project.remove() }
        let run = try await Swiftplay.start(
            ["run", "site.yml", "-i", "web1.example.com,"] + options, in: project.path, environment: environment
        ).finish()
        #expect(run.output.contains("\"msg\": \"\(seen)\""), "\(run.all)")
    }

    @Test func `facts are kept between runs, and dropped by an option`() async throws {
        let project = try Project([
            "ansible.cfg": "[defaults]\nfact_caching = jsonfile\nfact_caching_connection = kept\ngathering = smart\n",
            "tell.yml":
                "- hosts: all\n  gather_subset: [min]\n  tasks:\n    - debug: { msg: \"{{ ansible_system }}\" }\n",
            "see.yml":
                "- hosts: all\n  gather_facts: false\n  tasks:\n    - debug: { msg: \"{{ ansible_system | default('none') }}\" }\n",
        ])
        defer { project.remove() }
        let hosts = ["-i", "one,", "-c", "local"]
        let run = { (arguments: [String]) in
            try await Swiftplay.start(["run"] + arguments + hosts, in: project.path).finish()
        }
        #expect(try await run(["tell.yml"]).output.contains("Gathering Facts"))
        #expect(try await run(["see.yml"]).output.contains("\"Linux\""))
        #expect(try await !run(["tell.yml"]).output.contains("Gathering Facts"))
        #expect(Checkout.exists(project.path + "/kept/one"))
        #expect(try await run(["see.yml", "--flush-cache"]).output.contains("\"none\""))
        let other = try await Swiftplay.start(
            ["run", "see.yml"] + hosts, in: project.path, environment: ["ANSIBLE_CACHE_PLUGIN": "redis"]
        ).finish()
        #expect(other.errors.contains("redis") && other.code == 0, "\(other.all)")
    }
}
