import Foundation
import Testing

/// Modules that others have written, run by hosts' Python: what the tasks around them can expect.
@Suite(
    .enabled(if: Checkout.hasLab, "scripts/test starts hosts"),
    .enabled(if: Checkout.ansible != nil, "no ansible-playbook beside SWIFTPLAY_PYTHON"),
    .serialized, .hosts(("modules", .python), ("bare", .plain)), .timeLimit(.minutes(10)))
struct PythonModulesTests {
    private static let library = [
        "library/probe.py": """
        #!/usr/bin/python
        import os, sys, time
        from ansible.module_utils.basic import AnsibleModule
        from ansible.module_utils.own_words import word


        def main():
            module = AnsibleModule(
                dict(act=dict(default="tell"), secret=dict(no_log=True)), supports_check_mode=True)
            act = module.params["act"]
            if act == "crash":
                raise KeyError("ruined")
            if act == "sleep":
                time.sleep(int(os.environ.get("NAP", "60")))
            if act == "junk":
                print("Welcome to the press")
            if act == "exit":
                sys.exit("left early")
            if act == "touch" and not module.check_mode:
                open("/srv/touched", "w").close()
            module.exit_json(
                changed=True, word=word(), uid=os.getuid(), check=module.check_mode, parent=os.getppid(),
                echo=module.params["secret"], greeting=os.environ.get("GREETING"),
                ansible_facts=dict(probe_fact=act), diff=dict(before="pear\\n", after="apple\\n"))


        main()

        """,
        "module_utils/own_words.py": "def word():\n    return 'own'\n",
        "library/oldie": """
        #!/bin/sh
        . "$1" 2>/dev/null
        printf '{"changed": true, "name": "%s", "mode": "%s"}\\n' "$name" "$(stat -c %a "$1")"

        """,
        "library/want_json.py": """
        #!/usr/bin/python
        # WANT_JSON
        import json, sys
        print(json.dumps({"changed": False, "told": json.load(open(sys.argv[1]))["name"]}))

        """,
        "library/marked": """
        #!/bin/sh
        printf '{"changed": false, "args": %s}\\n' '<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>'

        """,
        "library/stat.py": """
        #!/usr/bin/python
        from ansible.module_utils.basic import AnsibleModule
        module = AnsibleModule(dict(path=dict()))
        module.exit_json(changed=False, own="this one")

        """,
    ]

    /// Runs tasks on the host that has Python.
    private func run(_ tasks: String, on host: String = "modules", options: [String] = ["--allow-python"]) async throws
        -> Finished
    {
        let play = "- hosts: \(host)\n  gather_facts: false\n  tasks:\n" + tasks
        let project = try Project(Self.library.merging(["site.yml": play]) { $1 })
        defer { project.remove() }
        let hosts = try ["modules", "bare"].map { name in
            name + " " + (try Lab.variables(of: name).map { "\($0.name)='\($0.value)'" }.joined(separator: " ")) + "\n"
        }
        try project.write(hosts.joined(), to: "hosts")
        let program = try #require(Checkout.ansible)
        let path = URL(filePath: program).deletingLastPathComponent().path
        return try await Swiftplay.start(
            ["run", "site.yml", "-i", "hosts"] + options, in: project.path,
            environment: ["PATH": "\(path):\(Checkout.environment["PATH"] ?? "")"]
        ).finish(within: 120)
    }

