import ModuleTesting
import Runner
import Testing
import Values

/// How many round trips a run takes, and that reading ahead has no effect of its own.
@Suite struct LookAheadTests {
    private func files(_ count: Int) -> String {
        playbook(tasks: (1...count).map { "- file: { path: /tmp/\($0), content: x }" }.joined(separator: "\n"))
    }

    @Test func `a play of forty tasks with nothing to do takes one exchange`() async throws {
        let stage = Stage(inventory: "web1\n")
        let first = try await stage.play(files(40))
        #expect(first.counts("web1") == "ok=40 changed=40")
        let before = first.tally("web1")?.exchanges ?? 0
        #expect(before == 2)
        let second = try await stage.play(files(40))
        #expect(second.counts("web1") == "ok=40")
        #expect(second.tally("web1")?.exchanges == 1)
        #expect(second.hosts.calls.count == before + 1)
    }

    @Test func `a first run asks a few times for each task, not for all that remain`() async throws {
        let performance = try await Stage(inventory: "web1\nweb2\nweb3\n").play(files(60))
        let tally = performance.tally("web2")
        #expect(tally?.exchanges ?? 0 <= 2 * 60)
        #expect(tally?.queries ?? 0 <= 12 * 60)
    }

    @Test func `facts ride along with the first questions`() async throws {
        let site = "- hosts: web1\n  tasks:\n    - ping:\n    - file: { path: /tmp, state: directory }\n"
        let performance = try await Stage().play(site)
        #expect(performance.tally("web1")?.exchanges == 1)
        // The fourth asks whether other hosts may see the files.
        #expect(performance.tally("web1")?.queries == 4)
    }

    @Test(arguments: ["", "  gather_facts: false\n"])
    func `a host that may need a password to become root is not asked apart`(keywords: String) async throws {
        let site = "- hosts: web1\n  become: true\n\(keywords)  tasks:\n    - file: { path: /tmp, state: directory }\n"
        let performance = try await Stage().play(site)
        #expect(performance.hosts.calls.count == 1, "\(performance.hosts.calls)")
        #expect(performance.tally("web1")?.exchanges == 1)
    }

    @Test(arguments: ["", "become: true\n"])
    func `a host that cannot be reached is tried once`(keywords: String) async throws {
        let stage = Stage(inventory: "web1\n")
        stage.hosts.setUnreachable(["web1"])
        let performance = try await stage.play(playbook(keywords, tasks: "- ping:\n"))
        #expect(performance.hosts.connections.count == 1)
    }

    @Test func `without look-ahead each task sends its own queries`() async throws {
        var stage = Stage(inventory: "web1\n")
        stage.settings.looksAhead = false
        let performance = try await stage.play(playbook(tasks: "- ping:\n- file: { path: /tmp, state: directory }"))
        #expect(performance.tally("web1")?.exchanges == 2)
    }

    @Test(arguments: [
        // Loops, conditions and roles are forecast …
        ("- ping:\n- { file: { path: \"/{{ item }}\", state: directory }, loop: [tmp, etc] }", 1),
        ("- ping:\n- block:\n    - { file: { path: /tmp, state: directory }, when: inventory_hostname == 'web1' }", 1),
        ("- ping:\n- file: { path: \"{{ missing | default('/tmp') }}\", state: directory }", 1),
        ("- ping:\n- set_fact: { x: 1 }\n- file: { path: /tmp, state: directory }", 1),
        ("- { ping: , register: r }\n- { file: { path: /tmp, state: directory }, when: r.ping == 'pong' }", 1),
        ("- { ping: , register: r }\n- file: { path: /tmp/a, content: \"{{ r.nothing | default(r.ping) }}\" }", 2),
        // … what is not known yet, is done by another user, or comes behind a blind act is not.
        ("- ping:\n- set_fact: { place: /tmp }\n- file: { path: \"{{ place }}\", state: directory }", 2),
        ("- ping:\n- { file: { path: /tmp, state: directory }, become: true }", 2),
        ("- ping:\n- command: echo\n- file: { path: /tmp, state: directory }", 2),
        ("- ping:\n- include_tasks: more.yml", 2),
        // What a module of others needs is asked with what is done before it, and nothing is done with it.
        ("- foreign:\n- foreign:\n- { foreign: , loop: [1, 2] }\n- foreign:", 6),
        ("- foreign:\n- file: { path: /tmp/a, content: x }\n- foreign:", 4),
    ])
    func `exchanges`(tasks: String, count: Int) async throws {
        let stage = Stage(files: ["more.yml": "- file: { path: /tmp, state: directory }\n"], inventory: "web1\n")
        let performance = try await stage.play(playbook(tasks: tasks))
        #expect(performance.tally("web1")?.exchanges == count)
        #expect(performance.tally("web1")?.failed == 0)
    }

    @Test func `the tasks that took exchanges are reported, also for delegates`() async throws {
        let tasks = """
            - name: look
              file: { path: /tmp, state: directory }
            - name: act
              command: echo
              loop: [1, 2]
            - name: look again
              file: { path: /tmp, state: directory }
              delegate_to: web2
            """
        let performance = try await Stage(inventory: "web1\nweb2\n").play(
            playbook(tasks: tasks).replacing("hosts: all", with: "hosts: web1"))
        let told = performance.summary.tasks.map { "\($0.header.name) \($0.exchanges)" }
        #expect(told == ["look 1", "act 2", "look again 1"])
    }

    @Test func `an answer is true until something changes anywhere`() async throws {
        let tasks = """
            - file: { path: /tmp/a, state: absent }
            - { command: touch /tmp/a, delegate_to: web1, when: inventory_hostname == 'web2' }
            - file: { path: /tmp/a, state: absent }
            """
        #expect(try await play(playbook(tasks: tasks)).hasSuffix("file: web1=changed web2=ok"))
    }

    @Test func `tasks that do not run cause no effect and no error`() async throws {
        let tasks = """
            - ping:
            - meta: end_play
            - debug: { msg: "{{ lookup('pipe', 'touch {{ marker }}') }}" }
            - file: { path: "{{ lookup('pipe', 'touch ' ~ marker) }}/x" }
            - file: { path: "{{ 1 / 0 }}", state: nonsense }
            """
        let scratch = try Scratch()
        var stage = Stage(inventory: "web1\n")
        stage.settings.extraVariables = ["marker": .string(scratch.path + "/pwned")]
        let performance = try await stage.play(
            playbook(
                tasks: tasks.replacing("- meta: end_play\n", with: "").replacing("state: nonsense", with: "state: file")
                    .replacing("- ping:\n", with: "- { ping: , failed_when: true }\n")))
        #expect(performance.transcript == "PLAY all: web1\nping: web1=failed")
        #expect(performance.warnings.isEmpty)
        #expect(scratch.text("pwned") == nil)
    }
}
