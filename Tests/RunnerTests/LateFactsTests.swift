import Connection
import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Runner

/// Facts that no scan of the play's texts finds are asked for when something reads them.
///
/// The tasks stand in `hidden/`, which is not scanned.
@Suite struct LateFactsTests {
    private static let including = "- hosts: web1\n  tasks:\n    - include_tasks: hidden/tasks.yml\n"

    private func perform(
        _ tasks: String, site: String = LateFactsTests.including, files: [String: String] = [:], checks: Bool = false
    ) async throws -> Performance {
        var stage = Stage(files: files.merging(["hidden/tasks.yml": tasks]) { $1 })
        stage.settings.checkMode = checks
        return try await stage.play(site)
    }

    @Test(
        arguments: [
            "- debug: { msg: \"{{ ansible_distribution }}\" }",
            "- debug: { msg: \"{{ ansible_facts.distribution }}\" }",
            "- debug: { msg: \"{{ ansible_facts['distri' ~ 'bution'] }}\" }",
            "- debug: { msg: \"{{ ansible_facts[k] }}\" }\n  vars: { k: distribution }",
            "- debug: { msg: \"{{ ansible_facts.get('distribution') }}\" }",
            "- debug: { msg: \"{{ (ansible_facts | dict2items | selectattr('key', 'eq', 'distribution') | first).value }}\" }",
            "- debug: { msg: \"{{ vars['ansible_distribution'] }}\" }",
            "- debug: { msg: \"{{ lookup('vars', 'ansible_distribution') }}\" }",
            "- debug: { msg: \"{{ hostvars.web1.ansible_distribution }}\" }",
            "- debug: { msg: \"{{ hostvars['web1'].ansible_facts.distribution }}\" }",
            "- debug: { msg: \"{{ x }}\" }\n  vars: { x: \"{{ ansible_distribution }}\" }",
            "- debug: { msg: Toyix }\n  when: ansible_distribution == 'Toyix'",
            "- debug: { msg: Toyix }\n  when: ansible_distribution is defined",
            "- debug: { msg: Toyix }\n  when: \"'distribution' in ansible_facts\"",
            "- debug: { msg: \"{{ item }}\" }\n  loop: [\"{{ ansible_distribution }}\"]\n  loop_control: { label: Toyix }",
            "- debug: { msg: Toyix }\n  loop: [1]\n  loop_control: { label: \"{{ ansible_distribution }}\" }",
            "- set_fact: { d: \"{{ ansible_distribution }}\" }\n- debug: { msg: \"{{ d }}\" }",
            "- assert: { that: ansible_distribution == 'Toyix', success_msg: fine }\n- debug: { msg: Toyix }",
            "- include_vars: \"{{ ansible_distribution }}.yml\"\n- debug: { msg: \"{{ told }}\" }",
            "- include_tasks: \"on-{{ ansible_distribution }}.yml\"",
            "- debug: { msg: Toyix }\n  failed_when: ansible_distribution != 'Toyix'",
            "- debug: { msg: Toyix }\n  until: ansible_distribution == 'Toyix'\n  retries: 1\n  delay: 0",
        ])
    func `facts are available in every position`(tasks: String) async throws {
        let files = ["hidden/on-Toyix.yml": "- debug: { msg: Toyix }\n", "vars/Toyix.yml": "told: Toyix\n"]
        for checks in [false, true] {
            let performance = try await perform(tasks, files: files, checks: checks)
            let tally = try #require(performance.tally("web1"))
            #expect(tally.failed == 0 && tally.skipped == 0, "\(performance.transcript)")
            #expect(performance.transcript.contains("Toyix"), "\(performance.transcript)")
        }
    }

    @Test func `template files, environment and become_user may read late facts`() async throws {
        let tasks = """
            - template: { src: "{{ playbook_dir }}/hidden/page.j2", dest: /tmp/page }
            - command: echo
              environment: { D: "{{ ansible_distribution }}" }
              become: true
              become_user: "{{ ansible_distribution | lower }}"
            """
        let performance = try await perform(tasks, files: ["hidden/page.j2": "on {{ ansible_distribution }}\n"])
        #expect(performance.counts("web1") == "ok=4 changed=2", "\(performance.transcript)")
        #expect(performance.hosts.calls.contains { $0.become == "toyix" })
    }

