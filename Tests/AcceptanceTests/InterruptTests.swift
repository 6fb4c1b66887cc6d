import Foundation
import Testing

/// Control-C, at a terminal and without one.
@Suite(.timeLimit(.minutes(2))) struct InterruptTests {
    private func project(_ tasks: String) throws -> Project {
        let lines = tasks.split(separator: "\n").map { "    \($0)\n" }.joined()
        return try Project([
            "site.yml": "- hosts: all\n  connection: local\n  gather_facts: false\n  tasks:\n" + lines,
            "hosts": "one\ntwo\n",
        ])
    }

    @Test(arguments: [
        ("shell: touch $PWD/begun; sleep 4", "waiting for 2 hosts; again to stop now"),
        ("pause: { seconds: 100 }", "stopping; again to stop now"),
    ])
    func `the first one is answered at once, and ends the run when what is under way has ended`(
        task: String, words: String
    ) async throws {
        let project = try project("- \(task)\n- command: /bin/true\n")
        defer { project.remove() }
        let run = try Swiftplay.start(["run", "site.yml", "-i", "hosts"], in: project.path)
        try await Task.sleep(for: .seconds(2))
        run.send(signal: SIGINT)
        let end = await run.finish(within: 20)
        #expect(end.code == 130, "\(end.all)")
        #expect(end.errors.contains(words), "\(end.errors)")
        #expect(!end.output.contains("TASK [command]"))
    }

    @Test func `the second one ends the run at once`() async throws {
        let project = try project("- shell: sleep 30\n")
        defer { project.remove() }
        let run = try Swiftplay.start(["run", "site.yml", "-i", "hosts"], in: project.path)
        let start = ContinuousClock.now
        for _ in 0..<2 {
            try await Task.sleep(for: .seconds(1.5))
            run.send(signal: SIGINT)
        }
        #expect(await run.finish(within: 20).code == 130)
        #expect(ContinuousClock.now - start < .seconds(15))
    }

    /// What is typed, with pauses, at a terminal that script(1) makes.
    @Test(arguments: [
        (#"sleep 2; printf 'hi\177o\r'"#, "pause:", 0, "input=ho"),
        (#"sleep 2; printf '\003'; sleep 1; printf C"#, "pause: { seconds: 60 }", 0, "input="),
        (#"sleep 2; printf '\003'; sleep 1; printf A"#, "pause: { prompt: Well }", 2, "user requested abort!"),
    ])
    func `keys at a terminal end a pause as in Ansible`(keys: String, task: String, code: Int, words: String)
        async throws
    {
        let project = try project(
            "- \(task)\n  register: answer\n- debug: { msg: \"input={{ answer.user_input }}\" }\n")
        defer { project.remove() }
        let command = "\(Swiftplay.path.quoted) run site.yml -i hosts --limit one"
        let run = try Program(
            "/bin/sh", ["-c", "(\(keys); sleep 3) | script -qec \(command.quoted) /dev/null"], in: project.path)
        let end = await run.finish(within: 30)
        #expect(end.code == Int32(code) && end.output.contains(words), "\(end.all)")
    }
}
