import Foundation
import Testing

/// What a check reads, leaves out and forecasts on this machine.
@Suite struct CheckTests {
    /// A repository to clone, and archives to unpack.
    private func project(_ tasks: String) async throws -> Project {
        let indented = tasks.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        let site = "- hosts: all\n  connection: local\n  gather_facts: false\n  tasks:\n\(indented)\n"
        let project = try Project([
            "site.yml": site, "files/old": "old\n", "templates/t.j2": "made by {{ inventory_hostname }}\n",
        ])
        let script = """
            cd '\(project.path)' && git init -q -b main up && cd up
            git -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m one
            cd .. && tar -cf files/a.tar -C files old && chmod 666 files/old
            """
        let made = try await Program("/bin/sh", ["-ec", script]).finish()
        try #require(made.code == 0, "\(made.all)")
        return project
    }

    private func check(_ project: Project, _ options: String...) async throws -> Finished {
        try await Swiftplay.start(["run", "site.yml", "-i", "localhost,", "--check"] + options, in: project.path)
            .finish()
    }

    @Test(arguments: [
        "fetch: { src: \"{{ playbook_dir }}/files/old\", dest: \"{{ playbook_dir }}/got/\", flat: true }",
        "copy: { content: x, dest: \"{{ playbook_dir }}/files/old\" }", "command: touch {{ playbook_dir }}/got/old",
    ])
    func `a file that a skipped task may bring to the controller is not reported as missing`(task: String) async throws
    {
        let project = try await project(
            """
            - \(task)
            - { copy: { src: "{{ playbook_dir }}/got/old", dest: "{{ playbook_dir }}/new" }, register: copied }
            - { unarchive: { src: "{{ playbook_dir }}/got/old", dest: "{{ playbook_dir }}" } }
            - debug: msg=END
            """)
        defer { project.remove() }
        let told = try await check(project)
        #expect(told.code == 0 && told.output.contains("\"END\"") && told.output.contains(" 2 unknown"), "\(told.all)")
    }

    @Test(arguments: [
        "git: { repo: \"file://{{ playbook_dir }}/up\", dest: \"{{ playbook_dir }}/clone\" }", "command: make install",
        "uri: { url: \"http://127.0.0.1:9/\", method: POST }", "shell: echo x > {{ playbook_dir }}/elsewhere/x",
        "wait_for: { port: 9, timeout: 1 }", "script: files/old",
    ])
    func `paths that a skipped command does not mention are read as they are`(task: String) async throws {
        let project = try await project(
            """
            - \(task)
              register: opaque
            - { stat: { path: /etc/passwd }, register: s }
            - debug: msg="there {{ s.stat.exists }}"
            - { slurp: { src: "{{ playbook_dir }}/files/old" }, register: h }
            - debug: msg="length {{ h.content | length > 0 }}"
            - copy: { content: x, dest: "{{ playbook_dir }}/new" }
            - debug: msg=END
            """)
        defer { project.remove() }
        let told = try await check(project)
        #expect(told.code == 0, "\(told.all)")
        for text in ["\"there True\"", "\"length True\"", "\"END\"", " 0 unknown"] {
            #expect(told.output.contains(text), "\(told.all)")
        }
    }

    @Test(arguments: ["uri: { url: \"http://127.0.0.1:9/\" }", "command: echo", "raw: echo", "wait_for: { port: 9 }"])
    func `tasks that check mode leaves out are skipped, as guards expect`(task: String) async throws {
        let project = try await project(
            """
            - \(task)
              register: out
            - debug: msg="NOT SKIPPED {{ out.rc }}"
              when: out is not skipped
            - debug: msg="HAS RC {{ out.rc }}"
              when: out.rc is defined
            - fail: msg="no output"
              when: out.stdout == ""
            """)
        defer { project.remove() }
        let told = try await check(project)
        #expect(told.code == 0 && !told.all.contains("NOT SKIPPED") && !told.all.contains("HAS RC"), "\(told.all)")
        #expect(told.output.contains("unknown: [localhost]: ") && told.output.contains("unknown=1"), "\(told.all)")
    }

    @Test func `changes below a directory that would be created are predicted`() async throws {
        let project = try await project(
            """
            - file: { path: "{{ playbook_dir }}/app/bin", state: directory }
            - copy: { src: old, dest: "{{ playbook_dir }}/app/bin/" }
            - template: { src: t.j2, dest: "{{ playbook_dir }}/app/t" }
            - file: { path: "{{ playbook_dir }}/data", state: directory }
            - unarchive: { src: a.tar, dest: "{{ playbook_dir }}/data" }
            """)
        defer { project.remove() }
        let told = try await check(project)
        #expect(told.code == 0 && told.output.contains("5 would change, 0 same, 0 unknown"), "\(told.all)")
        let run = try await project.run("run", "site.yml", "-i", "localhost,")
        #expect(run.output.contains("changed=5 "), "\(run.all)")
    }

    @Test(arguments: [
        "file: { path: \"{{ playbook_dir }}/none/x\", state: touch }",
        "file: { path: \"{{ playbook_dir }}/none/x\", src: /etc/passwd, state: link }",
        "file: { path: \"{{ playbook_dir }}/none/x\", src: \"{{ playbook_dir }}/files/old\", state: hard }",
        "file: { path: \"{{ playbook_dir }}/site.yml/x\", state: touch }",
        "file: { path: \"{{ playbook_dir }}/x\", state: touch, owner: nobody-knows }",
        "copy: { content: x, dest: \"{{ playbook_dir }}/x\", group: nobody-knows }",
    ])
    func `a step that would fail makes the check fail, too`(task: String) async throws {
        let project = try await project("- \(task)")
        defer { project.remove() }
        let told = try await check(project)
        let run = try await project.run("run", "site.yml", "-i", "localhost,")
        for finished in [told, run] {
            #expect(finished.code == 2 && finished.output.contains("fatal: [localhost]"), "\(finished.all)")
        }
    }

    @Test func `facts set by a task with unknown outcome are unknown`() async throws {
        let project = try await project(
            """
            - command: cp x /etc/systemd/system/x.service
            - service_facts:
            - debug: { msg: "{{ ansible_facts.services['x.service'].state }}" }
            - debug: { msg: "{{ services | length }}" }
            """)
        defer { project.remove() }
        let told = try await check(project)
        #expect(told.code == 0 && told.output.contains("0 same, 3 unknown, 1 left out"), "\(told.all)")
    }

    @Test func `the prediction shows that a secret file becomes private`() async throws {
        let project = try await project(
            """
            - copy: { content: new, dest: "{{ playbook_dir }}/files/old", mode: "0600" }
              register: made
            - debug: { msg: "{{ made.diff | map(attribute='after') | list | length }}" }
            """)
        defer { project.remove() }
        let told = try await check(project, "--diff")
        #expect(told.output.contains("-old\n+new") && told.output.contains("\"mode\": \"0666\""), "\(told.all)")
        #expect(told.output.contains("\"mode\": \"0600\"") && told.output.contains("\"msg\": \"2\""), "\(told.all)")
    }
}
