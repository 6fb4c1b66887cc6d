import Testing
import Values

@Suite struct HandlerTests {
    private let handlers = """
        handlers:
          - name: first
            debug: { msg: first }
          - name: second
            command: echo
            notify: first
          - name: topical
            debug: { msg: topical }
            listen: [a topic, another]

        """

    @Test(arguments: [
        (
            "- { command: echo, notify: [second, first] }",
            "* first: web1='first'\n* second: web1=changed\n* first: web1='first'"
        ),
        ("- { command: echo, notify: a topic }", "* topical: web1='topical'"),
        ("- { command: echo, changed_when: false, notify: first }", ""),
        ("- { command: echo, notify: \"{{ 'fir' ~ 'st' }}\" }", "* first: web1='first'"),
        (
            "- { command: \"echo {{ item }}\", loop: [1, 2], changed_when: item == 2, notify: first }",
            "* first: web1='first'"
        ),
        ("- { command: echo, notify: first }\n- { command: echo, notify: first }", "* first: web1='first'"),
        ("- { command: fail, notify: first, ignore_errors: true }", ""),
        ("- { command: echo, when: false, notify: first }", ""),
    ])
    func `only changed tasks notify`(tasks: String, done: String) async throws {
        let transcript = try await play(playbook(handlers, tasks: tasks), on: Stage(inventory: "web1\n"))
        #expect(transcript.split(separator: "\n").filter { $0.hasPrefix("*") }.joined(separator: "\n") == done)
    }

    @Test func `a flush runs notified handlers on all hosts at once`() async throws {
        let site = playbook(
            handlers,
            tasks: """
                - { command: echo, notify: [first, second], when: inventory_hostname == 'web1' }
                - { command: echo, notify: second }
                - meta: flush_handlers
                - { name: behind, ping: }
                """)
        let transcript = try await play(site)
        #expect(
            transcript == """
                PLAY all: web1 web2
                command: web1=changed web2=skipped
                command: web1=changed web2=changed
                * first: web1='first'
                * second: web1=changed web2=changed
                behind: web1=ok web2=ok
                * first: web1='first' web2='first'
                """)
    }

    @Test(arguments: [(false, ""), (true, "\n* first: web1='first' web2='first'")])
    func `handlers of failed hosts do not run unless forced`(forced: Bool, done: String) async throws {
        let site = playbook(
            "force_handlers: \(forced)\n" + handlers,
            tasks:
                "- { command: echo, notify: first }\n- { fail: , when: inventory_hostname == 'web1' }\n- { name: x, ping: }"
        )
        let performance = try await Stage().play(site)
        let usual = forced ? "" : "\n* first: web2='first'"
        #expect(
            performance.transcript == """
                PLAY all: web1 web2
                command: web1=changed web2=changed
                fail: web1=failed web2=skipped
                x: web2=ok
                """ + usual + done)
        #expect(performance.counts("web1") == (forced ? "ok=2 changed=1 failed=1" : "ok=1 changed=1 failed=1"))
    }

    @Test func `a handler name that turns out unknown during the run is a failure`() async throws {
        let performance = try await Stage(inventory: "web1\n").play(
            playbook(tasks: "- { command: echo, notify: \"{{ 'no' ~ 'body' }}\" }"))
        #expect(performance.transcript == "PLAY all: web1\ncommand: web1=failed")
        #expect(performance.result("command")?["msg"]?.text?.contains("\"nobody\"") == true)
    }

    /// Ansible rescues as well, but counts the failure all the same and knows no `ansible_failed_task`.
    @Test func `a rescue around a flush handles the failure of a handler`() async throws {
        let site = playbook(
            "handlers:\n  - { name: breaks, fail: }\n",
            tasks: """
                - block:
                    - { command: echo, notify: breaks }
                    - meta: flush_handlers
                  rescue:
                    - debug: { msg: "{{ ansible_failed_task.name }}" }
                """)
        let performance = try await Stage(inventory: "web1\n").play(site)
        #expect(performance.transcript.hasSuffix("* breaks: web1=failed\ndebug: web1='breaks'"))
        #expect(performance.counts("web1") == "ok=2 changed=1 rescued=1")
    }

    @Test func `handlers may include tasks and loop`() async throws {
        let site = playbook(
            """
            handlers:
              - name: looped
                debug: { msg: "{{ item }}" }
                loop: [1, 2]
              - name: included
                include_tasks: more.yml

            """, tasks: "- { command: echo, notify: [looped, included] }")
        let stage = Stage(files: ["more.yml": "- name: more\n  ping:\n"], inventory: "web1\n")
        let transcript = try await play(site, on: stage)
        #expect(
            transcript == """
                PLAY all: web1
                command: web1=changed
                * looped: web1=1(1) 2(2) ok
                * included: +more.yml[web1]
                * more: web1=ok
                """)
    }
}
