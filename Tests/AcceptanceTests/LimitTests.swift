import Foundation
import Testing

/// Limits are far away, and who meets one is told. Hazards A6, A7 and K4.
@Suite(.timeLimit(.minutes(5))) struct LimitTests {
    private func run(_ files: [String: String], _ options: String...) async throws -> Finished {
        let project = try Project(files)
        defer { project.remove() }
        return try await Swiftplay.start(
            ["run", "site.yml", "-i", "localhost,", "-c", "local"] + options, in: project.path
        ).finish()
    }

    private func play(_ tasks: String) -> String { "- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks }

    @Test(arguments: [
        (
            ["a.yml": "- include_tasks: b.yml\n", "b.yml": "- include_tasks: a.yml\n"], "- include_tasks: a.yml",
            "a.yml:1"
        ),
        (["roles/r/tasks/main.yml": "- include_role: { name: r }\n"], "- include_role: { name: r }", "main.yml:1"),
    ])
    func `a file that includes itself fails with the chain of includes`(
        files: [String: String], task: String, position: String
    ) async throws {
        let end = try await run(files.merging(["site.yml": play("    \(task)\n")]) { $1 })
        #expect(end.code == 2, "\(end.all.suffix(500))")
        #expect(end.output.contains("500 includes are nested: site.yml:4"), "\(end.all.suffix(900))")
        #expect(end.output.contains(position) && end.output.contains("times)"), "\(end.all.suffix(900))")
    }

    @Test func `large values do not go through argument lists`() async throws {
        let big = String(repeating: "x", count: 200_000)
        let project = try Project([
            "site.yml": play(
                """
                    - shell: |
                        v=\(big)é\(big)
                        printf %s "$v" | wc -c; env | grep -c SWIFTPLAY_TEXT
                      register: shell
                      failed_when: shell.stdout_lines != ["400002", "0"]
                    - shell: wc -c
                      args: { stdin: "{{ 'z' * 300000 }}", stdin_add_newline: false }
                      register: input
                      failed_when: input.stdout | trim != "300000"
                    - copy: { content: "{{ 'y' * 3000000 }}", dest: "{{ playbook_dir }}/made" }
                    - lineinfile: { path: "{{ playbook_dir }}/made", line: "{{ 'l' * 200000 }}" }
                    - script: big.sh
                      register: script
                      failed_when: script.stdout | trim != "done"
                    - debug: { msg: "{{ item }}" }
                      loop: "{{ range(20000) | list }}"
                      when: item == 19999

                """),
            "big.sh": "#!/bin/sh\n" + String(repeating: "# \(String(repeating: "c", count: 97))\n", count: 20_000)
                + "echo done\n",
        ])
        defer { project.remove() }
        let end = try await project.run("run", "site.yml", "-i", "localhost,", "-c", "local")
        #expect(end.code == 0 && end.output.contains("19999"), "\(end.all.suffix(2_000))")
        let made = try FileManager.default.attributesOfItem(atPath: project.path + "/made")
        #expect(made[.size] as? Int == 3_200_002)
    }

    @Test func `an argument or variable that no kernel accepts is reported with its name and size`() async throws {
        let tasks = [
            #"command: { argv: [wc, "{{ big }}"] }"#, #"command: "wc {{ big }}""#, #"script: "small.sh a {{ big }}""#,
            #"command: wc, environment: { BIG: "{{ big }}" }"#, #"shell: wc, environment: { BIG: "{{ big }}" }"#,
            #"command: "wc {{ big }}", async: 60, poll: 1"#,
            #"command: "wc {{ big }}", become: true, become_user: nobody, become_method: su"#,
        ].map { task in
            let expected = #""'is 20000' not in r.msg or ' bytes long' not in r.msg""#
            return "    - { \(task), register: r, failed_when: \(expected) }\n"
        }
        let project = try Project([
            "site.yml": play(tasks.joined()), "small.sh": "#!/bin/sh\ntouch ran\n",
            "group_vars/all.yml": "big: \"{{ 'x' * 200000 }}\"\n",
        ])
        defer { project.remove() }
        let end = try await project.run("run", "site.yml", "-i", "localhost,", "-c", "local")
        #expect(end.code == 0, "\(end.all.replacing(String(repeating: "x", count: 200_000), with: "…").suffix(3_000))")
    }

    @Test func `truncated output says that its middle is missing`() async throws {
        let end = try await run([
            "site.yml": play(
                """
                    - shell: seq 1 5000000; seq 1 10 >&2
                      register: r
                    - assert:
                        that:
                          - r.stdout_truncated.bytes == 38888896
                          - r.stdout_truncated.left_out > 20000000
                          - r.stderr_truncated is not defined
                          - r.stdout_lines[0] == "1" and r.stdout_lines[-1] == "5000000"
                          - r.stdout_lines | select("search", "bytes left out") | list | length == 1
                          - r.stdout_lines | reject("match", "[0-9]+$") | list | length == 1

                """)
        ])
        #expect(
            end.code == 0 && end.output.contains("[WARNING]: stdout has 38888896 bytes"), "\(end.all.suffix(1_000))")
    }

    @Test func `a facts file that is too large is reported, and the others are kept`() async throws {
        let project = try Project([
            "facts/big.fact": String(repeating: "x", count: 5_000_000), "facts/small.fact": "{\"a\": 1}\n",
            "facts/print.fact": "#!/bin/sh\nhead -c 9000000 /dev/zero | tr '\\0' y\n",
            "facts/fails.fact": "#!/bin/sh\nexit 7\n", "facts/works.fact": "#!/bin/sh\necho '{\"b\": 2}'\n",
            "facts/ini.fact": "[s]\nk = v\n",
            "site.yml": play(
                """
                    - setup: { fact_path: "{{ playbook_dir }}/facts", gather_subset: ["!all", local] }
                    - assert:
                        that:
                          - ansible_local.small == {"a":1} and ansible_local.works == {"b":2}
                          - ansible_local.ini.s.k == "v"
                          - ansible_local.big is search("big.fact is larger than 4 MiB")
                          - ansible_local.print is search("print.fact is larger than 4 MiB")
                          - ansible_local.fails is search("ended with exit code 7")

                """),
        ])
        defer { project.remove() }
        for name in ["print", "fails", "works"] { chmod("\(project.path)/facts/\(name).fact", 0o755) }
        let end = try await project.run("run", "site.yml", "-i", "localhost,", "-c", "local")
        #expect(end.code == 0, "\(end.all.suffix(2_000))")
    }
}
