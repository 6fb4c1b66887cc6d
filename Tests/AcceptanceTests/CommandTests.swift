import Foundation
import Testing

/// The commands that contact no host.
@Suite struct CommandTests {
    private static let secret = "the-token-of-the-lab"

    private func export(_ format: String, _ options: String...) async throws -> Finished {
        try await Swiftplay.start(
            ["vars", "export", "playbooks/prod.yml", "-i", "inventory/prod", "--format", format] + options
        ).finish()
    }

    @Test(
        "setup variables are printed in four formats, with vaulted ones masked",
        arguments: [
            ("yaml", "  setup_deployment: prod\n"), ("json", "\"setup_deployment\": \"prod\""),
            ("dotenv", "\nSETUP_DEPLOYMENT=prod\n"), ("shell", "\nexport SETUP_DEPLOYMENT=prod\n"),
        ])
    func variables(format: String, expected: String) async throws {
        let masked = try await export(format)
        #expect(masked.code == 0 && masked.output.contains(expected), "\(masked.all)")
        let name = "model_service_metrics_token"
        let lines = { (text: String) in text.split(separator: "\n").filter { $0.lowercased().contains(name) } }
        let hidden = try #require(lines(masked.output).first, "\(masked.output)")
        #expect(hidden.contains("****"), "\(hidden)")
        let open = try await export(format, "--show-secrets")
        let shown = try #require(lines(open.output).first)
        #expect(!shown.contains("****"), "\(shown)")
    }

    @Test func `the exported shell text can be read by a shell`() async throws {
        let exported = try await export("shell")
        let script = exported.output + "\nprintf '%s %s' \"$SETUP_MODEL\" \"$SETUP_SERVICE_PORT\""
        let read = try await Program("/bin/sh", ["-ec", script]).finish()
        #expect(read.output == "synthetic-diabetes 8080", "\(exported.output)")
    }

