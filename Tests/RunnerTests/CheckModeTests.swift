import ModuleTesting
import Modules
import Runner
import Testing
import Values

@Suite struct CheckModeTests {
    private func stage() -> Stage {
        var stage = Stage(inventory: "web1\n")
        stage.settings.checkMode = true
        return stage
    }

    @Test func `later tasks see what earlier ones would have changed`() async throws {
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
    func `what check mode does and reports`(task: String, told: String, steps: Int) async throws {
        let performance = try await stage().play(playbook(tasks: "- name: x\n  \(task)"))
        #expect(performance.transcript == "PLAY all: web1\nx: web1=\(told)")
        #expect(performance.hosts["web1"].steps.count == steps)
    }

    @Test func `a single task can run in check mode`() async throws {
        let performance = try await Stage(inventory: "web1\n").play(
            playbook(tasks: "- file: { path: /tmp/x }\n  check_mode: true\n- file: { path: /tmp/x }"))
        #expect(performance.transcript == "PLAY all: web1\nfile: web1=changed\nfile: web1=changed")
        #expect(performance.hosts["web1"].steps.count == 1)
    }

    /// Sends what a task says through everything that reads it later.
    @Test(arguments: [
        // As in Ansible a program is skipped; guards of playbooks see that.
        ("when: r is not skipped", "skipped"), ("when: r.rc is defined", "skipped"),
        ("when: r is skipped", "'x'"), ("when: not ansible_check_mode and r.rc == 0", "skipped"),
        // What it would tell is not known, and so is what depends on it.
        ("when: r.rc == 0", "undecided"), ("when: r.stdout == ''", "undecided"), ("when: r is changed", "undecided"),
        ("when: r.failed", "undecided"), ("when: r is succeeded", "undecided"),
        ("when: r.stdout | default('') == ''", "undecided"), ("when: r.stdout is match('a')", "undecided"),
        ("loop: \"{{ r.stdout_lines }}\"", "undecided"), ("vars: { y: \"{{ r.rc }}\" }\n  when: y == 0", "undecided"),
        // Another condition may decide.
        ("when: [r.rc == 0, false]", "skipped"), ("when: r.rc == 0 and false", "skipped"),
        ("when: r.rc == 0 or true", "'x'"),
    ])
    func `a skipped program has no invented results`(keywords: String, told: String) async throws {
        let tasks = "- command: echo\n  register: r\n- name: x\n  debug: { msg: x }\n  \(keywords)"
        let shown = told == "'x'" ? "ok" : told
        let performance = try await stage().play(playbook(tasks: tasks))
        #expect(performance.reports.last?.result.outcome.rawValue == shown)
        #expect(performance.tally("web1")?.failed == 0)
        #expect(performance.result("command")?["rc"] == nil)
    }

    @Test(arguments: [
        ("- fail: { msg: no }\n  when: r.stdout == ''", "undecided"),
        ("- assert: { that: r.rc == 0 }", "undecided"),
        ("- set_fact: { y: \"{{ r.stdout }}\" }\n- debug: { msg: \"{{ y }}\" }", "undecided"),
        ("- set_fact: { y: \"{{ r.stdout }}\" }\n- debug: { msg: x }\n  when: y is defined", "ok"),
        ("- set_fact: { y: 1 }\n  when: r.rc == 0\n- debug: { msg: x }\n  when: y == 1", "undecided"),
        ("- file: { path: \"/tmp/{{ r.stdout }}\" }", "undecided"),
        ("- file: { path: /tmp/x }\n  when: r.rc == 0\n- file: { path: /tmp/x }", "undecided"),
        ("- file: { path: /tmp/x }\n  when: r is not skipped\n- file: { path: /tmp/x }", "undecided"),
        ("- file: { path: /tmp/x }\n  when: not ansible_check_mode\n- file: { path: /tmp/x }", "undecided"),
        ("- file: { path: /tmp/x }\n  when: r.rc == 0\n- file: { path: /tmp/y }", "changed"),
        ("- command: touch /tmp/x\n- file: { path: /tmp/x }", "undecided"),
        ("- command: touch /tmp/x\n  changed_when: false\n- file: { path: /tmp/x }", "changed"),
        // A task that fails for want of something may succeed once the program has brought it.
        ("- file: { path: /nowhere/x }", "undecided"),
        ("- command: echo\n  register: s\n  until: s.stdout == 'x'\n  delay: 100", "skipped"),
        ("- file: { path: /tmp, state: directory }\n  register: s\n  until: s.path == 'x'\n  delay: 100", "undecided"),
    ])
    func `only what depends on a skipped program is unknown`(tasks: String, told: String) async throws {
        let performance = try await stage().play(playbook(tasks: "- command: make\n  register: r\n\(tasks)"))
        #expect(performance.reports.last?.result.outcome.rawValue == told)
        #expect(performance.summary.exitCode == 0)
    }

    @Test func `a handler that a skipped program may notify is reported as unknown`() async throws {
        let site = playbook(
            "handlers:\n  - { name: h, file: { path: /tmp/h } }\n", tasks: "- { command: make, notify: h }")
        #expect(try await play(site, on: stage()) == "PLAY all: web1\ncommand: web1=skipped\n* h: web1=undecided")
    }

    @Test func `what an include may bring is reported as unknown`() async throws {
        var stage = stage()
        stage.files["more.yml"] = "- file: { path: /tmp/x }\n"
        let tasks =
            "- command: make\n  register: r\n- include_tasks: more.yml\n  when: r.rc == 0\n- file: { path: /tmp/x }"
        let performance = try await stage.play(playbook(tasks: tasks))
        #expect(
            performance.transcript == """
                PLAY all: web1
                command: web1=skipped
                include_tasks: +more.yml[web1]
                file: web1=undecided
                file: web1=undecided
                """)
        #expect(performance.tally("web1")?.forecast.unknown == 3)
    }

