import Foundation
import Testing

/// Secrets in every place a secret can come from, and none of them in any place where something is shown.
@Suite struct SecretTests {
    private static let canaries = ["canary-vaulted-1", "canary-nolog-22", "canary-become-333", "canary-item-4444"]

    private static let playbook = """
        - hosts: all
          gather_facts: false
          vars:
            in_no_log: canary-nolog-22
            items: [canary-item-4444, canary-item-4444 second]
          tasks:
            - name: uses {{ vaulted }}
              copy: { content: "one\\ntoken={{ vaulted }}\\nlast\\n", dest: "{{ playbook_dir }}/made" }
            - name: says nothing
              command: echo {{ in_no_log }}
              no_log: true
              register: said
            - name: goes through items
              command: sh -c 'echo "$1"; exit 3' sh {{ item | quote }}
              no_log: true
              ignore_errors: true
              loop: "{{ items }}"
              loop_control: { label: "{{ item }}" }
            - name: fails
              command: ls /nowhere/{{ vaulted }}
              ignore_errors: true
            - block:
                - name: fails in silence
                  shell: echo {{ in_no_log }} >&2; exit 1
                  no_log: true
              rescue:
                - debug: { msg: rescued }
            - name: prints it all the same
              debug: { var: vaulted }
            - name: fails at last
              fail: { msg: "because of {{ vaulted }}" }

        """

    @Test(arguments: [["--diff"], ["--check", "--diff"], ["-vvv", "--diff"], ["-vvv"]])
    func `no secret is shown`(options: [String]) async throws {
        let project = try Project([
            "site.yml": Self.playbook, "hosts": "here ansible_connection=local\n", "password": "open\n",
            "become": "canary-become-333\n", "secret.yml": "vaulted: canary-vaulted-1\n",
        ])
        defer { project.remove() }
        let sealed = try await project.run("vault", "encrypt", "secret.yml", "--vault-password-file", "password")
        #expect(sealed.code == 0, "\(sealed.all)")
        #expect(try String(contentsOfFile: project.path + "/secret.yml", encoding: .utf8).hasPrefix("$ANSIBLE_VAULT"))
        let run = try await Swiftplay.start(
            [
                "run", "site.yml", "-i", "hosts", "-e", "@secret.yml", "--vault-password-file", "password",
                "--become-password-file", "become", "--events", "events",
            ] + options, in: project.path
        ).finish()
        #expect(run.code == 2, "\(run.all)")
        let events = try String(contentsOfFile: project.path + "/events", encoding: .utf8)
        for canary in Self.canaries {
            #expect(!run.all.contains(canary), "\(canary): \(Self.around(canary, run.all))")
            #expect(!events.contains(canary), "\(canary): \(Self.around(canary, events))")
        }
        if options.contains("--diff") { #expect(run.output.contains("+last")) }
    }

    @Test func `an error message next to a secret does not show it`() async throws {
        let project = try Project([
            "hosts": "here ansible_connection=local\n", "password": "open\n",
            "secret.yml": "vaulted: canary-vaulted-1\n",
            "site.yml": """
            - hosts: all
              gather_facts: false
              vars_files: [secret.yml]
              tasks:
                - debug: { msg: "{{ vaulted }} is shown" }
                - copy: { src: secret.yml, dest: "{{ playbook_dir }}/copied" }
                - debug: { msg: "{{ vaulted }}{{ vaultde }}" }
                  when: inventory_hostname == 'here'

            """,
        ])
        defer { project.remove() }
        _ = try await project.run("vault", "encrypt", "secret.yml", "--vault-password-file", "password")
        let run = try await project.run(
            "run", "site.yml", "-i", "hosts", "--vault-password-file", "password", "-vvv", "--diff")
        #expect(run.code == 2 && run.output.contains("vaultde") && run.output.contains("**** is shown"), "\(run.all)")
        #expect(!run.all.contains("canary-vaulted-1"), "\(run.all)")
    }

    /// Hazard C8, and encodings that a playbook makes.
    @Test func `new files with a secret are private, and no encoding of it is shown`() async throws {
        let project = try Project([
            "hosts": "here ansible_connection=local\n", "password": "open\n", "old": "old\n",
            "secret.yml": "vaulted: canary-vaulted-1\n", "sealed": "canary-vaulted-1\n",
            "t.j2": "token={{ vaulted }}\n",
            "tree/plain": "nothing\n", "site.yml": Self.files,
        ])
        defer { project.remove() }
        for file in ["secret.yml", "sealed"] {
            _ = try await project.run("vault", "encrypt", file, "--vault-password-file", "password")
        }
        chmod(project.path + "/old", 0o644)
        let run = try await project.run(
            "run", "site.yml", "-i", "hosts", "--vault-password-file", "password", "-vvv", "--diff", "--events",
            "events")
        #expect(run.code == 0, "\(run.all)")
        let modes = ["content", "sealed-there", "template", "line", "given", "old", "plain", "tree-there/tree/plain"]
            .map {
                (try? FileManager.default.attributesOfItem(atPath: "\(project.path)/\($0)"))?[.posixPermissions] as? Int
            }
        #expect(modes == [0o600, 0o600, 0o600, 0o600, 0o644, 0o644, 0o644, 0o644])
        #expect(run.output.ranges(of: "got mode 0600").count == 4, "\(run.output)")
        let events = try String(contentsOfFile: project.path + "/events", encoding: .utf8)
        let dresses = ["canary", "Y2FuYXJ5", "63616e617279", "%63", "YW5hcnkt", "W5hcnktd"]
        for dress in dresses { #expect(!(run.all + events).contains(dress), "\(Self.around(dress, run.all + events))") }
    }

    private static let files = """
        - hosts: all
          gather_facts: false
          vars_files: [secret.yml]
          tasks:
            - copy: { content: "a={{ vaulted }}\\n", dest: "{{ playbook_dir }}/content" }
            - copy: { src: sealed, dest: "{{ playbook_dir }}/sealed-there" }
            - template: { src: t.j2, dest: "{{ playbook_dir }}/template" }
            - lineinfile: { path: "{{ playbook_dir }}/line", line: "{{ vaulted }}", create: true }
            - copy: { content: "a={{ vaulted }}\\n", dest: "{{ playbook_dir }}/given", mode: "0644" }
            - copy: { content: "a={{ vaulted }}\\n", dest: "{{ playbook_dir }}/old" }
            - copy: { content: "nothing\\n", dest: "{{ playbook_dir }}/plain" }
            - copy: { src: tree, dest: "{{ playbook_dir }}/tree-there/" }
            - shell: printf '%s' "user:$T" | base64 -w 7; printf '%s' "$T" | od -An -tx1
              environment: { T: "{{ vaulted }}" }
            - debug: { msg: "{{ vaulted | b64encode }} {{ ('x' ~ vaulted) | b64encode }} {{ ('xy' ~ vaulted) | b64encode }}" }
            - block:
                - shell: echo {{ vaulted | quote }}; exit 1
                  no_log: true
              rescue:
                - debug: { var: ansible_failed_result }
                - debug: { var: ansible_failed_task }

        """

    private static func around(_ word: String, _ text: String) -> String {
        text.split(separator: "\n").filter { $0.contains(word) }.joined(separator: "\n")
    }
}
