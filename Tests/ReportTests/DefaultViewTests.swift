import ModuleKit
import Runner
import Testing
import Values

@testable import Report

@Suite struct DefaultViewTests {
    @Test(arguments: [
        (report(.ok), "ok: [web1]"), (report(.changed), "changed: [web1]"),
        (report(.skipped), "skipping: [web1]"),
        (
            report(.failed, ["msg": "no"]),
            "fatal: [web1]: FAILED! => {\"changed\": false, \"msg\": \"no\"}"
        ),
        (
            report(.failed, ["msg": "no", "hint": "do so"]),
            "fatal: [web1]: FAILED! => {\"changed\": false, \"msg\": \"no — do so\"}"
        ),
        (
            report(.unreachable, ["msg": "gone"]),
            "fatal: [web1]: UNREACHABLE! => {\"changed\": false, \"msg\": \"gone\", \"unreachable\": true}"
        ),
        (
            report(.unknown, ["msg": "lost"]),
            "fatal: [web1]: UNKNOWN! => {\"changed\": false, \"msg\": \"lost\", \"unreachable\": true}"
        ),
    ]) func `a line for each outcome`(report: TaskReport, line: String) {
        #expect(shown([.taskFinished(report)]) == "\nTASK [task] *********\n\(line)\n")
    }

    @Test func `ignored failures say so, delegates are named`() {
        var failed = report(.failed, ["msg": "no"])
        failed.isIgnored = true
        failed.delegatedTo = "db1"
        failed.delegateAddress = "10.0.0.9"
        #expect(
            shown([.taskFinished(failed)]).hasSuffix(
                "fatal: [web1 -> db1(10.0.0.9)]: FAILED! => {\"changed\": false, \"msg\": \"no\"}\n...ignoring\n"))
    }

    @Test(
        arguments: [
            ("a", "a"), (1, "1"), (true, "True"), (nil, "None"), (2.5, "2.5"), (["a", 1], "['a', 1]"),
            (["k": "it's", "n": ["x": nil]], "{'k': \"it's\", 'n': {'x': None}}"), ("two\nlines", "two\\nlines"),
            (["two\nlines"], "['two\\nlines']"),
        ] as [(Value, String)])
    func `items of loops look as Python writes them`(item: Value, text: String) {
        #expect(shown([.itemFinished(report(.ok), label: item)]).hasSuffix("ok: [web1] => (item=\(text))\n"))
    }

    @Test func `a loop ends with what its items have not shown`() {
        var whole = report(.failed)
        whole.loopCount = 2
        whole.isIgnored = true
        var items = [report(.skipped), report(.failed, ["msg": "no"])].map { RunEvent.itemFinished($0, label: 1) }
        items.append(.taskFinished(whole))
        #expect(
            shown(items).hasSuffix(
                "skipping: [web1] => (item=1) \nfailed: [web1] (item=1) => {\"changed\": false, \"msg\": \"no\"}\n...ignoring\n"
            ))
    }

    @Test func `no_log hides fields, items and differences`() {
        var hidden = report(.failed, ["msg": "secret"])
        hidden.result.changed = true
        hidden.isHidden = true
        hidden.showsDiff = true
        hidden.result.warnings = ["secret"]
        hidden.result.diffs = [.prepared("secret")]
        let text = shown([.itemFinished(hidden, label: "secret"), .taskFinished(hidden)], verbosity: 4)
        #expect(!text.contains("secret"))
        #expect(text.contains("(item=None) => {\n    \"censored\": "))
    }

    @Test func `results of debug show only what was asked for`() {
        var debug = report(.ok, ["msg": ["a": 1]], module: "debug")
        debug.result.showsFields = true
        #expect(
            shown([.taskFinished(debug)]).hasSuffix(
                "ok: [web1] => {\n    \"msg\": {\n        \"a\": 1\n    }\n}\n"))
    }

    @Test func `headings name plays, tasks and handlers`() {
        let play = PlayHeader(name: "site", hosts: ["web1"])
        let handler = TaskHeader(name: "restart", role: "app", module: "service", isHandler: true)
        #expect(
            shown([
                .playStarted(play), .taskStarted(TaskHeader(name: "x", module: "ping"), hosts: []),
                .taskStarted(handler, hosts: []),
            ])
                == "\nPLAY [site] *********\n\nTASK [x] ************\n\nRUNNING HANDLER [app : restart] ***\n")
    }

    @Test func `with strategy free each result is under its heading`() {
        let (first, second) = (report(.ok, name: "first"), report(.ok, name: "second"))
        var other = first
        other.host = "web2"
        let play = PlayHeader(name: "p", hosts: ["web1", "web2"], isInterleaved: true)
        #expect(
            shown([
                .playStarted(play), .taskStarted(first.header, hosts: []), .taskStarted(first.header, hosts: []),
                .taskFinished(first),
                .taskStarted(second.header, hosts: []), .taskFinished(second), .taskFinished(other),
            ]) == """

                PLAY [p] ************

                TASK [first] ********
                ok: [web1]

                TASK [second] *******
                ok: [web1]

                TASK [first] ********
                ok: [web2]

                """)
    }

    @Test func `the recap counts host by host`() {
        var summary = RunSummary()
        summary.record("web2") { $0.unknown = 1 }
        summary.record("web1") {
            $0.ok = 12
            $0.changed = 3
        }
        let ending = "rescued=0    ignored=0   "
        #expect(
            shown([.finished(summary)]) == """

                PLAY RECAP **********
                web1                       : ok=12   changed=3    unreachable=0    failed=0    skipped=0    \(ending)
                web2                       : ok=0    changed=0    unreachable=0    failed=0    skipped=0    \(ending) unknown=1   


                """)
    }

    @Test func `with -v the recap shows what took round trips`() {
        var summary = RunSummary()
        summary.record(exchanges: 12, of: TaskHeader(name: "write", role: "web", module: "copy"))
        summary.record(exchanges: 1, of: TaskHeader(name: "start", module: "service"))
        summary.record(exchanges: 0, of: TaskHeader(name: "look", module: "stat"))
        var options = ViewOptions()
        options.verbosity = 1
        var view = DefaultView(theme: plain, secrets: SecretRegistry(), options: options)
        #expect(
            view.errors(for: .finished(summary))
                == "0.0 s, 13 exchanges, 0 questions\n   12  web : write\n    1  start\n")
    }

    /// Hazard G1.
    @Test func `control characters are shown escaped, never sent to the terminal`() {
        let evil = "\u{1B}]0;title\u{07}\u{1B}[2J\u{9B}31m\rx"
        let events: [RunEvent] = [
            .playStarted(PlayHeader(name: evil, hosts: [evil])),
            .taskFinished(report(.failed, ["msg": .string(evil)], name: evil, host: evil)),
            .itemFinished(report(.ok), label: .string(evil)),
            .included(TaskHeader(name: evil, module: "x"), file: evil, hosts: [evil], item: .string(evil)),
        ]
        let text = shown(events)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) })
        #expect(text.contains("\\x1b]0;title\\x07"))
    }

    @Test func `colours enclose lines and change no text`() {
        let events: [RunEvent] = [.taskFinished(report(.changed)), .taskFinished(report(.failed, ["msg": "a"]))]
        let coloured = shown(events, theme: Theme(isColoured: true))
        #expect(coloured.contains("\u{1B}[0;33mchanged: [web1]\u{1B}[0m\n"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == shown(events))
    }
}
