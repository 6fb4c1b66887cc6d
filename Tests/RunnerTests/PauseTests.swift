import Synchronization
import Testing
import Values

@testable import Runner

@Suite struct PauseTests {
    private func play(_ arguments: String, typing ends: KeyWait.End..., more tasks: String = "") async throws
        -> Performance
    {
        var stage = Stage()
        let waits = Waits(ends)
        stage.keys = { waits.next($0) }
        return try await stage.play(playbook(tasks: "- pause: \(arguments)\n  name: look\n" + tasks))
    }

    @Test(arguments: [
        ("", "[look]\nPress enter to continue, Ctrl+C to interrupt:"),
        ("{ prompt: Go on? }", "[look]\nGo on?:"),
        ("{ prompt: Password, echo: false }", "[look]\nPassword (output is hidden):"),
    ])
    func `a prompt is answered once for all hosts`(arguments: String, question: String) async throws {
        let performance = try await play(arguments, typing: .typed("yes"))
        #expect(performance.told == [question])
        #expect(performance.transcript == "PLAY all: web1 web2\nlook: web1=ok")
        let result = performance.result("look")
        #expect(result?["user_input"] == "yes" && result?["delta"] == 0 && result?["rc"] == 0)
        #expect(result?["stdout"] == "Paused for 0.0 minutes")
    }

    @Test(arguments: [
        ("{ seconds: 3 }", ["Pausing for 3 seconds", "(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)"]),
        (
            "{ minutes: 2, prompt: Wait }",
            [
                "Pausing for 120 seconds", "(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)",
                "[look]\nWait:",
            ]
        ),
        ("{ seconds: 0.5 }", ["Pausing for 1 seconds", "(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)"]),
    ])
    func `a time is announced, with the keys that end it`(arguments: String, words: [String]) async throws {
        let performance = try await play(arguments, typing: .over)
        #expect(performance.told == words)
        #expect(performance.result("look")?["user_input"] == "")
    }

    @Test func `after Control-C, C continues and A ends the play for all hosts`() async throws {
        let on = try await play("", typing: .interrupted, .typed(""), more: "- ping:\n")
        #expect(on.told.last == "Press 'C' to continue the play or 'A' to abort")
        #expect(on.transcript.hasSuffix("ping: web1=ok web2=ok"))
        let off = try await play("", typing: .interrupted, .interrupted, more: "- ping:\n")
        #expect(off.result("look")?["msg"] == "user requested abort!")
        #expect(!off.transcript.contains("ping"))
    }

    @Test(arguments: [
        ("{ seconds: hello }", "unable to convert to int"),
        ("{ seconds: 1, minutes: 1 }", "parameters are mutually exclusive: minutes|seconds"),
    ])
    func `invalid times fail`(arguments: String, words: String) async throws {
        let site = playbook(tasks: "- pause: \(arguments)\n  ignore_errors: true\n")
        let performance = try await Stage().play(site)
        #expect(performance.result("pause")?["msg"]?.text?.contains(words) == true)
    }

    @Test func `without a terminal a prompt is skipped with a warning, and a time is waited for`() async throws {
        let performance = try await Stage().play(playbook(tasks: "- pause:\n- pause: { seconds: 1 }\n"))
        #expect(
            performance.reports.map(\.result.warnings) == [
                ["Not waiting for response to prompt as stdin is not interactive"], [],
            ])
        #expect(performance.told == ["Pausing for 1 seconds"])
    }
}

/// Answers in their order.
private final class Waits: Sendable {
    private let ends: Mutex<[KeyWait.End]>

    init(_ ends: [KeyWait.End]) { self.ends = Mutex(ends) }

    func next(_ wait: KeyWait) -> KeyWait.End { ends.withLock { $0.isEmpty ? .over : $0.removeFirst() } }
}
