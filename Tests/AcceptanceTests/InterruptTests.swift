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
        ("shell: touch $PWD/begun; sleep 4", "waiting for 2 hosts; press Ctrl-C again to stop now"),
        ("pause: { seconds: 100 }", "stopping; press Ctrl-C again to stop now"),
    ])
    func `the first Ctrl-C is acknowledged at once and lets running tasks finish`(
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

    @Test func `the second Ctrl-C ends the run at once`() async throws {
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

    /// What was under way may or may not be done, which the recap says.
    @Test(arguments: [[SIGINT, SIGINT], [SIGTERM]])
    func `hosts with an unknown outcome are listed when the run does not wait`(signals: [Int32]) async throws {
        let project = try project("- shell: touch $PWD/begun; sleep 30\n")
        defer { project.remove() }
        let run = try Swiftplay.start(["run", "site.yml", "-i", "hosts"], in: project.path)
        for number in signals {
            try await Task.sleep(for: .seconds(2))
            run.send(signal: number)
        }
        let start = ContinuousClock.now
        let end = await run.finish(within: 20)
        #expect(ContinuousClock.now - start < .seconds(3))
        #expect(end.code == 130, "\(end.all)")
        let isListed = end.errors.contains("unknown, because a task was running: one, two")
        #expect(isListed || end.output.contains("unknown=1"), "\(end.all)")
    }

    /// Nobody answers, and nothing was sent.
    @Test(arguments: [SIGINT, SIGTERM])
    func `one Ctrl-C is enough for hosts that have not answered yet`(number: Int32) async throws {
        let project = try Project([
            "site.yml": "- hosts: all\n  gather_facts: false\n  tasks: [{ ping: }]\n",
            "hosts": "one ansible_host=127.0.0.1 ansible_port=\(SilentServer.port) ansible_ssh_timeout=60\n",
        ])
        defer { project.remove() }
        let run = try Swiftplay.start(["run", "site.yml", "-i", "hosts"], in: project.path)
        try await Task.sleep(for: .seconds(2))
        run.send(signal: number)
        let start = ContinuousClock.now
        let end = await run.finish(within: 20)
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(end.code == 130 && end.output.contains("unreachable=1"), "\(end.all)")
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

/// Takes connections, and says nothing.
private enum SilentServer {
    static let port: Int = {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        listen(listener, 10)
        var bound = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(listener, $0, &size) }
        }
        return Int(in_port_t(bigEndian: bound.sin_port))
    }()
}
