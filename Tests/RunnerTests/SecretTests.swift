import Jinja
import ModuleTesting
import Report
import Runner
import Testing
import Values

/// Hazards C1 to C4: no sink shows what is secret.
@Suite struct SecretTests {
    private static let canary = "canary-3141"

    /// Opens every vaulted text as the canary.
    private struct Opener: SealedTextOpener {
        func open(_ sealed: SealedText) throws(Diagnostic) -> Secret { Secret(SecretTests.canary) }
    }

    private static let sealed = "password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6161\n"

    @Test(
        arguments: [
            "- debug: { var: password }",
            "- debug: { msg: \"before {{ password }} after\" }",
            "- { name: \"for {{ password }}\", ping: }",
            "- command: echo {{ password }}",
            "- command: fail {{ password }}",
            "- fail: { msg: \"{{ password }}\" }",
            "- file: { path: /tmp/x, content: \"a\\n{{ password }}\\nb\\n\" }",
            "- file: { path: \"/none/{{ password }}\" }",
            "- { command: \"echo {{ item }}\", loop: [\"{{ password }}\", other] }",
            "- { ping: , loop: [1], loop_control: { label: \"{{ password }}\" } }",
            "- block: [{ fail: { msg: \"{{ password }}\" } }]\n  rescue: [{ debug: { var: ansible_failed_result } }]",
            "- { debug: { msg: x }, when: password == 'x' or missing }",
            "- { command: echo, register: r, environment: { P: \"{{ password }}\" }, failed_when: \"password in r.stdout or true\" }",
            "- { command: \"echo {{ password }}\", retries: 1, delay: 0, until: false }",
            "- set_fact: { copy: \"{{ password }}\" }\n- debug: { msg: \"{{ hostvars.web1.copy }} {{ copy | upper | lower }}\" }",
            "- include_tasks: \"{{ password }}.yml\"",
            "- add_host: { name: db1, secret: \"{{ password }}\" }",
            "- assert: { that: false, fail_msg: \"{{ password }}\" }",
        ], [false, true])
    func `a vaulted value is masked wherever it turns up`(tasks: String, checks: Bool) async throws {
        var stage = Stage(files: ["group_vars/all.yml": Self.sealed], inventory: "web1\n")
        stage.opener = Opener()
        stage.settings.diff = true
        stage.settings.checkMode = checks
        stage.settings.verbosity = 4
        let text = try await everything(playbook("vars_files: [group_vars/all.yml]\n", tasks: tasks), on: stage)
        #expect(!text.contains(Self.canary))
        #expect(!text.contains("canary"))
    }

    @Test(arguments: [
        "- { debug: { msg: canary-3141 }, no_log: true }",
        "- { command: echo canary-3141, no_log: true }",
        "- { command: fail canary-3141, no_log: true }",
        "- { command: fail canary-3141, no_log: true, ignore_errors: true }",
        "- { command: \"echo {{ item }}\", loop: [canary-3141, x], no_log: true }",
        "- { command: \"fail {{ item }}\", loop: [x, canary-3141], no_log: true, loop_control: { label: canary-3141 } }",
        "- { file: { path: /tmp/x, content: canary-3141 }, no_log: true }",
        "- { command: echo canary-3141, no_log: \"{{ true }}\" }",
        "- { file: { path: \"{{ 'canary-3141' ~ missing }}\" }, no_log: true }",
        "- { command: echo canary-3141, no_log: \"{{ missing }}\" }",
        "- { command: echo canary-3141, no_log: true, retries: 1, delay: 0, until: false }",
        "- no_log: true\n  block: [{ command: echo canary-3141 }]",
        "- block: [{ command: fail canary-3141, no_log: true }]\n  rescue: [{ debug: { var: ansible_failed_result } }, "
            + "{ debug: { var: ansible_failed_task } }, { debug: { msg: \"{{ ansible_failed_result.msg }}\" } }]",
        "- block: [{ command: \"fail {{ item }}\", loop: [x, canary-3141], no_log: true }]\n"
            + "  rescue: [{ debug: { var: ansible_failed_result } }]",
    ])
    func `what no_log hides is in no report`(tasks: String) async throws {
        var stage = Stage(inventory: "web1\n")
        stage.settings.diff = true
        stage.settings.verbosity = 4
        let text = try await everything(playbook(tasks: tasks), on: stage)
        #expect(!text.contains(Self.canary))
    }

    @Test func `a diff shows the lines around a secret`() async throws {
        var stage = Stage(files: ["group_vars/all.yml": Self.sealed], inventory: "web1\n")
        stage.opener = Opener()
        stage.settings.diff = true
        stage.hosts["web1"].change { $0.files.put("/tmp/x", "a\nold\n\(Self.canary)\n") }
        let text = try await everything(
            playbook(
                "vars_files: [group_vars/all.yml]\n",
                tasks: "- file: { path: /tmp/x, content: \"a\\n{{ password }}\\n\" }"),
            on: stage)
        #expect(text.contains(" a\n-old\n ********\n"))
    }

    @Test func `secrets reach the host`() async throws {
        var stage = Stage(files: ["group_vars/all.yml": Self.sealed], inventory: "web1\n")
        stage.opener = Opener()
        let performance = try await stage.play(playbook(tasks: "- file: { path: /tmp/x, content: \"{{ password }}\" }"))
        #expect(performance.hosts["web1"].files.text("/tmp/x") == Self.canary)
    }

    /// What every sink would hold.
    private func everything(_ site: String, on stage: Stage) async throws -> String {
        let performance = try await stage.play(site)
        let theme = Theme(isColoured: false)
        var options = ViewOptions()
        options.verbosity = stage.settings.verbosity
        var views: [any View] = StandardOutput.allCases.map {
            $0.view(theme: theme, secrets: stage.secrets, options: options, jsonIndent: 4, now: { 0 })
        }
        views.append(EventLines(secrets: stage.secrets, now: { 0 }))
        var diagnostics = EventDiagnostics(theme: theme, secrets: stage.secrets)
        var failures = FailureSummary(theme: theme, secrets: stage.secrets)
        var report = JUnitReport(JUnitReport.Options(), secrets: stage.secrets, now: { 0 })
        var text = ""
        for event in performance.events {
            for index in views.indices { text += views[index].text(for: event) + views[index].errors(for: event) }
            text += diagnostics.text(for: event)
            failures.take(event)
            report.take(event)
            if case .finished(let summary) = event { text += failures.text(summary, rerun: nil) }
        }
        return text + report.text
    }
}
