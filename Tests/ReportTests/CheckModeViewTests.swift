import Runner
import Testing
import Values

@testable import Report

/// What a run of check mode looks like: Ansible's lines, headings that say so, and what is not known as such.
@Suite struct CheckModeViewTests {
    private let play = PlayHeader(name: "site", hosts: ["web1"], isCheckMode: true)
    private let undecided = report(.undecided, ["msg": "x.rc is not known\nyet"])

    private func summary() -> RunSummary {
        let tally = RunTally()
        for outcome in [TaskResult.Outcome.changed, .ok, .ok, .undecided, .skipped] {
            var report = report(outcome)
            report.isForecast = true
            tally.count(report)
        }
        var leftOut = report(.skipped)
        leftOut.isForecast = true
        leftOut.result.isLeftOut = true
        tally.count(leftOut)
        tally.count(report(.changed))
        var summary = tally.current
        summary.isCheckMode = true
        return summary
    }

    @Test func `headings show check mode`() {
        let task = TaskHeader(name: "x", module: "ping", isCheckMode: true)
        let real = TaskHeader(name: "y", module: "ping")
        #expect(
            shown([
                .started(playbook: "site.yml", plays: 2, isCheckMode: true), .playStarted(play),
                .taskStarted(task, hosts: []), .taskStarted(real, hosts: []), .playStarted(play),
            ]) == """

                DRY RUN *************

                PLAY [site] [CHECK MODE] ***

                TASK [x] [CHECK MODE] ***

                TASK [y] ************

                PLAY [site] [CHECK MODE] ***

                """)
    }

    @Test func `unknown results are shown with the reason`() {
        #expect(shown([.taskFinished(undecided)]).hasSuffix("\nunknown: [web1]: x.rc is not known yet\n"))
        #expect(
            shown([.itemFinished(undecided, label: "a")])
                .hasSuffix("\nunknown: [web1] => (item=a): x.rc is not known yet\n"))
    }

    @Test func `no_log hides why something is unknown`() {
        var hidden = undecided
        hidden.isHidden = true
        #expect(shown([.taskFinished(hidden)]).hasSuffix("\nunknown: [web1]\n"))
    }

    @Test func `the recap counts unknown apart from ok and summarizes the predictions`() {
        #expect(
            shown([.finished(summary())]) == """

                PLAY RECAP **********
                web1                       : ok=4    changed=2    unreachable=0    failed=0    skipped=2    rescued=0    ignored=0    unknown=1   


                DRY RUN *************
                web1                       : 1 would change, 2 same, 1 unknown, 1 left out


                """)
    }

    @Test func `an unknown prediction is not a failure`() { #expect(summary().exitCode == 0) }

    @Test func `without markers the output is Ansible's`() {
        var options = ViewOptions()
        options.width = 20
        var view = DefaultView(theme: plain, secrets: SecretRegistry(), options: options)
        let events: [RunEvent] = [
            .playStarted(play), .taskStarted(TaskHeader(name: "x", module: "ping", isCheckMode: true), hosts: []),
            .finished(summary()),
        ]
        let text = events.map { view.text(for: $0) }.joined()
        #expect(text.hasPrefix("\nPLAY [site] *********\n\nTASK [x] ************\n"))
        #expect(!text.contains("DRY RUN") && !text.contains("would change"))
    }

    @Test func `single commands end with the predictions`() {
        var options = ViewOptions()
        options.marksCheckMode = true
        var view = MinimalView(theme: plain, secrets: SecretRegistry(), options: options)
        #expect(view.text(for: .taskFinished(undecided)).hasPrefix("web1 | UNKNOWN => {"))
        #expect(
            view.text(for: .finished(summary())).hasPrefix(
                "\nCHECK MODE\nweb1                       : 1 would change, 2 same, 1 unknown, 1 left out\n"))
    }
}
