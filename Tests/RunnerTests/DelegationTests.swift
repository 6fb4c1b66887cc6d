import Connection
import ModuleTesting
import Testing
import Transport
import Values

@Suite struct DelegationTests {
    @Test func `run_once runs on one host for all`() async throws {
        let site = playbook(
            "handlers:\n  - { name: handle, debug: { msg: \"{{ inventory_hostname }}\" } }\n",
            tasks: """
                - command: echo {{ inventory_hostname }}
                  run_once: true
                  register: r
                - set_fact: { chosen: "{{ inventory_hostname }}" }
                  run_once: true
                - facts: { brought: "{{ inventory_hostname }}" }
                  run_once: true
                - debug: { msg: "{{ r.stdout }} {{ chosen }} {{ brought }}" }
                """)
        let performance = try await Stage().play(site)
        #expect(performance.transcript.hasSuffix("debug: web1='web1 web1 web1' web2='web1 web1 web1'"))
        #expect(performance.counts("web2") == "ok=1")
    }

    @Test func `a failure of run_once ends the play for all hosts`() async throws {
        let performance = try await Stage().play(
            playbook(tasks: "- { command: fail, run_once: true }\n- { name: never, ping: }"))
        #expect(performance.transcript == "PLAY all: web1 web2\ncommand: web1=failed")
        #expect(performance.counts("web2") == "")
    }

    @Test func `a delegate is reached by its own variables`() async throws {
        let inventory = """
            web1 ansible_user=joe ansible_port=1
            db1 ansible_host=10.0.0.9 ansible_user=ann ansible_port=2 ansible_become_password=pw
            """
        let site = """
            - hosts: web1
              gather_facts: false
              remote_user: nobody
              tasks:
                - command: echo {{ inventory_hostname }}
                  delegate_to: db1
                  become: true
                  register: r
                - debug: { msg: "{{ r.stdout }}" }
                - { ping: , delegate_to: elsewhere }
                - { ping: , delegate_to: localhost }
                - { ping: , delegate_to: web1 }
            """
        let performance = try await Stage(inventory: inventory).play(site)
        #expect(
            performance.transcript == """
                PLAY web1: web1
                command: web1=changed->db1
                debug: web1='web1'
                ping: web1=ok->elsewhere
                ping: web1=ok->localhost
                ping: web1=ok
                """)
        let ways = performance.hosts.connections.map { "\($0.kind) \($0.user ?? "-")@\($0.address):\($0.port ?? 0)" }
        #expect(ways == ["ssh ann@10.0.0.9:2", "ssh nobody@elsewhere:0", "local nobody@localhost:0", "ssh joe@web1:1"])
        #expect(performance.hosts.calls.first == FakeHosts.Call(host: "db1", become: "root", steps: 1, queries: 0))
    }

    @Test(arguments: [("", "here -"), ("delegate_facts: true", "- there")])
    func `facts belong to the host unless delegate_facts is set`(more: String, told: String) async throws {
        let tasks = """
            - facts: { colour: "{{ 'here' if not given else 'there' }}" }
              delegate_to: db1
              \(more)
            - debug: { msg: "{{ colour | default('-') }} {{ hostvars.db1.colour | default('-') }}" }
            """
        let site =
            "- hosts: web1\n  gather_facts: false\n  vars: { given: \(!more.isEmpty) }\n  tasks:\n" + tasks.indented(4)
        #expect(try await play(site, on: Stage(inventory: "web1\ndb1\n")).hasSuffix("debug: web1='\(told)'"))
    }

    @Test(
        arguments: [
            ("become: true", "", "root"), ("become: true\n  become_user: joe", "", "joe"), ("", "", nil),
            ("", "ansible_become=true", "root"), ("become: true", "ansible_become_user=ann", "ann"),
            ("become: false", "ansible_become=true ansible_become_user=ann", "ann"),
        ] as [(String, String, String?)])
    func `tasks become the right user`(keywords: String, variables: String, user: String?) async throws {
        let performance = try await Stage(inventory: "web1 \(variables)\n").play(
            playbook(tasks: "- ping:\n  \(keywords)\n"))
        #expect(performance.hosts.calls.map(\.become) == [user])
    }

    @Test func `hosts that delegate to the same host share its connection`() async throws {
        let inventory = (1...20).map { "web\($0)\n" }.joined()
        let performance = try await Stage(inventory: inventory).play(
            playbook(tasks: "- { command: append /tmp/log x, delegate_to: db1 }"))
        #expect(performance.hosts.connections.count == 1)
        #expect(performance.hosts["db1"].files.text("/tmp/log") == String(repeating: "x", count: 20))
    }
}
