import Foundation
import FoundationXML
import Testing

/// The output of a run beside Ansible's, byte for byte but for what the clock decides.
@Suite(.enabled(if: Checkout.ansible != nil, "needs ansible-playbook beside SWIFTPLAY_PYTHON"))
struct CallbackTests {
    private static let files = [
        "hosts": "h1 ansible_connection=local\nh2 ansible_connection=local\n[none]\n",
        "more.yml": "- name: brought task\n  debug: { msg: brought }\n",
        "site.yml": #"""
        - name: first play
          hosts: all
          gather_facts: false
          tasks:
            - name: say
              debug: { msg: "hello {{ inventory_hostname }}" }
            - name: structured
              debug: { var: data }
              vars: { data: { a: [1, two, { b: null }], text: "line one\nline two\n", empty: "" } }
            - name: a command
              command: echo out
              changed_when: false
            - name: prints
              shell: "echo one; echo two; echo err >&2"
            - name: left out
              command: "true"
              when: false
            - name: loop
              command: echo {{ item }}
              loop: [a, b]
              when: item != 'b'
            - name: loop of failures
              shell: exit {{ item }}
              loop: [0, 3]
              ignore_errors: true
            - name: ignored
              shell: "echo oops >&2; echo out; exit 2"
              ignore_errors: true
            - name: tried again
              command: "false"
              retries: 2
              delay: 0
              until: result is success
              register: result
              ignore_errors: true
            - name: brings
              include_tasks: more.yml
            - name: notifies
              command: "true"
              notify: restart
            - block:
                - name: in the block
                  fail: { msg: to be rescued }
              rescue:
                - name: in the rescue
                  debug: { msg: rescued }
            - name: hidden
              command: echo secret
              no_log: true
            - name: fails for good
              fail: { msg: "final\nfailure" }
              when: inventory_hostname == 'h2'
          handlers:
            - name: restart
              debug: { msg: handled }
        - name: second play
          hosts: h1
          gather_facts: false
          tasks:
            - assert: { that: 1 == 1, success_msg: fine }
        - name: nobody
          hosts: none
          tasks: []
        """#,
    ]

    /// Playbooks for what `site.yml` does not show.
    private static let others = [
        "diff.yml": #"""
        - name: play
          hosts: h1
          gather_facts: false
          tasks:
            - copy:
                content: "{{ range(1, 21) | join('\n') }}\n"
                dest: "{{ playbook_dir }}/numbers"
                mode: "0644"
              diff: false
            - lineinfile: { path: "{{ playbook_dir }}/numbers", regexp: ^10$, line: ten }
            - file: { path: "{{ playbook_dir }}/numbers", mode: "0600" }
        """#,
        "stats.yml": """
        - name: play
          hosts: all
          gather_facts: false
          tasks:
            - set_stats: { data: { number: 1, list: [1, 2], name: "{{ inventory_hostname }}" } }
            - set_stats: { data: { number: 2, map: { x: 1 }, list: "{{ [inventory_hostname] }}" }, aggregate: true }
            - set_stats: { data: { number: 5, list: [9], map: { y: 2 } }, aggregate: false, per_host: true }
            - set_stats: { data: { number: 7, map: { z: { a: [] } }, name: one }, per_host: true }
            - set_stats: { data: { number: text, flag: true } }
            - set_stats:
        """,
        "failures.yml": """
        - name: play
          hosts: all
          gather_facts: false
          max_fail_percentage: 10
          tasks:
            - fail: { msg: one }
              when: inventory_hostname == 'h1'
            - debug: { msg: never }
        """,
        "meta.yml": """
        - name: play
          hosts: all
          gather_facts: false
          tasks:
            - meta: noop
            - { name: "named {{ inventory_hostname }}", meta: noop }
            - { debug: { msg: x }, changed_when: true, notify: handler }
            - meta: flush_handlers
            - { meta: flush_handlers, when: false }
            - meta: clear_facts
            - { meta: refresh_inventory, when: false }
            - meta: reset_connection
            - { name: ends, meta: end_host, when: inventory_hostname == 'h1' }
            - meta: clear_host_errors
            - { meta: end_batch, when: false }
            - block:
                - meta: noop
                - debug: { msg: in the block }
              when: false
            - meta: end_play
            - debug: { msg: never }
          handlers:
            - { name: handler, debug: { msg: handled } }
        """,
        "wide.yml": """
        - name: 日本語の名前
          hosts: all
          gather_facts: false
          tasks:
            - { name: "Grüße, cafe\u{301} ☃ 🎉", debug: { msg: x } }
            - { name: 한국어 "ｆｕｌｌ", debug: { msg: x } }
        """,
    ]

    struct Look: Sendable, CustomTestStringConvertible {
        var name: String
        var playbook = "site.yml"
        var settings: [String: String] = [:]
        var options: [String] = []
        var testDescription: String { name }

        static func callback(_ name: String, _ options: String...) -> Look {
            Look(name: name, settings: ["ANSIBLE_STDOUT_CALLBACK": name], options: options)
        }
    }

    static let looks: [Look] = [
        .callback("default"), .callback("minimal"), .callback("oneline"),
        Look(name: "check", settings: ["ANSIBLE_CHECK_MODE_MARKERS": "no"], options: ["--check"]),
        Look(name: "yaml results", settings: ["ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"]),
        Look(
            name: "plain yaml",
            settings: ["ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml", "ANSIBLE_CALLBACK_FORMAT_PRETTY": "no"]),
        Look(name: "pretty results", settings: ["ANSIBLE_CALLBACK_FORMAT_PRETTY": "yes"]),
        Look(name: "without ok", settings: ["ANSIBLE_DISPLAY_OK_HOSTS": "no"]),
        Look(name: "without skipped", settings: ["ANSIBLE_DISPLAY_SKIPPED_HOSTS": "no"]),
        Look(name: "failures apart", settings: ["ANSIBLE_DISPLAY_FAILED_STDERR": "yes"]),
        Look(name: "paths of failures", settings: ["ANSIBLE_SHOW_TASK_PATH_ON_FAILURE": "yes"]),
        Look(name: "arguments", settings: ["ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "yes"]),
        Look(name: "verbose", options: ["-v"]),
        Look(name: "coloured", settings: ["ANSIBLE_FORCE_COLOR": "yes"]),
        Look(
            name: "other colours",
            settings: [
                "ANSIBLE_FORCE_COLOR": "yes", "ANSIBLE_COLOR_OK": "bright blue",
                "ANSIBLE_COLOR_CHANGED": "bright purple",
                "ANSIBLE_COLOR_ERROR": "dark gray", "ANSIBLE_COLOR_SKIP": "gray7", "ANSIBLE_COLOR_DEBUG": "purple",
                "ANSIBLE_COLOR_INCLUDED": "white",
            ]),
        Look(name: "differences", playbook: "diff.yml", options: ["--diff"]),
        Look(
            name: "few lines of differences", playbook: "diff.yml", settings: ["ANSIBLE_DIFF_CONTEXT": "1"],
            options: ["--diff"]),
        Look(name: "custom stats", playbook: "stats.yml", settings: ["ANSIBLE_SHOW_CUSTOM_STATS": "yes"]),
        Look(name: "no more hosts", playbook: "failures.yml"),
        Look(name: "meta", playbook: "meta.yml"),
        Look(name: "wide letters", playbook: "wide.yml"),
    ]

    @Test(arguments: looks) func `the output is Ansible's`(look: Look) async throws { try await compare(look) }

    @Test(
        .enabled(if: hasCollections, "needs the collections ansible.posix and community.general"),
        arguments: [
            .callback("ansible.posix.debug"), .callback("community.general.yaml"), .callback("community.general.unixy"),
        ] as [Look])
    func `the output is that of the collections`(look: Look) async throws {
        try await compare(look)
    }

    private static let hasCollections: Bool = {
        guard let ansible = Checkout.ansible else { return false }
        let folder = URL(filePath: ansible).deletingLastPathComponent().deletingLastPathComponent().path + "/lib"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return versions.contains {
            Checkout.exists("\(folder)/\($0)/site-packages/ansible_collections/community/general")
        }
    }()

    private func compare(_ look: Look) async throws {
        let project = try Project(Self.files.merging(Self.others) { $1 })
        defer { project.remove() }
        // What an include gives is a result there and none here.
        if ["minimal", "oneline"].contains(look.name), let site = Self.files["site.yml"] {
            try project.write(site.replacing(/[ ]+- name: brings\n.*\n/, with: ""), to: "site.yml")
        }
        let own = [
            "LC_ALL": "C.UTF-8", "HOME": project.path, "ANSIBLE_PYTHON_INTERPRETER": Checkout.python ?? "auto_silent",
            "ANSIBLE_DEPRECATION_WARNINGS": "no", "PYTHONWARNINGS": "ignore",
        ].merging(look.settings) { $1 }
        let words = ["-i", "hosts", look.playbook, "-f1"] + look.options
        let theirs = try await Program(
            try #require(Checkout.ansible), words, in: project.path, environment: own, without: ["ANSIBLE_CONFIG"]
        ).finish()
        let ours = try await Swiftplay.start(["run"] + words, in: project.path, environment: own).finish()
        try #require(theirs.output.contains("PLAY RECAP") || theirs.output.contains(" | "), "\(theirs.all)")
        #expect(ours.code == theirs.code, "\(ours.all)")
        let lines = zip(Self.lines(ours.output), Self.lines(theirs.output)).filter { $0 != $1 }
        #expect(lines.isEmpty, "ours and theirs: \(lines)")
        #expect(Self.lines(ours.output).count == Self.lines(theirs.output).count, "\(ours.output)")
    }

    /// Without what the clock decides, and what is ours to say in other words.
    private static func lines(_ output: String) -> [Substring] {
        output.replacing(/"?(delta|start|end)"?: ?["'][^"']*["'],?/, with: "TIME")
            .replacing(/"?censored"?: "?[^"\n]*"?/, with: "CENSORED")
            .replacing(/No config file found; using defaults\n/, with: "")
            // Headings keep to one line here, so that nobody can write lines of a report with a name.
            .replacing(/msg=final(\n|\\n)failure\] \*+/, with: "HEADING")
            .replacing(/"invocation": \{"module_args": \{[^}]*\}\},/, with: "").split(separator: "\n")
    }
}

/// What comes beside the standard output.
@Suite struct FurtherOutputTests {
    private static let files = [
        "hosts": "h1 ansible_connection=local\nh2 ansible_connection=local\n",
        "site.yml": """
        - name: play
          hosts: all
          gather_facts: false
          tasks:
            - { name: quick, debug: { msg: a } }
            - { name: slow, command: sleep 0.3 }
            - { name: left out, ping: , when: false }
            - { name: bad & <mad>, command: sh -c 'echo why >&2; exit 3', when: inventory_hostname == 'h2' }
        """,
    ]

    @Test func `timer and profile_tasks show durations`() async throws {
        let project = try Project(Self.files)
        defer { project.remove() }
        let run = try await project.run(
            "run", "site.yml", "-ihosts",
            environment: ["ANSIBLE_CALLBACKS_ENABLED": "timer,ansible.posix.profile_tasks"])
        #expect(run.output.contains("\nPlaybook run took 0 days, 0 hours, 0 minutes, "), "\(run.output)")
        let stamp = try Regex(
            #"\n[A-Z][a-z]+ \d\d [A-Z][a-z]+ \d{4}  \d\d:\d\d:\d\d [+-]\d{4} \(0:00:0\d\.\d{3}\)       0:00:0\d\.\d{3} \*+ \n"#
        )
        #expect(run.output.matches(of: stamp).count == 5, "\(run.output)")
        let slow = run.output.split(separator: "\n").filter { $0.hasPrefix("slow ---") }
        #expect(slow.count == 1 && slow[0].count == 80 && slow[0].hasSuffix("s"), "\(run.output)")
    }

    @Test func `junit writes a case for each task and host`() async throws {
        let project = try Project(Self.files)
        defer { project.remove() }
        _ = try await project.run(
            "run", "site.yml", "-ihosts",
            environment: ["ANSIBLE_CALLBACKS_ENABLED": "junit", "JUNIT_OUTPUT_DIR": project.path + "/reports"])
        let names = try FileManager.default.contentsOfDirectory(atPath: project.path + "/reports")
        #expect(names.count == 1 && names[0].contains(/^site-[0-9.]+\.xml$/), "\(names)")
        let report = try String(contentsOfFile: project.path + "/reports/" + names[0], encoding: .utf8)
        #expect(report.contains("failures=\"1\" name=\"site\" skipped=\"3\" tests=\"8\""), "\(report)")
        #expect(report.contains("name=\"[h2] play: bad &amp; &lt;mad&gt; _raw_params=sh -c 'echo why"), "\(report)")
        #expect(report.contains("<failure message=\"non-zero return code\" type=\"failure\">{\n"), "\(report)")
        #expect(try XMLDocument(xmlString: report).rootElement()?.name == "testsuites")
    }

    @Test func `the document of json can be read`() async throws {
        let project = try Project(Self.files)
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-ihosts", environment: ["ANSIBLE_STDOUT_CALLBACK": "json"])
        let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let plays = try #require(document?["plays"] as? [[String: Any]])
        let tasks = try #require(plays.first?["tasks"] as? [[String: Any]])
        #expect(tasks.count == 4)
        let hosts = try #require(tasks.last?["hosts"] as? [String: [String: Any]])
        #expect(hosts["h2"]?["rc"] as? Int == 3 && hosts["h1"]?["skipped"] as? Bool == true)
        let stats = try #require(document?["stats"] as? [String: [String: Int]])
        #expect(stats["h2"]?["failures"] == 1 && stats["h1"]?["ok"] == 2)
    }

    @Test func `failures are summarized at the end, with the command for the remaining hosts`() async throws {
        let project = try Project(Self.files)
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-ihosts", "-l", "all", "-e", "db_password=hunter2")
        #expect(run.code == 2 && run.output.contains("fatal: [h2]: FAILED! => {"), "\(run.output)")
        let lines = run.errors.split(separator: "\n")
        #expect(
            lines.first?.contains(/^failed h2: `sh -c .*` ended with exit code 3 after \d\.\d s$/) == true,
            "\(run.errors)")
        #expect(run.errors.contains("site.yml:8:"), "\(run.errors)")
        #expect(run.errors.contains("  stderr:\n    why\n"), "\(run.errors)")
        #expect(run.errors.contains("1 of 2 hosts not done after "), "\(run.errors)")
        let rerun = try #require(lines.last, "\(run.errors)")
        #expect(rerun.contains("run site.yml -ihosts -e 'db_password=********' --limit h2"), "\(run.errors)")
        #expect(!run.errors.contains("hunter2") && !rerun.contains("-l all"))
    }

    @Test func `results are in inventory order`() async throws {
        let names = (1...6).map { "h\($0)" }
        let hosts = names.map { "\($0) ansible_connection=local wait=0.\(9 - (Int($0.dropFirst()) ?? 0))" }
        let project = try Project([
            "hosts": hosts.joined(separator: "\n"),
            "site.yml": "- hosts: all\n  gather_facts: false\n  tasks:\n    - command: sleep {{ wait }}\n",
        ])
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-ihosts")
        #expect(run.output.matches(of: /changed: \[(h\d)\]/).map { String($0.1) } == names, "\(run.output)")
    }
}
