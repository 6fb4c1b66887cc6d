import ModuleTesting
import Runner
import Testing
import Values

@Suite struct FailureTests {
    @Test(arguments: [
        ("any_errors_fatal: true", false), ("max_fail_percentage: 30", false), ("max_fail_percentage: 34", true),
        ("max_fail_percentage: 0", false), ("", true),
    ])
    func `failures may end the play for others`(keyword: String, goesOn: Bool) async throws {
        let site =
            playbook(
                "\(keyword)\n",
                tasks: "- { command: fail, when: inventory_hostname == 'web2' }\n- { name: next, ping: }")
            + playbook(tasks: "- { name: other play, ping: }")
        let performance = try await Stage(inventory: "web1\nweb2\nweb3\n").play(site)
        #expect(performance.transcript.contains("next: web1=ok web3=ok") == goesOn)
        #expect(performance.transcript.contains("other play: web1=ok web3=ok") == goesOn)
        #expect(performance.counts("web2") == "failed=1")
        #expect(performance.summary.exitCode == 2)
    }

    @Test(arguments: [("", false), ("any_errors_fatal: false", true)])
    func `the settings say whether errors are fatal where no keyword does`(keyword: String, goesOn: Bool) async throws {
        var stage = Stage()
        stage.settings.anyErrorsFatal = true
        let tasks = "- { command: fail, when: inventory_hostname == 'web2' }\n- { name: next, ping: }"
        let transcript = try await play(playbook("\(keyword)\n", tasks: tasks), on: stage)
        #expect(transcript.contains("next: web1=ok") == goesOn)
    }

    @Test func `an earlier failure does not make a later task fatal`() async throws {
        let tasks = """
            - { command: fail, when: inventory_hostname == 'web2' }
            - { name: strict, ping: , any_errors_fatal: true }
            - { name: next, ping: }
            """
        #expect(try await play(playbook(tasks: tasks)).hasSuffix("strict: web1=ok\nnext: web1=ok"))
    }

    @Test func `a fatal error can be rescued, by all hosts`() async throws {
        let tasks = """
            - any_errors_fatal: true
              block:
                - { command: fail, when: inventory_hostname == 'web2' }
                - { name: never, ping: }
              rescue:
                - { name: rescue, ping: }
            - { name: next, ping: }
            """
        let performance = try await Stage().play(playbook(tasks: tasks))
        #expect(performance.transcript.hasSuffix("rescue: web1=ok web2=ok\nnext: web1=ok web2=ok"))
        #expect(performance.counts("web1") == "ok=2 skipped=1")
        #expect(performance.counts("web2") == "ok=2 rescued=1")
    }

    @Test(arguments: ["changed_when", "failed_when"])
    func `an error in changed_when or failed_when fails the task and keeps its result`(keyword: String) async throws {
        let tasks = """
            - { command: echo hi, \(keyword): missing, register: r, ignore_errors: true }
            - assert: { that: [r is failed, r.rc == 0, "'missing' in r.\(keyword)_result"] }
            """
        #expect(try await play(playbook(tasks: tasks), on: Stage(inventory: "web1\n")).hasSuffix("assert: web1=ok"))
    }

    @Test func `what debug shows never becomes a fact`() async throws {
        let tasks = """
            - set_fact: { ansible_facts: { odd: 1 } }
            - debug: { var: ansible_facts }
            - assert: { that: [odd is not defined] }
            """
        #expect(try await play(playbook(tasks: tasks), on: Stage(inventory: "web1\n")).hasSuffix("assert: web1=ok"))
    }

    @Test(arguments: [
        ("command: fail\n  ignore_errors: true", "ignored", "ok=2 ignored=1"),
        ("command: fail\n  ignore_errors: \"{{ 1 == 1 }}\"", "ignored", "ok=2 ignored=1"),
        ("debug: { msg: \"{{ missing }}\" }\n  ignore_errors: true", "ignored", "ok=2 ignored=1"),
        ("ping:\n  when: missing\n  ignore_errors: true", "ignored", "ok=2 ignored=1"),
        ("command: fail\n  failed_when: false", "ok", "ok=2"),
        ("command: fail 3\n  failed_when: r.rc != 3\n  register: r", "ok", "ok=2"),
        (
            "command: echo\n  failed_when: r.stdout == ''\n  register: r\n  ignore_errors: true", "ignored",
            "ok=2 changed=1 ignored=1"
        ),
        ("command: echo\n  changed_when: false", "ok", "ok=2"),
        ("ping:\n  changed_when: true", "changed", "ok=2 changed=1"),
        ("command: fail\n  failed_when: missing\n  ignore_errors: true", "ignored", "ok=2 ignored=1"),
        ("file: { path: \"{{ missing }}\" }\n  failed_when: false\n  ignore_errors: true", "ignored", "ok=2 ignored=1"),
    ])
    func `what counts as failed and changed`(task: String, told: String, counts: String) async throws {
        let performance = try await Stage(inventory: "web1\n").play(
            playbook(tasks: "- name: x\n  \(task)\n- { name: next, ping: }"))
        #expect(performance.transcript == "PLAY all: web1\nx: web1=\(told)\nnext: web1=ok")
        #expect(performance.counts("web1") == counts)
    }