    @Test func `the inventory is shown as list, tree and one host`() async throws {
        let list = try await Swiftplay.run("inventory", "-i", "inventory/prod", "--list")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [String: [String: Any]])
        #expect((document["prod"]?["hosts"] as? [String]) == ["prod1"])
        #expect(!list.all.contains("$ANSIBLE_VAULT") || list.all.contains("__ansible_vault"), "\(list.all)")
        let graph = try await Swiftplay.run("inventory", "-i", "inventory/prod", "--graph")
        #expect(graph.output.contains("@all:\n") && graph.output.contains("  |--@prod:\n"), "\(graph.all)")
        #expect(graph.output.contains("  |  |--prod1\n"))
        let host = try await Swiftplay.run("inventory", "-i", "inventory/prod", "--host", "prod1")
        let variables = try JSONSerialization.jsonObject(with: Data(host.output.utf8)) as? [String: Any]
        #expect(variables?["setup_deployment"] as? String == "prod")
        let missing = try await Swiftplay.run("inventory", "-i", "inventory/prod", "--host", "prod2")
        #expect(missing.code == 1 && missing.errors.contains("did you mean \"prod1\"?"))
    }

    @Test func `a listing marks text that only looks like a template`() async throws {
        let hosts = "all: { hosts: { h1: { plain: !unsafe '{{ raw }}', rendered: '{{ plain }}' } } }\n"
        let project = try Project(["hosts.yml": hosts])
        defer { project.remove() }
        for arguments in [["--list"], ["--list", "--export"], ["--host", "h1"]] {
            let run = try await Swiftplay.start(["inventory", "-ihosts.yml"] + arguments, in: project.path).finish()
            #expect(run.output.contains(/"plain": \{\s+"__ansible_unsafe": "\{\{ raw \}\}"\s+\}/), "\(run.output)")
            #expect(run.output.contains("\"rendered\": \"{{ plain }}\""), "\(run.output)")
        }
    }

    @Test func `every module has a page`() async throws {
        let list = try await Swiftplay.run("doc")
        let names = list.output.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
            .filter { $0.wholeMatch(of: /[a-z_.]+/) != nil }
        #expect(names.count > 40, "\(list.output)")
        for name in names {
            let page = try await Swiftplay.run("doc", name)
            #expect(page.code == 0 && page.output.contains(name), "\(name): \(page.all)")
        }
        let unknown = try await Swiftplay.run("doc", "coppy")
        #expect(unknown.code != 0 && unknown.errors.contains("copy"))
    }

    @Test func `the page of all modules is current`() async throws {
        let printed = try await Swiftplay.run("doc", "--coverage", "--markdown")
        let page = try String(contentsOfFile: Checkout.path + "/docs/modules.md", encoding: .utf8)
        #expect(printed.output == page, "swiftplay doc --coverage --markdown >docs/modules.md makes it anew")
        let text = try await Swiftplay.run("doc", "--coverage")
        #expect(text.output.contains("ansible.builtin.apt\n  supported: name, state, "))
        #expect(text.output.contains("\n  without effect: force_apt_get: apt-get is always used\n"))
        #expect(text.output.contains("\n  not supported: codename: it is for PPAs"))
    }

    @Test(
        "doc lists what exists here and what only Ansible has, by type",
        arguments: [
            (["doc", "snap"], 4, "`snap` exists in Ansible but not in swiftplay"),
            (["doc", "-l"], 0, "\nservice_facts  "), (["doc", "-t", "filter", "-l"], 0, "\nb64decode\n"),
            (["doc", "-t", "lookup", "ansible.builtin.file"], 0, "this lookup is available"),
            (["doc", "user"], 0, "\nWITHOUT EFFECT\n- authorization: it is for Solaris\n"),
            (["doc", "user", "--markdown"], 0, "\n## Without effect\n\n- authorization: it is for Solaris\n"),
            (["doc", "user"], 0, "\nNOT SUPPORTED\n- local: the tools"),
            (["doc", "shell"], 0, "The task is skipped, unless"),
            (["doc", "package"], 0, "is forecast, except what newer package lists would offer"),
            (["doc", "-ttest", "serach"], 1, "did you mean `search`?"),
        ] as [([String], Int32, String)])
    func kinds(arguments: [String], code: Int32, words: String) async throws {
        let told = try await Swiftplay.start(arguments).finish()
        #expect(told.code == code && told.all.contains(words), "\(told.all)")
    }

    @Test func `a mistake in a single task is shown in lines of a playbook`() async throws {
        let told = try await Swiftplay.run(
            "exec", "all", "-i", "localhost,", "-c", "local", "-m", "file", "-a", "path=/x stat=absent")
        #expect(told.code == 4 && told.errors.contains("4 |     - file: \"path=/x stat=absent\"\n"), "\(told.all)")
        #expect(told.errors.contains("did you mean `state`?"))
    }

    @Test(arguments: [("callback_plugins", 1), ("vars_plugins", 1), ("filter_plugins", 0)])
    func `filters, tests and lookups can be looked up`(folder: String, count: Int) async throws {
        let site = "- hosts: localhost\n  gather_facts: false\n  tasks: [{ debug: { msg: hi } }]\n"
        let project = try Project(["site.yml": site, "\(folder)/mine.py": "", "callback_plugins/__init__.py": ""])
        defer { project.remove() }
        let told = try await project.run("run", "site.yml")
        #expect(told.code == 0 && told.errors.matches(of: /notice\[plugins\]/).count == count, "\(told.all)")
    }

    @Test func `templates may use the same of the control node in every command`() async throws {
        let text =
            "{{ lookup('config', 'DEFAULT_FORKS') }} {{ lookup('env', 'CITY') }} {{ 'x' | vault('k') | unvault('k') }}"
        let address = "{{ lookup('url', 'file:///etc/hostname', errors='ignore') is defined }}"
        let project = try Project([
            "ansible.cfg": "[defaults]\nforks = 7\n", "7-Oslo-1.yml": "- debug: msg=imported\n",
            "app.j2": "\(text) \(address)\n", "hosts": "web ansible_connection=local\n",
            "site.yml": """
            - hosts: web
              gather_facts: false
              vars: { told: "\(text)" }
              tasks:
                - import_tasks: "{{ lookup('config', 'DEFAULT_FORKS') }}-{{ lookup('env', 'CITY') }}-{{ query('inventory_hostnames', 'all') | length }}.yml"
                - debug: msg="\(text)"

            """,
        ])
        defer { project.remove() }
        let environment = ["CITY": "Oslo"]
        let run = try await project.run("run", "site.yml", "-i", "hosts", environment: environment)
        #expect(run.output.contains("\"msg\": \"imported\"") && run.output.contains("7 Oslo x"), "\(run.all)")
        let export = try await project.run("vars", "export", "site.yml", "-i", "hosts", environment: environment)
        #expect(export.output.contains("told: 7 Oslo x"), "\(export.all)")
        let rendered = try await project.run("render", "app.j2", environment: environment)
        #expect(rendered.output.hasPrefix("7 Oslo x True"), "\(rendered.all)")
    }

    @Test func `a template is rendered as it would be written`() async throws {
        let project = try Project([
            "app.j2": "{% for x in xs %}\n{{ x }} {{ port | int + 1 }}\n{% endfor %}\nend\n",
            "vars.yml": "xs: [a, b]\n",
        ])
        defer { project.remove() }
        let rendered = try await project.run("render", "app.j2", "-e", "@vars.yml", "-e", "port=80")
        #expect(rendered.output == "a 81\nb 81\nend\n", "\(rendered.all)")
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completion scripts are valid`(shell: String) async throws {
        let script = try await Swiftplay.run("completions", shell)
        #expect(script.code == 0 && script.output.contains("swiftplay"))
        guard shell == "bash" else { return }
        let project = try Project(["script": script.output])
        defer { project.remove() }
        #expect(try await Program("/bin/bash", ["-n", project.path + "/script"]).finish().code == 0)
    }

    @Test func `the version is a number`() async throws {
        let version = try await Swiftplay.run("--version")
        #expect(version.output.trimmed.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
    }

    @Test(arguments: [["run"], ["run", "x.yml", "--nope"], ["exec", "all", "-f", "none", "--", "true"]])
    func `wrong options end with 64`(arguments: [String]) async throws {
        let shown = try await Swiftplay.start(arguments).finish()
        #expect(shown.code == 64 && shown.errors.contains("Usage"), "\(shown.all)")
    }

    @Test(
        "a playbook is shown without running it",
        arguments: [
            ("--syntax-check", ["playbook: playbooks/prod.yml"]),
            ("--list-hosts", ["hosts (1):", "prod1"]),
            ("--list-tasks", ["model_service : Write the unit", "TAGS: [service]", "Ask for one prediction"]),
            ("--list-tags", ["TASK TAGS: [base, check, service]"]),
        ])
    func listing(option: String, shows: [String]) async throws {
        let shown = try await Swiftplay.run("run", "playbooks/prod.yml", "-i", "inventory/prod", option)
        #expect(shown.code == 0, "\(shown.all)")
        for words in shows { #expect(shown.output.contains(words), "no \(words) in \(shown.output)") }
        #expect(!shown.output.contains("PLAY RECAP"))
    }

    @Test(
        "tags and limits select tasks and hosts",
        arguments: [
            (["--tags", "base"], ["prod_server : Install the base packages"], ["model_service : Write the unit"]),
            (["--skip-tags", "service,check"], ["prod_server : "], ["model_service : ", "Ask for one"]),
        ])
    func tags(options: [String], shows: [String], hides: [String]) async throws {
        let shown = try await Swiftplay.start(
            ["run", "playbooks/prod.yml", "-i", "inventory/prod", "--list-tasks"] + options
        ).finish()
        for words in shows { #expect(shown.output.contains(words), "\(shown.output)") }
        for words in hides { #expect(!shown.output.contains(words), "\(shown.output)") }
    }

    @Test(
        arguments: [
            ("ab", "did you mean `abc`?"), ("none", "--list-tags shows the tags"), ("abc", nil), ("tagged", nil),
        ] as [(String, String?)])
    func `a tag that no task has is reported`(tag: String, words: String?) async throws {
        let site =
            "- hosts: localhost\n  gather_facts: false\n  tasks: [{ debug: { msg: hi }, tags: [abc] }]\n"
        let project = try Project(["site.yml": site])
        defer { project.remove() }
        let told = try await project.run("run", "site.yml", "--tags", tag)
        let isWrong = words != nil
        #expect(told.code == (isWrong ? 1 : 0) && told.errors.contains("warning[tags]") == isWrong, "\(told.all)")
        if let words { #expect(told.errors.contains(words), "\(told.all)") }
    }

    @Test func `events are lines of JSON, from first to last`() async throws {
        let project = try Project([
            "vars.yml": "word: \"a\\u2028b\"\n",
            "site.yml": """
            - hosts: localhost
              connection: local
              gather_facts: false
              tasks:
                - command: printf '%s\\n\\001' "{{ word }}"
                  loop: [1, 2]
                - debug: { msg: "{{ word }}" }

            """,
        ])
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-i", "localhost,", "-e", "@vars.yml", "--events", "events")
        #expect(run.code == 0, "\(run.all)")
        let text = try String(contentsOfFile: project.path + "/events", encoding: .utf8)
        let events = try text.split(separator: "\n", omittingEmptySubsequences: true).map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["event"] as? String
        }
        #expect(events.prefix(2) == ["started", "play_started"] && events.last == "finished", "\(events)")
        #expect(events.filter { $0 == "item_finished" }.count == 2)
        #expect(!text.contains("\u{2028}"))
    }
}
