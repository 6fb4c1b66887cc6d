import Foundation
import Testing

/// `--list-tasks`, `--list-tags` and `--list-hosts` say what Ansible's say.
@Suite struct ListingTests {
    private static let files = [
        "hosts": "[web]\nw1\n[db]\nd1\n",
        "site.yml": """
        - name: one
          hosts: "{{ target | default('web') }}"
          tags: whole
          roles:
            - { role: specified, tags: [r1, r2] }
          tasks:
            - name: hidden unless named
              debug:
              tags: [never, rare]
            - meta: flush_handlers
            - debug:
              tags: "a,b"
            - name: a block
              tags: inner
              block:
                - name: within
                  debug:
                - block:
                    - name: deeper
                      win_service: { name: x }
              rescue:
                - name: in the rescue
                  debug:
              always:
                - name: in any case
                  debug:
            - import_tasks: more.yml
              tags: imported
            - include_tasks: more.yml
            - name: a role to come
              include_role: { name: specified }
            - import_role: { name: specified, tasks_from: other }
          handlers:
            - name: not listed
              block:
                - name: a handler in a block
                  debug:
        - hosts: [web, db]
          vars_files: [nowhere.yml]
          tasks:
            - community.docker.docker_swarm: { state: present }
        - import_playbook: other.yml
          tags: reached
        """,
        "other.yml": "- hosts: db\n  tasks:\n    - { debug: , tags: [never, other] }\n",
        "more.yml": "- name: more\n  debug:\n",
        "roles/specified/meta/argument_specs.yml": """
        argument_specs:
          main: { short_description: What it is, options: { a: { type: int } } }
          other: { options: {} }
        """,
        "roles/specified/meta/main.yml": "dependencies: [{ role: needed, tags: dependent }]\n",
        "roles/specified/tasks/main.yml": "- debug:\n- name: of the role\n  debug:\n",
        "roles/specified/tasks/other.yml": "- name: other way in\n  debug:\n- include_role: { name: needed }\n",
        "roles/needed/tasks/main.yml": "- name: needed first\n  debug:\n",
    ]

    @Test(
        .enabled(if: Checkout.ansible != nil, "needs ansible-playbook beside SWIFTPLAY_PYTHON"),
        arguments: [
            ["--list-tasks"], ["--list-tags"], ["--list-hosts"], ["--list-tasks", "--tags", "rare,inner"],
            ["--list-tasks", "--skip-tags", "whole"], ["--list-tags", "--tags", "imported"],
            ["--list-tasks", "-e", "target=db"], ["--list-hosts", "--list-tasks", "--list-tags"],
        ])
    func `listings are the same as Ansible's`(options: [String]) async throws {
        // A module of a collection stops ansible-core where the collection is missing.
        let project = try Project(
            Self.files.mapValues {
                $0.replacing("community.docker.docker_swarm: { state: present }", with: "debug:")
                    .replacing("win_service: { name: x }", with: "debug:")
            })
        defer { project.remove() }
        let words = ["site.yml", "-i", "hosts"] + options
        let ansible = try Program(
            try #require(Checkout.ansible), words, in: project.path, environment: ["ANSIBLE_NOCOLOR": "1"])
        let theirs = await ansible.finish()
        let ours = try await Swiftplay.start(["run"] + words, in: project.path).finish()
        #expect(theirs.code == 0 && ours.code == 0, "\(theirs.all)\n\(ours.all)")
        // The hosts of a play have no order in Ansible.
        let order = { (lines: [String]) in options.contains("--list-hosts") ? lines.sorted() : lines }
        #expect(order(Self.lines(ours.output)) == order(Self.lines(theirs.output)))
    }

    @Test func `missing modules and files do not stop a listing`() async throws {
        let project = try Project(Self.files)
        defer { project.remove() }
        let shown = try await project.run("run", "site.yml", "-i", "hosts", "--list-tasks")
        #expect(shown.code == 0 && shown.errors.isEmpty, "\(shown.all)")
        #expect(shown.output.contains("community.docker.docker_swarm\tTAGS: []"))
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }
}
