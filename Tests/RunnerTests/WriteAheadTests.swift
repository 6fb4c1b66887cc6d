import ModuleTesting
import Runner
import Testing
import Values

/// Steps of several turns in one exchange, and that nobody can tell.
@Suite struct WriteAheadTests {
    private static let files = (1...40).map { "- file: { path: /tmp/\($0), content: x }" }.joined(separator: "\n")

    @Test func `forty files of a first run take two exchanges, on several hosts as on one`() async throws {
        for inventory in ["web1\n", "web1\nweb2\nweb3\n"] {
            let performance = try await Stage(inventory: inventory).play(playbook(tasks: Self.files))
            for name in performance.order {
                #expect(performance.counts(name) == "ok=40 changed=40")
                #expect(performance.tally(name)?.exchanges == 2)
            }
        }
    }

    @Test(
        "what a tool keeps goes along with files where no other host notices it",
        // One more if the other host's change came in between.
        arguments: [(false, "web1\nweb2\n", 2...2), (true, "web1\n", 2...2), (true, "web1\nweb2\n", 3...4)])
    func settings(isPublic: Bool, inventory: String, exchanges: ClosedRange<Int>) async throws {
        let tasks = """
            - file: { path: /tmp/a, content: x }
            - setting: { text: blue, is_public: \(isPublic) }
            - file: { path: /tmp/b, content: x }
            - setting: { text: blue, is_public: \(isPublic) }
            """
        let performance = try await Stage(inventory: inventory).play(playbook(tasks: tasks))
        for name in performance.order {
            #expect(performance.counts(name) == "ok=4 changed=3")
            #expect(exchanges.contains(performance.tally(name)?.exchanges ?? 0))
        }
    }

    @Test(arguments: [
        // The turns of a loop, and what is made in what was made before.
        ("- { file: { path: \"/tmp/{{ item }}\", content: x }, loop: [a, b, c] }", 2),
        ("- file: { path: /tmp/d, state: directory }\n- file: { path: /tmp/d/e, content: x }", 2),
        // A result that is read, a judgement of the task, an act that may do anything.
        (
            "- { file: { path: /tmp/a, content: x }, register: r }\n"
                + "- { file: { path: /tmp/b, content: y }, when: r is changed }", 3
        ),
        ("- { file: { path: /tmp/a }, failed_when: false }\n- file: { path: /tmp/b }", 3),
        ("- file: { path: /tmp/a, content: x }\n- command: touch /tmp/b\n- file: { path: /tmp/b }", 3),
        // Files of one name in folders that are known to be two, found or made.
        ("- file: { path: /tmp/a, content: x }\n- file: { path: /etc/a, content: y }", 2),
        (
            "- file: { path: /tmp/x, state: directory }\n- file: { path: /srv/x, state: directory }\n"
                + "- file: { path: /tmp/x/f, content: a }\n- file: { path: /srv/x/f, content: b }", 2
        ),
        // The same file under another name.
        ("- file: { path: /tmp/a, content: x }\n- file: { path: /tmp/../tmp/a, content: x }", 2),
    ])
    func `exchanges`(tasks: String, count: Int) async throws {
        let performance = try await Stage(inventory: "web1\n").play(playbook(tasks: tasks))
        #expect(performance.tally("web1")?.exchanges == count)
        #expect(performance.tally("web1")?.failed == 0)
    }

    @Test func `a file reached through a link to its directory is the same file`() async throws {
        let stage = Stage(inventory: "web1\n")
        stage.hosts["web1"].change { $0.files.putLink("/srv/l", to: "/tmp") }
        let tasks = """
            - file: { path: /tmp/f, content: x }
            - file: { path: /srv/l/f, content: y }
            - file: { path: /tmp/f, content: y }
            """
        let performance = try await stage.play(playbook(tasks: tasks))
        #expect(performance.counts("web1") == "ok=3 changed=2")
        #expect(performance.hosts["web1"].files.text("/tmp/f") == "y")
    }

    @Test func `a failed write stops those after it and is reported with its own task`() async throws {
        let tasks = """
            - file: { path: /tmp/a, content: x }
            - command: fail 3
            - file: { path: /tmp/b, content: x }
            """
        let performance = try await Stage(inventory: "web1\n").play(playbook(tasks: tasks))
        #expect(performance.transcript == "PLAY all: web1\nfile: web1=changed\ncommand: web1=failed")
        #expect(performance.hosts["web1"].files.text("/tmp/a") == "x")
        #expect(performance.hosts["web1"].files.text("/tmp/b") == nil)
    }

    /// The exchange that takes the steps is the second one.
    @Test(arguments: [FakeHosts.Loss.before(2), .after(2)])
    func `a lost connection loses no change and no handler`(loss: FakeHosts.Loss) async throws {
        let site = """
            - hosts: all
              gather_facts: false
              handlers: [{ name: late, command: append /srv/log h }]
              tasks:
                - file: { path: /tmp/a, content: x }
                - { file: { path: /tmp/b, content: x }, notify: late }
                - file: { path: /tmp/c, content: x }
            """
        let stage = Stage(inventory: "web1\n")
        stage.hosts.lose("web1", loss)
        let performance = try await stage.play(site)
        #expect(performance.counts("web1") == "ok=4 changed=4")
        #expect(performance.hosts["web1"].files.text("/srv/log") == "h")
    }

    @Test func `an interrupt leaves no result unreported`() async throws {
        let stop = StopRequest()
        var stage = Stage(inventory: "web1\n")
        stage.stop = stop
        stage.onEvent = { if case .taskFinished = $0 { stop.request() } }
        let performance = try await stage.play(playbook(tasks: Self.files + "\n- command: touch /tmp/z"))
        let made = performance.hosts["web1"].files.nodes.keys.filter { $0.hasPrefix("/tmp/") }
        #expect(performance.tally("web1")?.changed == made.count)
        #expect(performance.hosts["web1"].files.text("/tmp/z") == nil || made.count == 41)
    }

    @Test func `hosts that share files work one after the other`() async throws {
        var stage = Stage(inventory: "web1\nweb2\n")
        stage.hosts = FakeHosts { .toy(mounts: "nas:/srv /srv nfs4 rw 0 0\n") }
        let performance = try await stage.play(playbook(tasks: Self.files))
        #expect(performance.tally("web1")?.exchanges ?? 0 > 40)
    }
}
