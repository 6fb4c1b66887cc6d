import Connection
import ModuleTesting
import Runner
import Testing
import Transport
import Values

@Suite struct BecomeCheckTests {
    private func stage(demanding: Set<String> = ["web2"]) -> Stage {
        let stage = Stage()
        stage.hosts.demandPassword(on: demanding)
        return stage
    }

    private func told(_ performance: Performance) -> String? {
        performance.events.lazy.compactMap { event in
            if case .warning(let diagnostic) = event, diagnostic.code == "become" { diagnostic.detail } else { nil }
        }.first
    }

    @Test(arguments: [
        playbook("become: true\n", tasks: change), playbook(tasks: change.replacing("\n", with: "\n  become: true\n")),
        "- hosts: all\n  become: true\n  tasks:\n    \(change)",
        playbook(tasks: "- ping:\n- become: true\n  block:\n    \(change)"),
        playbook(tasks: change) + playbook("become: true\n", tasks: change),
        playbook("become: true\nvars: { ansible_become_password: '' }\n", tasks: change),
    ])
    func `hosts that lack a password are found before anything is changed`(site: String) async throws {
        let performance = try await stage().play(site)
        #expect(performance.hosts.calls.allSatisfy { $0.steps == 0 })
        #expect(told(performance)?.contains("1 host needs a password for sudo to become root: web2") == true)
        #expect(performance.summary.exitCode == 2)
        #expect(performance.warnings.map(\.code) == ["become"])
    }

    @Test(arguments: [
        "- command: never\n  when: false\n  become: true\n\(change)",
        "- ping:\n  become: true\n  tags: never\n\(change)",
        "- ping:\n  become: true\n  ignore_errors: true\n\(change)", "- ping:\n  become: true\n  loop: []\n\(change)",
        "- set_fact: { ansible_become_password: x }\n- ping:\n  become: true\n\(change)",
        "- block: [{ ping: , become: true }]\n  rescue: [{ ping: }]\n\(change)",
        "- ping:\n  delegate_to: web1\n- ping:\n  become: true\n  ignore_errors: true\n\(change)",
    ])
    func `plays that may never need a password are not refused`(tasks: String) async throws {
        let performance = try await stage().play(playbook(tasks: tasks))
        #expect(told(performance) == nil)
        #expect(performance.hosts["web1"].files.text("/tmp/x") == "new")
    }

    @Test(arguments: [
        "become: true\nvars: { ansible_become_password: x }\n", "become: true\nvars_files: [secret.yml]\n",
    ])
    func `a password from a variable counts`(keywords: String) async throws {
        var stage = stage()
        stage.files["secret.yml"] = "ansible_become_pass: x\n"
        let performance = try await stage.play(playbook(keywords, tasks: change))
        #expect(told(performance) == nil && performance.summary.exitCode == 0)
        #expect(performance.hosts["web2"].files.text("/tmp/x") == "new")
    }

    @Test func `a missing host is contacted only once`() async throws {
        let stage = stage(demanding: [])
        stage.hosts.setUnreachable(["web2"])
        let performance = try await stage.play(playbook("become: true\n", tasks: change))
        #expect(performance.hosts.connections.filter { $0.name == "web2" }.count == 1)
        #expect(performance.summary.exitCode == 4)
    }

    @Test func `plays in which an earlier task may set up access are not refused`() async throws {
        let site = playbook("remote_user: admin\n", tasks: change) + playbook("become: true\n", tasks: change)
        let performance = try await stage().play(site)
        #expect(told(performance) == nil)
        #expect(performance.hosts["web1"].files.text("/tmp/x") == "new")
    }

    @Test func `a play that may add hosts ends the search`() async throws {
        let site =
            playbook(tasks: "- add_host: { name: web3 }\n  when: false\n") + playbook("become: true\n", tasks: change)
        let performance = try await stage().play(site)
        #expect(told(performance) == nil)
    }
}

private let change = "- file: { path: /tmp/x, content: new }\n"
