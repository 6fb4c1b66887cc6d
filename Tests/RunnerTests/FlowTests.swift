import Testing
import Values

@testable import Runner

/// The order in which tasks are done, and on whom.
@Suite struct FlowTests {
    @Test func `hosts wait for each other`() async throws {
        let site = playbook(
            tasks: """
                - command: append /tmp/log a
                - command: append /tmp/log b
                  when: inventory_hostname == 'web2'
                """)
        let performance = try await Stage().play(site)
        #expect(
            performance.transcript == """
                PLAY all: web1 web2
                command: web1=changed web2=changed
                command: web1=skipped web2=changed
                """)
        let order = performance.hosts.calls.map(\.host)
        #expect(Set(order[..<2]) == ["web1", "web2"])
        #expect(order[2...] == ["web2"])
    }

    @Test func `with strategy free each host proceeds independently`() async throws {
        var stage = Stage()
        stage.settings.forks = 1
        let performance = try await stage.play(
            playbook("strategy: free\n", tasks: "- command: echo 1\n- command: echo 2"))
        #expect(performance.hosts.calls.map(\.host) == ["web1", "web1", "web2", "web2"])
        #expect(performance.counts("web2") == "ok=2 changed=2")
    }

    @Test(arguments: [
        ("2", ["a b", "c d", "e"]), ("\"40%\"", ["a b", "c d", "e"]), ("\"10%\"", ["a", "b", "c", "d", "e"]),
        ("[1, 2]", ["a", "b c", "d e"]), ("[1, \"100%\"]", ["a", "b c d e"]), ("0", ["a b c d e"]),
        ("9", ["a b c d e"]),
        ("\"{{ size }}\"", ["a b c", "d e"]),
    ])
    func `serial divides a play into batches`(serial: String, batches: [String]) async throws {
        var stage = Stage(inventory: "a\nb\nc\nd\ne\n")
        stage.settings.extraVariables = ["size": 3]
        let performance = try await stage.play(playbook("serial: \(serial)\n", tasks: "- ping:"))
        let plays = performance.transcript.split(separator: "\n").filter { $0.hasPrefix("PLAY") }
        #expect(plays.map { $0.dropFirst("PLAY all: ".count) } == batches.map { $0[...] })
    }

    @Test(arguments: [
        ("inventory", "b c a"), ("reverse_inventory", "a c b"), ("sorted", "a b c"), ("reverse_sorted", "c b a"),
    ])
    func `order sorts the hosts of a play`(order: String, hosts: String) async throws {
        let transcript = try await play(
            playbook("order: \(order)\n", tasks: "- ping:"), on: Stage(inventory: "b\nc\na\n"))
        #expect(transcript.hasPrefix("PLAY all: \(hosts)\n"))
    }

    @Test func `sections run in order, with handlers after each`() async throws {
        let site = """
            - hosts: web1
              gather_facts: false
              post_tasks:
                - command: echo post
                  notify: handle
              tasks:
                - command: echo tasks
                  notify: handle
              pre_tasks:
                - command: echo pre
                  notify: handle
              handlers:
                - name: handle
                  debug: { msg: handled }
            """
        let transcript = try await play(site)
        #expect(
            transcript == """
                PLAY web1: web1
                command: web1=changed
                * handle: web1='handled'
                command: web1=changed
                * handle: web1='handled'
                command: web1=changed
                * handle: web1='handled'
                """)
    }

    @Test func `an interrupt ends the run after the running tasks`() async throws {
        var stage = Stage()
        let stop = stage.stop
        stage.onEvent = { if case .taskFinished(let report) = $0, report.header.title == "first" { stop.request() } }
        let performance = try await stage.play(
            playbook(tasks: "- { name: first, command: echo }\n- { name: second, command: echo }")
                + playbook(tasks: "- ping:"))
        #expect(performance.transcript == "PLAY all: web1 web2\nfirst: web1=changed web2=changed")
        #expect(performance.summary.exitCode == 130)
    }

    @Test func `a run starts at the task that is named`() async throws {
        var stage = Stage()
        stage.settings.startAtTask = "second"
        let site = playbook(tasks: "- { name: first, ping: }\n- { name: second, ping: }\n- { name: third, ping: }")
        let transcript = try await play(site, on: stage)
        #expect(
            transcript == """
                PLAY all: web1 web2
                second: web1=ok web2=ok
                third: web1=ok web2=ok
                """)
        stage.settings.startAtTask = "nowhere"
        let performance = try await stage.play(site)
        #expect(performance.transcript == "PLAY all: web1 web2\n! start task not found")
        #expect(performance.summary.exitCode == 1)
        stage.settings.startAtTask = "secnod"
        #expect(try await stage.play(site).warnings.map(\.help) == ["did you mean `second`?"])
    }

    @Test func `added and grouped hosts are available in the next play`() async throws {
        let site =
            playbook(
                tasks: """
                    - add_host: { name: "db{{ item }}", groups: fresh, colour: blue }
                      loop: [1, 2]
                    - group_by: { key: "is {{ inventory_hostname }}" }
                    """)
            + "- hosts: fresh:is-web2\n  gather_facts: false\n  tasks:\n    - debug: { msg: \"{{ colour | default('none') }}\" }\n"
        let transcript = try await play(site)
        #expect(
            transcript == """
                PLAY all: web1 web2
                add_host: web1=changed(1) changed(2) changed
                group_by: web1=changed web2=changed
                PLAY fresh:is-web2: db1 db2 web2
                debug: web2='none' db1='blue' db2='blue'
                """)
    }

    @Test func `a dangerous host name is refused`() async throws {
        let performance = try await Stage().play(playbook(tasks: "- add_host: { name: '../../x' }"))
        #expect(performance.transcript == "PLAY all: web1 web2\nadd_host: web1=failed")
        #expect(performance.summary.exitCode == 2)
    }
}