    @Test(
        arguments: [
            (
                "what it tells is registered, with facts and no secret",
                """
                    - probe: { secret: hush-hush-7 }
                      register: told
                    - assert:
                        that:
                          - told is changed and told.word == 'own' and probe_fact == 'tell'
                          - told.echo == 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER'

                """
            ),
            (
                "environment, and the user that the task becomes",
                """
                    - probe:
                      register: plain
                    - probe:
                      become: true
                      environment: { GREETING: "good day" }
                      register: root
                    - assert:
                        that: [plain.uid != 0, not plain.greeting, root.uid == 0, root.greeting == 'good day']

                """
            ),
            (
                "one interpreter serves all modules of a user, and another takes its place when it is killed",
                """
                    - probe:
                      register: one
                    - probe:
                      register: two
                    - command: "kill -9 {{ one.parent }}"
                    - probe:
                      register: three
                    - assert:
                        that: [one.parent == two.parent, three.parent != one.parent, three.parent != 1]

                """
            ),
            (
                "work in the background",
                """
                    - probe: { act: sleep }
                      environment: { NAP: "2" }
                      async: 30
                      poll: 1
                      register: waited
                    - probe: { act: sleep }
                      environment: { NAP: "1" }
                      async: 30
                      poll: 0
                      register: job
                    - async_status: { jid: "{{ job.ansible_job_id }}" }
                      register: done
                      until: done.finished
                      retries: 30
                      delay: 1
                    - assert:
                        that: [waited.word == 'own', done.word == 'own']

                """
            ),
            (
                "a module that crashes fails with what Python says",
                """
                    - probe: { act: crash }
                      register: crashed
                      ignore_errors: true
                    - assert:
                        that:
                          - crashed is failed and 'KeyError' in crashed.msg and crashed.rc == 1
                          - "'Traceback' in crashed.module_stderr and 'ruined' in crashed.module_stderr"
                    - probe: { act: exit }
                      register: left
                      ignore_errors: true
                    - assert:
                        that: left is failed and 'left early' in left.msg
                    - probe: { act: junk }
                      register: junk
                    - assert:
                        that: junk.word == 'own' and junk.warnings | length == 1

                """
            ),
            (
                "a module that takes too long is stopped, and the next one runs",
                """
                    - probe: { act: sleep }
                      timeout: 3
                      register: late
                      ignore_errors: true
                    - probe:
                      register: next
                    - assert:
                        that: [late is failed, next is changed]

                """
            ),
            (
                "the other styles",
                """
                    - oldie: name='a b'
                      register: old
                    - want_json: { name: "world {{ '{{' }}" }
                      register: json
                    - marked: { name: "it is" }
                      register: marked
                    - assert:
                        that:
                          - old is changed and old.name == 'a b' and old.mode == '600'
                          - json.told == 'world ' ~ '{' ~ '{'
                          - marked.args.name == 'it is'

                """
            ),
            (
                "a module of the project replaces ours",
                """
                    - stat: { path: / }
                      register: own
                    - ansible.builtin.stat: { path: / }
                      register: ours
                    - assert:
                        that: [own.own == 'this one', ours.stat.isdir]

                """
            ),
            (
                "a play may allow it itself",
                """
                    - probe:
                      delegate_to: modules
                      vars: { swiftplay_allow_python: true }
                      register: told
                    - assert:
                        that: told.word == 'own'

                """
            ),
        ] as [(String, String)])
    func tasks(what: String, tasks: String) async throws {
        let run = try await run(tasks)
        #expect(run.code == 0, "\(what): \(run.all)")
        #expect(!run.all.contains("hush-hush-7"))
    }

    @Test func `a check runs the module as one, and shows what would differ`() async throws {
        let tasks = "    - probe: { act: touch }\n      become: true\n    - oldie: name=a\n"
        let run = try await run(tasks, options: ["--allow-python", "--check", "--diff"])
        #expect(run.code == 0 && Report(run.output).recap["modules"]?["changed"] == 1, "\(run.all)")
        #expect(run.output.contains("-pear") && run.output.contains("+apple"), "\(run.output)")
        #expect(Report(run.output).results.map(\.outcome) == ["changed", "skipping"], "\(run.output)")
        #expect(try await Lab.ssh("modules", "ls /srv").contains("touched") == false)
    }

    @Test func `no_log hides all of it`() async throws {
        let run = try await run("    - probe: { act: crash, secret: hush-hush-8 }\n      no_log: true\n")
        #expect(run.code == 2 && !run.all.contains("hush-hush-8") && !run.all.contains("ruined"), "\(run.all)")
    }

    @Test func `a host without Python says so; delegation goes to one that has it`() async throws {
        let failed = try await run("    - probe:\n", on: "bare")
        #expect(failed.code == 2 && failed.all.contains("has no Python"), "\(failed.all)")
        let tasks = """
                - probe:
                  delegate_to: modules
                  register: told
                - assert: { that: told.word == 'own' }
                - marked: { a: 1 }
                  register: shell
                - assert: { that: shell.args.a == 1 }

            """
        let fine = try await run(tasks, on: "bare")
        #expect(fine.code == 0, "\(fine.all)")
    }

    @Test func `without leave nothing of it runs, and what is not used is named`() async throws {
        let refused = try await run("    - probe:\n", options: [])
        #expect(refused.code == 4 && refused.errors.contains("site.yml:4:7"), "\(refused.all)")
        #expect(
            refused.errors.contains("--allow-python") && refused.errors.contains("library/probe.py"), "\(refused.all)")
        let told = try await run("    - stat: { path: / }\n    - stat: { path: /srv }\n", options: [])
        #expect(told.code == 0 && told.errors.contains("library/stat.py"), "\(told.all)")
        #expect(told.errors.matches(of: /module of the project not used/).count == 1, "\(told.errors)")
    }

    @Test func `what is kept on the host belongs to its user alone`() async throws {
        let run = try await run("    - probe:\n    - probe:\n      become: true\n")
        #expect(run.code == 0, "\(run.all)")
        let kept = try await Lab.ssh(
            "modules", "cd / && stat -c '%a %u' root/.cache/swiftplay/python root/.cache/swiftplay/python/run")
        #expect(kept.trimmed == "700 0\n700 0")
        let open = try await Lab.ssh(
            "modules", "find /root/.cache/swiftplay /home/*/.cache/swiftplay '(' -perm /022 -o -name '.part*' ')'")
        #expect(open.trimmed == "")
    }
}