    @Test func `hosts that cannot be reached leave the run`() async throws {
        let stage = Stage()
        stage.hosts.setUnreachable(["web2"])
        let performance = try await stage.play(
            playbook(tasks: "- ping:\n- debug: { msg: \"{{ ansible_play_hosts }}\" }") + playbook(tasks: "- ping:"))
        #expect(
            performance.transcript == """
                PLAY all: web1 web2
                ping: web1=ok web2=unreachable
                debug: web1=['web1']
                PLAY all: web1
                ping: web1=ok
                """)
        #expect(performance.counts("web2") == "unreachable=1")
        #expect(performance.summary.exitCode == 4)
    }

    @Test func `ignore_unreachable keeps a host in the play`() async throws {
        let stage = Stage()
        stage.hosts.setUnreachable(["web2"])
        let performance = try await stage.play(
            playbook(tasks: "- ping:\n  ignore_unreachable: true\n- debug: { msg: here }\n- ping:"))
        #expect(performance.transcript.hasSuffix("debug: web1='here' web2='here'\nping: web1=ok web2=unreachable"))
        #expect(performance.counts("web2") == "ok=2 unreachable=1 ignored=1")
    }

    @Test func `clear_host_errors applies only to this play`() async throws {
        let site =
            playbook(
                tasks: "- { command: fail, when: inventory_hostname == 'web2' }\n- meta: clear_host_errors\n- ping:")
            + playbook(tasks: "- ping:")
        #expect(try await play(site).hasSuffix("ping: web1=ok\nPLAY all: web1 web2\nping: web1=ok web2=ok"))
    }

    @Test func `a play whose hosts have all failed is skipped`() async throws {
        let site =
            playbook(tasks: "- { command: fail, when: inventory_hostname == 'web2' }")
            + "- hosts: web2\n  gather_facts: false\n  tasks: [ping: ]\n" + playbook(tasks: "- ping:")
        #expect(try await play(site).hasSuffix("PLAY web2: \nPLAY all: web1\nping: web1=ok"))
    }
}

/// Hazard J1: contact is lost in the middle of a task.
@Suite struct LostContactTests {
    private let write = playbook(tasks: "- file: { path: /tmp/a, content: new }\n- { name: next, ping: }")

    @Test(arguments: [FakeHosts.Loss.before(2), .after(2)])
    func `after a lost connection a file is checked again and corrected`(loss: FakeHosts.Loss) async throws {
        let stage = Stage(inventory: "web1\n")
        stage.hosts.lose("web1", loss)
        let performance = try await stage.play(write)
        #expect(performance.transcript == "PLAY all: web1\nfile: web1=changed\nnext: web1=ok")
        #expect(performance.hosts["web1"].files.text("/tmp/a") == "new")
        #expect(performance.reports.first?.result.warnings.count == 1)
    }

    @Test(arguments: [FakeHosts.Loss.before(1), .after(1)])
    func `after a lost connection a command is unknown and not run again`(loss: FakeHosts.Loss) async throws {
        let stage = Stage(inventory: "web1\n")
        stage.hosts.lose("web1", loss)
        let performance = try await stage.play(playbook(tasks: "- command: append /tmp/log x\n- { name: next, ping: }"))
        #expect(performance.transcript == "PLAY all: web1\ncommand: web1=unknown")
        #expect(performance.counts("web1") == "unknown=1")
        #expect(performance.summary.exitCode == 4)
        #expect((performance.hosts["web1"].files.text("/tmp/log") ?? "").count <= 1)
    }

    @Test func `after a lost connection queries are sent again`() async throws {
        let stage = Stage(inventory: "web1\n")
        stage.hosts.lose("web1", .before(1))
        #expect(try await play(playbook(tasks: "- ping:"), on: stage) == "PLAY all: web1\nping: web1=ok")
    }

    @Test func `a host that does not come back is unreachable`() async throws {
        let stage = Stage(inventory: "web1\n")
        stage.hosts.lose("web1", .before(1), .before(2))
        #expect(try await play(playbook(tasks: "- ping:"), on: stage) == "PLAY all: web1\nping: web1=unreachable")
    }
}