    @Test func `a task in check mode within a normal run reports what Ansible reports, and leaves no trace`()
        async throws
    {
        let tasks = """
            - file: { path: /tmp/x }
              check_mode: true
            - file: { path: /tmp/x }
              check_mode: true
            - command: echo
              check_mode: true
              register: r
            - debug: { msg: "{{ r is skipped }} {{ r is changed }}" }
            """
        #expect(
            try await play(playbook(tasks: tasks), on: Stage(inventory: "web1\n")) == """
                PLAY all: web1
                file: web1=changed
                file: web1=changed
                command: web1=skipped
                debug: web1='True False'
                """)
    }

    @Test func `predictions hold for other become users`() async throws {
        let tasks = "- file: { path: /srv/app, state: directory }\n- { file: { path: /srv/app/x }, become: true }"
        #expect(
            try await play(playbook(tasks: tasks), on: stage())
                == "PLAY all: web1\nfile: web1=changed\nfile: web1=changed")
    }

    @Test(arguments: ["environment: { A: b }", "timeout: 5", "diff: true"])
    func `a task's prediction does not depend on its settings`(keyword: String) async throws {
        let stage = stage()
        stage.hosts["web1"].change { $0.files.put("/etc/f", "old") }
        let task = "- copy: { dest: /etc/f, content: new }\n  \(keyword)"
        var real = stage
        real.catalogue = .standard
        let performance = try await real.play(
            playbook(tasks: "\(task)\n\(task)\n- copy: { dest: /etc/f, content: new }"))
        #expect(performance.counts("web1") == "ok=3 changed=1")
    }

    @Test func `handlers are predicted, too`() async throws {
        let site = playbook(
            "handlers:\n  - { name: h, file: { path: /tmp/h } }\n", tasks: "- { file: { path: /tmp/x }, notify: h }")
        #expect(try await play(site, on: stage()) == "PLAY all: web1\nfile: web1=changed\n* h: web1=changed")
    }
}