    @Test func `a host is asked for a topic once`() async throws {
        let tasks = String(repeating: "- debug: { msg: \"{{ ansible_distribution }}\" }\n", count: 5)
        let performance = try await perform(tasks)
        // The gathering itself, and one for the topic.
        #expect(performance.hosts.calls.count == 2, "\(performance.hosts.calls)")
    }

    @Test func `another host is asked for its own facts`() async throws {
        let site =
            "- hosts: all\n- hosts: web1\n  gather_facts: false\n  tasks:\n    - include_tasks: hidden/tasks.yml\n"
        let performance = try await perform(
            "- debug: { msg: \"{{ hostvars.web2.ansible_distribution }}\" }", site: site)
        #expect(performance.transcript.hasSuffix("debug: web1='Toyix'"), "\(performance.transcript)")
        #expect(performance.hosts.calls.map(\.host).last == "web2")
    }

    @Test(arguments: ["", "hostvars.web1."])
    func `without gathering there are no late facts`(prefix: String) async throws {
        let site = "- hosts: web1\n  gather_facts: false\n  tasks:\n    - include_tasks: hidden/tasks.yml\n"
        let performance = try await perform(
            "- debug: { msg: \"{{ \(prefix)ansible_distribution | default('none') }}\" }", site: site)
        #expect(performance.transcript.hasSuffix("debug: web1='none'"), "\(performance.transcript)")
        #expect(performance.hosts.calls.isEmpty)
    }

    @Test(arguments: [("['!all', '!min', hardware]", "none"), ("['!all', distribution]", "Toyix"), ("min", "Toyix")])
    func `only facts selected by gather_subset are available`(subset: String, seen: String) async throws {
        let site =
            "- hosts: web1\n  gather_subset: \(subset)\n  tasks:\n    - include_tasks: hidden/tasks.yml\n"
        let performance = try await perform(
            "- debug: { msg: \"{{ ansible_distribution | default('none') }}\" }", site: site)
        #expect(performance.transcript.hasSuffix("debug: web1='\(seen)'"), "\(performance.transcript)")
    }

    @Test(arguments: [("set_fact: { ansible_distribution: mine }", "mine"), ("ping:", "Toyix")])
    func `variables of higher precedence hide facts`(task: String, seen: String) async throws {
        let performance = try await perform("- \(task)\n- debug: { msg: \"{{ ansible_distribution }}\" }")
        #expect(performance.transcript.hasSuffix("debug: web1='\(seen)'"), "\(performance.transcript)")
    }

    @Test func `cleared facts are gone`() async throws {
        let performance = try await perform(
            "- meta: clear_facts\n- debug: { msg: \"{{ ansible_distribution | default('none') }}\" }")
        #expect(performance.transcript.hasSuffix("debug: web1='none'"), "\(performance.transcript)")
    }

    @Test func `a host that is lost when it is asked is unreachable`() async throws {
        let stage = Stage(files: ["hidden/tasks.yml": "- debug: { msg: \"{{ ansible_distribution }}\" }\n"])
        stage.hosts.lose("web1", .before(2), .before(3), .before(4), .before(5), .before(6))
        let performance = try await stage.play(Self.including)
        #expect(performance.tally("web1")?.unreachable == 1, "\(performance.transcript)")
    }

    @Test func `a task that needs unavailable facts of another host fails`() async throws {
        let site =
            "- hosts: all\n- hosts: web1\n  gather_facts: false\n  tasks:\n    - include_tasks: hidden/tasks.yml\n"
        let stage = Stage(files: [
            "hidden/tasks.yml": "- debug: { msg: \"{{ hostvars.web2.ansible_distribution }}\" }\n"
        ])
        stage.hosts.lose("web2", .before(2), .before(3), .before(4), .before(5), .before(6))
        let performance = try await stage.play(site)
        #expect(performance.tally("web1")?.failed == 1 && performance.tally("web1")?.unreachable == 0)
        #expect(performance.result("debug")?["msg"]?.text?.contains("web2") == true, "\(performance.transcript)")
    }
}
