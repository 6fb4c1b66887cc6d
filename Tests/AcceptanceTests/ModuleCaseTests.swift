import Foundation
import Testing

/// Tasks that people reported as bugs of Ansible or of us, each on this machine and with the right value.
@Suite struct ModuleCaseTests {
    /// Runs the tasks twice in a folder of their own and hands on what `debug` said.
    private func messages(_ tasks: String, files: [String: String] = [:]) async throws -> [String] {
        let project = try Project(files)
        defer { project.remove() }
        let body = tasks.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }
        let head =
            "- hosts: all\n  connection: local\n  gather_facts: false\n  vars: {o: \"{{ playbook_dir }}\"}\n  tasks:\n"
        try project.write(head + body.joined(separator: "\n") + "\n", to: "site.yml")
        let run = try await project.run("run", "site.yml", "-i", "localhost,")
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        return run.output.matches(of: /"msg": "([^"]*)"/).map { String($0.output.1) }
    }

    @Test func `a directory copied on the host keeps the modes of its files`() async throws {
        let said = try await messages(
            """
            - shell: |
                umask 022; mkdir -p app/bin && echo x > app/bin/run && chmod 755 app/bin/run && chmod 700 app/bin
                echo secret > app/key && chmod 600 app/key
              args: {chdir: "{{ o }}"}
            - copy: {src: "{{ o }}/app", dest: "{{ o }}/whole", remote_src: true}
            - copy: {src: "{{ o }}/app/", dest: "{{ o }}/inside/", remote_src: true}
            - copy: {src: "{{ o }}/app/key", dest: "{{ o }}/single", remote_src: true}
            - copy: {src: "{{ o }}/app/", dest: "{{ o }}/given/", remote_src: true, mode: "0640"}
            - shell: stat -c %a whole/app/key whole/app/bin whole/app/bin/run inside/key inside/bin/run single given/key
              args: {chdir: "{{ o }}"}
              register: modes
            - debug: msg="{{ modes.stdout_lines | join(' ') }}"
            """)
        #expect(said == ["600 700 755 600 755 644 640"])
    }

    @Test(
        "git accepts a short hash as version",
        arguments: [
            ("--short HEAD~1", "2 True False"), ("--short=4 HEAD~2", "1 True False"), ("HEAD~1", "2 True False"),
            ("--short HEAD", "3 True False"),
        ])
    func shortHash(revision: String, expected: String) async throws {
        let said = try await messages(
            """
            - shell: |
                git init -q -b main up && cd up
                for i in 1 2 3; do
                    echo $i > f; git add f; git -c user.name=a -c user.email=a@example.com commit -q -m c$i
                done
              args: {chdir: "{{ o }}"}
            - command: git rev-parse \(revision)
              args: {chdir: "{{ o }}/up"}
              register: h
            - git: {repo: "file://{{ o }}/up", dest: "{{ o }}/clone", version: "{{ h.stdout }}"}
              loop: [first, again]
              register: g
            - debug: msg="{{ lookup('file', o + '/clone/f') }} {{ g.results | map(attribute='changed') | join(' ') }}"
            """)
        #expect(said == [expected])
    }

    @Test(
        "a program that cannot be run fails unchanged, with the system's message",
        arguments: [
            ("command: no-such-program --x", "2 False No such file or directory: no-such-program"),
            ("command: ./missing", "2 False No such file or directory: ./missing"),
            ("command: /etc/passwd", "13 False Permission denied: /etc/passwd"),
            ("command: /etc", "13 False Permission denied: /etc"),
            ("command: {argv: [no such, x]}", "2 False No such file or directory: no such"),
            ("command: {cmd: no-such-program, stdin: text}", "2 False No such file or directory: no-such-program"),
        ])
    func program(task: String, expected: String) async throws {
        let said = try await messages(
            """
            - \(task)
              ignore_errors: true
              register: r
            - debug: msg="{{ r.rc }} {{ r.changed }} {{ r.msg }}"
            """)
        #expect(said.last == expected)
    }

    @Test func `non-ASCII names are unpacked unchanged, and only once`() async throws {
        let said = try await messages(
            """
            - shell: mkdir -p in/äpfel && echo 1 > 'in/äpfel/größe µ.txt' && tar -C in -czf a.tgz . && mkdir out
              args: {chdir: "{{ o }}"}
            - unarchive: {src: "{{ o }}/a.tgz", dest: "{{ o }}/out", remote_src: true, list_files: true}
              loop: [first, again]
              register: u
            - debug: msg="{{ u.results | map(attribute='changed') | join(' ') }} {{ u.results[0].files | sort | last }}"
            - stat: {path: "{{ o }}/out/äpfel/größe µ.txt"}
              register: s
            - debug: msg="exists {{ s.stat.exists }}"
            """)
        #expect(said == ["True False ./äpfel/größe µ.txt", "exists True"])
    }

    @Test(
        "a task that exceeds its timeout says so",
        arguments: [
            ("command: sleep 20", "True 1"), ("shell: sleep 20; true", "True 1"), ("command: sleep 0", "False 0"),
        ])
    func timeout(task: String, expected: String) async throws {
        let said = try await messages(
            """
            - \(task)
              timeout: 1
              ignore_errors: true
              register: r
            - debug: msg="{{ r is timedout }} {{ (r.timedout | default({})).period | default(0) }}"
            """)
        #expect(said.last == expected)
    }
}
