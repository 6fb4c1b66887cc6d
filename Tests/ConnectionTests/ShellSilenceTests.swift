import ModuleKit
import Testing

@testable import Connection
@testable import Transport

/// What happens when a shell, or what runs in it, does not go on.
@Suite(.timeLimit(.minutes(1))) struct ShellSilenceTests {
    private func run(_ program: String, _ frames: [Frame]) async throws -> (ShellSession.Run, Duration) {
        let session = ShellSession(try LocalChannel(command: program), patience: .seconds(1))
        let started = ContinuousClock.now
        let run = try await session.run(frames)
        await session.close()
        return (run, ContinuousClock.now - started)
    }

    /// As with a start file that waits, or says things without end.
    @Test(arguments: ["exec sleep 1000", "exec yes", "exec yes >&2", "while :; do echo .; sleep 0.2; done"])
    func `a shell that never becomes ready is given up`(program: String) async throws {
        let (run, time) = try await run(program, [Frame("true")])
        guard case .mute = run.ending else {
            Issue.record("\(run.ending)")
            return
        }
        #expect(time < .seconds(2))
    }

    private static let endless: [ShellText] = ["sleep 1000", "yes", "yes >&2"]

    @Test(arguments: endless.indices)
    func `a command that exceeds its limit is stopped, even if it prints something`(index: Int) async throws {
        var frame = Frame(Self.endless[index])
        frame.timeout = 1
        let (run, time) = try await run("exec sh", [frame])
        #expect(run.replies.first??.timedOut == true)
        #expect(time < .seconds(3))
    }

    @Test func `a query that is silent for too long is stopped`() async throws {
        var frame = Frame("echo begun; sleep 1000")
        frame.patience = 1
        let (run, time) = try await run("exec sh", [frame])
        #expect(run.replies.first??.timedOut == true && run.replies.first??.output.text == "begun\n")
        #expect(time < .seconds(3))
    }

    /// It is silence that counts and not how long something takes.
    @Test func `a query that prints something now and then may continue`() async throws {
        var frame = Frame("for i in 1 2 3 4 5; do sleep 0.4; echo $i; done")
        frame.patience = 1
        let (run, _) = try await run("exec sh", [frame])
        #expect(run.replies.first??.output.text == "1\n2\n3\n4\n5\n")
    }

    @Test func `queries sent together with one that hangs count as hanging`() {
        let layout = FrameLayout([], then: [.account("root"), .group("root"), .program("sh")])
        var run = ShellSession.Run(
            replies: Array(repeating: nil, count: layout.frames.count),
            times: Array(repeating: (0, 0), count: layout.frames.count), ending: .timedOut)
        run.replies[0] = FrameReply(output: CapturedOutput(), errors: CapturedOutput(), status: 124, timedOut: true)
        let answers = layout.answers(run)
        #expect(answers[0]?.isSilence == true && answers[1]?.isSilence == true)
        // This one has not been asked yet.
        #expect(answers[2] == nil)
    }
}
