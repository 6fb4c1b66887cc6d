import Testing
import Values

@Suite struct LoopTests {
    @Test(arguments: [
        ("loop: [1, two, { k: v }]", "ok(1) ok('two') ok({'k': 'v'}) ok"),
        ("loop: \"{{ [1, 2] }}\"\n  when: item == 2", "skipped(1) ok(2) ok"),
        ("loop: [1]\n  when: false", "skipped(1) skipped"),
        ("loop: []", "skipped"),
        ("loop: \"{{ missing }}\"", "failed"),
        ("loop: \"{{ missing }}\"\n  when: false", "skipped"),
        // A list that is wrong for another reason comes before any condition.
        ("loop: \"{{ 5 }}\"\n  when: false", "failed"), ("loop: \"{{ 1 | split }}\"\n  when: false", "failed"),
        ("with_first_found: [nowhere]\n  when: false", "failed"),
        ("loop: 5", "failed"),
        ("with_items: [[1, 2], 3]", "ok(1) ok(2) ok(3) ok"),
        ("with_dict: { a: 1 }", "ok({'key': 'a', 'value': 1}) ok"),
        ("with_nested: [[1, 2], [a]]", "ok([1, 'a']) ok([2, 'a']) ok"),
        ("with_together: [[1, 2], [a, b]]", "ok([1, 'a']) ok([2, 'b']) ok"),
        ("loop: [1, 2]\n  loop_control: { label: \"<{{ item }}>\" }", "ok('<1>') ok('<2>') ok"),
        ("loop: [1, 2]\n  loop_control: { loop_var: x, label: \"{{ x }}\" }", "ok(1) ok(2) ok"),
        ("loop: [1, 2, 3]\n  register: r\n  loop_control: { break_when: item == 2 }", "ok(1) ok(2) ok"),
        ("loop: [1, 2]\n  loop_control: { break_when: missing }", "failed(1) failed"),
    ])
    func `each item is one result`(loop: String, told: String) async throws {
        let transcript = try await play(playbook(tasks: "- ping:\n  \(loop)"), on: Stage(inventory: "web1\n"))
        #expect(transcript == "PLAY all: web1\nping: web1=\(told)")
    }

    @Test func `what is registered has Ansible's shape`() async throws {
        let site = playbook(
            tasks: "- command: echo {{ item }}\n  loop: [a, b]\n  when: item != 'b'\n  register: r\n- debug: { var: r }"
        )
        let performance = try await Stage(inventory: "web1\n").play(site)
        let first: Value = [
            "rc": 0, "stdout": "a", "stderr": "", "stdout_lines": ["a"], "stderr_lines": [], "changed": true,
            "failed": false, "item": "a", "ansible_loop_var": "item",
            "invocation": ["module_args": ["cmd": "echo a", "creates": .null]],
        ]
        let second: Value = [
            "changed": false, "skipped": true, "skip_reason": "Conditional result was False",
            "false_condition": "item != 'b'", "item": "b", "ansible_loop_var": "item",
        ]
        let expected: Value = [
            "results": [first, second], "changed": true, "skipped": false, "msg": "All items completed",
        ]
        #expect(performance.result("debug")?["r"] == expected)
    }

    @Test func `until is retried until the condition holds`() async throws {
        let site = playbook(
            tasks: """
                - command: append /tmp/log x
                  register: r
                  until: r.stdout == 'xxx'
                  retries: 5
                  delay: 0
                - debug: { msg: "{{ r.attempts }} {{ r.stdout }}" }
                """)
        let transcript = try await play(site, on: Stage(inventory: "web1\n"))
        #expect(
            transcript == """
                PLAY all: web1
                command: web1=retry(5) retry(4) changed
                debug: web1='3 xxx'
                """)
    }

    @Test(
        arguments: [
            ("command: echo", "until: r.stdout == 'x'", "retry(1) failed", 1),
            ("command: fail", "until: r is success", "retry(1) failed", 1),
            ("command: fail", "", "retry(1) failed", 1),
            ("command: echo", "", "changed", 1),
            ("command: echo", "until: r.nothing", "failed", nil),
            ("command: echo", "when: false", "skipped", nil),
        ] as [(String, String, String, Int?)])
    func `retries are limited`(action: String, more: String, told: String, attempts: Int?) async throws {
        let task = "- \(action)\n  register: r\n  retries: 1\n  delay: 0\n" + (more.isEmpty ? "" : "  \(more)\n")
        let performance = try await Stage(inventory: "web1\n").play(playbook(tasks: task))
        #expect(performance.transcript == "PLAY all: web1\ncommand: web1=\(told)")
        #expect(performance.result("command")?["attempts"] == attempts.map(Value.int))
    }

    @Test func `each iteration sees what the previous one has set`() async throws {
        let site = playbook(
            tasks: """
                - set_fact: { sum: "{{ sum | default(0) | int + item }}" }
                  loop: [1, 2, 3]
                - debug: { msg: "{{ sum }}" }
                """)
        #expect(try await play(site, on: Stage(inventory: "web1\n")).hasSuffix("debug: web1='6'"))
    }
}
