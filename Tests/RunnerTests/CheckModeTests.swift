import ModuleTesting
import Runner
import Testing
import Values

@Suite struct CheckModeTests {
    private func stage() -> Stage {
        var stage = Stage(inventory: "web1\n")
        stage.settings.checkMode = true
        return stage
    }

    @Test func `later tasks see what earlier ones would have made`() async throws {
        let tasks = """
            - file: { path: /srv/app, state: directory }
            - file: { path: /srv/app/config, content: x }
            - file: { path: /srv/app/config, content: x }
            - file: { path: /srv/app/config, state: absent }
            - file: { path: /srv/app/config, state: absent }
            - file: { path: /nowhere/file, content: x }
            """
        let performance = try await stage().play(playbook(tasks: tasks))
        #expect(
            performance.transcript == """
                PLAY all: web1
                file: web1=changed
                file: web1=changed
                file: web1=ok
                file: web1=changed
                file: web1=ok
                file: web1=failed
                """)
        #expect(performance.hosts["web1"].steps.isEmpty)
    }

    @Test(arguments: [
        ("command: touch /tmp/x", "skipped", 0),
        ("command: touch /tmp/x\n  args: { creates: /tmp/x }", "changed", 0),
        ("command: touch /tmp/x\n  args: { creates: / }", "ok", 0),
        ("command: touch /tmp/x\n  check_mode: false", "changed", 1),
        ("file: { path: /tmp/x }\n  check_mode: false", "changed", 1),
        ("debug: { msg: \"{{ ansible_check_mode }}\" }", "true", 0),
    ])
    func `what is done and told`(task: String, told: String, steps: Int) async throws {
        let performance = try await stage().play(playbook(tasks: "- name: x\n  \(task)"))
        #expect(performance.transcript == "PLAY all: web1\nx: web1=\(told)")
        #expect(performance.hosts["web1"].steps.count == steps)
    }

    @Test func `a task may be checked alone`() async throws {
        let performance = try await Stage(inventory: "web1\n").play(
            playbook(tasks: "- file: { path: /tmp/x }\n  check_mode: true\n- file: { path: /tmp/x }"))
        #expect(performance.transcript == "PLAY all: web1\nfile: web1=changed\nfile: web1=changed")
        #expect(performance.hosts["web1"].steps.count == 1)
    }

    @Test func `handlers are forecast, too`() async throws {
        let site = playbook(
            "handlers:\n  - { name: h, file: { path: /tmp/h } }\n", tasks: "- { file: { path: /tmp/x }, notify: h }")
        #expect(try await play(site, on: stage()) == "PLAY all: web1\nfile: web1=changed\n* h: web1=changed")
    }
}
