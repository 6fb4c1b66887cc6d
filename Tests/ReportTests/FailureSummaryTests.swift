import Runner
import Testing
import Values

@testable import Report

@Suite struct FailureSummaryTests {
    private func text(_ events: [RunEvent], rerun: String? = nil, _ record: (inout RunSummary) -> Void) -> String {
        var failures = FailureSummary(theme: plain, secrets: SecretRegistry())
        for event in events { failures.take(event) }
        var summary = RunSummary()
        summary.duration = 61.26
        record(&summary)
        return failures.text(summary, rerun: rerun)
    }

    @Test func `a failed command is shown with its words, exit code, time and last lines`() {
        var failed = report(
            .failed,
            [
                "cmd": ["make", "all"], "rc": 3, "stderr": "e\n",
                "stdout": .string((1...12).map { "o\($0)" }.joined(separator: "\n")),
            ])
        failed.duration = 4.13
        let text = text([.taskFinished(failed)], rerun: "swiftplay run x") {
            $0.record("web0") { $0.ok = 1 }
            $0.record("web1") { $0.failed = 1 }
        }
        let shown = (3...12).map { "    o\($0)\n" }.joined()
        #expect(
            text == """
                failed web1: `make all` ended with exit code 3 after 4.1 s
                  stderr:
                    e
                  stdout, without the first 2 lines:
                \(shown)
                1 of 2 hosts not done after 61.3 s
                what is left: swiftplay run x

                """, "\(text)")
    }

    @Test func `nothing is repeated, and a mistake is shown once`() {
        let file = SourceFile(path: "a.yml", text: "x: {{ y }}\n")
        let diagnostic = Diagnostic(
            "undefined", "undefined variable", detail: "`y` is not defined.",
            at: SourceSpan(file, line: 1, column: 7), help: "did you mean `z`?")
        let events = ["web1", "web2"].map { host in
            var failed = report(.failed, ["msg": "`y` is not defined."], host: host)
            failed.result.diagnostic = diagnostic
            return RunEvent.taskFinished(failed)
        }
        let text = text(events) { summary in for host in ["web1", "web2"] { summary.record(host) { $0.failed = 1 } } }
        #expect(text.matches(of: /undefined variable/).count == 1 && text.contains("a.yml:1:7"), "\(text)")
        #expect(!text.contains("is not defined") && text.contains("failed web2: task after 0.0 s"), "\(text)")
    }

    @Test(arguments: [
        (true, ["web1"], "1 host done after 61.3 s\n"), (true, ["web1", "web2"], "2 hosts done after 61.3 s\n"),
        (false, ["web1"], ""),
    ])
    func `a terminal shows how long a run took`(isWatched: Bool, hosts: [String], expected: String) {
        var summary = RunSummary()
        summary.duration = 61.26
        for host in hosts { summary.record(host) { $0.ok = 1 } }
        let failures = FailureSummary(theme: plain, secrets: SecretRegistry())
        #expect(failures.text(summary, rerun: nil, isWatched: isWatched) == expected)
    }

    @Test func `ignored and rescued failures do not count as remaining`() {
        var ignored = report(.failed, name: "ignored")
        ignored.isIgnored = true
        let rescued = report(.failed, name: "rescued")
        #expect(text([.taskFinished(ignored), .taskFinished(rescued)]) { $0.record("web1") { $0.rescued = 1 } } == "")
        let last = report(.failed, name: "last")
        let text = text([.taskFinished(rescued), .taskFinished(last)]) { $0.record("web1") { $0.failed = 1 } }
        #expect(!text.contains("rescued") && text.contains("failed web1: last"), "\(text)")
    }

    @Test func `the reason is shown if nothing else shows it`() {
        var gone = report(.unreachable, ["msg": "connection refused by 10.0.0.7:22"])
        let text = text([.taskFinished(gone)]) { $0.record("web1") { $0.unreachable = 1 } }
        #expect(text.hasPrefix("unreachable web1: task after 0.0 s\n  connection refused by 10.0.0.7:22\n"), "\(text)")
        gone.isHidden = true
        #expect(!self.text([.taskFinished(gone)]) { $0.record("web1") { $0.unreachable = 1 } }.contains("refused"))
    }

    @Test func `hidden results keep their secret`() {
        var hidden = report(.failed, ["cmd": "echo secret", "rc": 1, "stderr": "secret"])
        hidden.isHidden = true
        #expect(!text([.taskFinished(hidden)]) { $0.record("web1") { $0.failed = 1 } }.contains("secret"))
    }
}
