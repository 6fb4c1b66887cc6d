import Inventory
import Runner
import Testing
import Values

/// What the configuration decides where plays and tasks do not say.
@Suite struct SettingsTests {
    @Test(
        "no_log in the configuration hides everything, unless a task says otherwise",
        arguments: [
            ("- ping:", true), ("- ping:\n  no_log: false", false), ("- ping:\n  no_log: \"{{ hide }}\"", false),
            ("- ping:\n  environment: \"{{ missing }}\"", true), ("- ping:\n  loop: [1]", true),
        ])
    func hiding(task: String, isHidden: Bool) async throws {
        var stage = Stage(inventory: "web1\n")
        stage.settings.hidesResults = true
        let performance = try await stage.play(playbook("vars: { hide: false }\n", tasks: task))
        #expect(performance.reports.map(\.isHidden) == [isHidden])
    }

    @Test(arguments: [("free", true), ("linear", false), ("ansible.builtin.free", true)])
    func `a play that names no strategy has that of the configuration`(strategy: String, isFree: Bool) async throws {
        var stage = Stage(inventory: "web1\n")
        stage.settings.strategy = strategy
        let events = try await stage.play(playbook(tasks: "- ping:")).events
        let plays = events.compactMap { if case .playStarted(let play) = $0 { play.isInterleaved } else { nil } }
        #expect(plays == [isFree])
    }

    @Test func `an unknown handler is only a warning if the configuration says so`() async throws {
        var stage = Stage(inventory: "web1\n")
        let site = playbook(tasks: "- { command: echo, notify: \"{{ 'nobody' }}\" }")
        #expect(try await stage.play(site).counts("web1") == "failed=1")
        stage.settings.allowsUnknownHandlers = true
        let performance = try await stage.play(site)
        #expect(performance.counts("web1") == "ok=1 changed=1")
        #expect(performance.warnings.map(\.summary) == ["unknown handler"])
    }

    @Test func `hosts may be a list whose names look like an address`() async throws {
        let stage = Stage(inventory: "a\nb\nc\nd\n")
        let transcript = try await play("- hosts: a,b,c\n  gather_facts: false\n  tasks: [ping: ]\n", on: stage)
        #expect(transcript == "PLAY a,b,c: a b c\nping: a=ok b=ok c=ok")
    }

    @Test(arguments: [(false, "d v"), (true, "- -")])
    func `role variables are visible to the rest of the play, unless they are private`(isPrivate: Bool, told: String)
        async throws
    {
        var stage = Stage(inventory: "web1\n")
        stage.hidesRoleVariables = isPrivate
        stage.files = [
            "roles/r/defaults/main.yml": "a: d\n", "roles/r/vars/main.yml": "b: v\n",
            "roles/r/tasks/main.yml": "- debug: { msg: \"{{ a }} {{ b }}\" }\n",
        ]
        let site = playbook(
            "roles: [r]\n", tasks: "- debug: { msg: \"{{ a | default('-') }} {{ b | default('-') }}\" }")
        #expect(try await play(site, on: stage).hasSuffix("web1='d v'\ndebug: web1='\(told)'"))
    }

    @Test func `refresh_inventory reads the inventory again and keeps what tasks have added`() async throws {
        var stage = Stage(inventory: "a\nb\n")
        stage.laterInventory = "b\nc\n[late]\nc\n"
        let site =
            playbook(
                tasks: """
                    - { add_host: { name: added }, run_once: true }
                    - { group_by: { key: kept } }
                    - meta: refresh_inventory
                    - { name: who stays, ping: }
                    """) + """
                - hosts: all
                  gather_facts: false
                  tasks:
                    - { name: all, ping: }
                    - { debug: { msg: "{{ groups.kept }} {{ groups.late }}" }, run_once: true }
                """
        let transcript = try await play(site, on: stage)
        for told in ["\nwho stays: b=ok\n", "\nall: b=ok added=ok c=ok\n", "='['b'] ['c']'"] {
            #expect(transcript.contains(told), "\(transcript)")
        }
    }

    @Test(
        "--start-at-task accepts a pattern",
        arguments: [("two", "two: web1=ok"), ("t*", "two: web1=ok"), ("*o", "two: web1=ok"), ("[u-w]*", "")])
    func beginning(name: String, told: String) async throws {
        var stage = Stage(inventory: "web1\n")
        stage.settings.startAtTask = name
        let transcript = try await play(playbook(tasks: "- { name: one, ping: }\n- { name: two, ping: }"), on: stage)
        #expect(transcript == ["PLAY all: web1", told].filter { !$0.isEmpty }.joined(separator: "\n") || told.isEmpty)
    }

    @Test func `a pause that is longer than the task's timeout has timed out`() async throws {
        let site = playbook(tasks: "- { name: wait, pause: { seconds: 5 }, timeout: 1 }")
        let performance = try await Stage(inventory: "web1\n").play(site)
        #expect(performance.result("wait")?["timedout"] == ["period": 1])
        #expect(performance.counts("web1") == "failed=1")
    }

    @Test func `names of a loop's variables may be templates`() async throws {
        let site = playbook(
            "vars: { name: unit, number: at }\n",
            tasks: """
                - ping:
                  loop: [a, b]
                  loop_control: { loop_var: "{{ name }}", index_var: "{{ number }}" }
                  register: r
                - debug: { msg: "{{ r.results | map(attribute='unit') | list }} {{ r.results[1].at }}" }
                """)
        let transcript = try await play(site, on: Stage(inventory: "web1\n"))
        #expect(transcript.hasSuffix("ping: web1=ok('a') ok('b') ok\ndebug: web1='['a', 'b'] 1'"))
    }
}
