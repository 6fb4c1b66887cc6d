import ModuleKit
import Testing
import Values

@testable import Modules

private let path = RemotePath("/f")

private func file(_ contents: String?) -> [Query: Answer] {
    var file = RemoteFile(path: path, kind: .regular, mode: 0o644)
    file.contents = contents.map { Array($0.utf8) }
    return [.file(path, FileInterest(follow: true, contentsUpTo: contents == nil ? nil : 1 << 20)): .file(file)]
}

@Suite struct WaitForTests {
    @Test(
        "waits on the host for a state that is not reached yet",
        arguments: [
            ("port: 80", [:], WaitCondition(.port(host: "127.0.0.1", port: 80))),
            ("port: 80, state: stopped", [:], WaitCondition(.port(host: "127.0.0.1", port: 80), goal: .absent)),
            (
                "port: 22, search_regex: 'Open\\w+'", [:],
                WaitCondition(.greeting("Open[[:alnum:]_]+", host: "127.0.0.1", port: 22))
            ),
            ("path: /f", [:], WaitCondition(.path(path))),
            ("path: /f, state: absent", file(nil), WaitCondition(.path(path), goal: .absent)),
            ("path: /f, search_regex: b", file("a"), WaitCondition(.text("b", in: path))),
            ("path: /f, delay: 2", file(nil), WaitCondition(.path(path), delay: 2)),
            ("timeout: 3, sleep: 2", [:], WaitCondition(.nothing, interval: 2, timeout: 3)),
            (
                "port: 80, state: drained, exclude_hosts: 'a,b', active_connection_states: [ESTABLISHED]", [:],
                WaitCondition(
                    .port(host: "127.0.0.1", port: 80), goal: .drained, ignoredPeers: ["a", "b"],
                    connectionStates: ["ESTABLISHED"])
            ),
        ] as [(String, [Query: Answer], WaitCondition)])
    func waits(wish: String, host: [Query: Answer], condition: WaitCondition) throws {
        let trial = try Trial(WaitFor.self, "{\(wish)}", host)
        #expect(trial.steps == [.wait(condition)])
        #expect(!trial.changed)
    }

    @Test(
        "does not wait for a state that is already reached",
        arguments: [
            ("path: /f", file(nil)), ("path: /f, state: absent", [:]), ("path: /f, search_regex: a", file("ba")),
            ("path: /f, search_regex: z, state: absent", file("ba")),
        ] as [(String, [Query: Answer])])
    func already(wish: String, host: [Query: Answer]) throws {
        let trial = try Trial(WaitFor.self, "{\(wish)}", host)
        #expect(trial.steps.isEmpty)
        #expect(try trial.result()["elapsed"] == 0)
    }

    @Test func `the groups of a match are returned`() throws {
        let trial = try Trial(WaitFor.self, "{path: /f, search_regex: '^(?P<u>ro.t):(.)'}", file("x\nroot:y\n"))
        let result = try trial.result()
        #expect(result["match_groups"] == ["root", "y"])
        #expect(result["match_groupdict"] == ["u": "root"])
    }

    @Test(
        "a timeout is reported with what was waited for",
        arguments: [
            ("port: 80", "Timeout when waiting for 127.0.0.1:80"),
            ("port: 80, state: stopped", "Timeout when waiting for 127.0.0.1:80: it still accepts connections"),
            ("port: 80, state: drained", "Timeout when waiting for 127.0.0.1:80: there are still connections"),
            ("path: /f", "Timeout when waiting for /f"),
            ("path: /f, search_regex: z", "Timeout when waiting for z in /f"),
            ("path: /f, msg: my words", "my words"),
        ])
    func expiry(wish: String, message: String) throws {
        let trial = try Trial(WaitFor.self, "{\(wish)}")
        #expect {
            try trial.result(outcomes: [.expired(3.2)])
        } throws: { error in
            (error as? ModuleFailure)?.message == message && (error as? ModuleFailure)?.result["elapsed"] == 3
        }
    }

    @Test(
        "Python patterns are translated to POSIX",
        arguments: [
            (#"a(?:b|c)+?\d"#, "a(b|c)+[0-9]"), (#"[\w.\]-]"#, "[][:alnum:]_.-]"),
            (#"^\S+\.x$"#, #"^[^[:space:]]+\.x$"#),
            ("(?P<n>a)", "(a)"), ("[]a]", "[]a]"),
        ])
    func patterns(python: String, posix: String) throws {
        #expect(try SearchPattern(python).extended() == posix)
    }

    @Test(
        "invalid arguments are refused",
        arguments: [
            ("{port: 1, path: /x}", "parameters are mutually exclusive: port|path"),
            (
                "{path: /x, state: stopped}",
                "`path` needs `state: started`, `state: present` or `state: absent`"
            ),
            ("{port: 1, exclude_hosts: a}", "`exclude_hosts` needs `state: drained`"),
            (
                "{path: /x, search_regex: '(?=a)'}",
                "search_regex contains (?=, which cannot be searched for on the host: (?=a)"
            ),
            ("{port: 70000}", "not a port: 70000"), ("{port: 1, host: -x}", "not a host: -x"),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(WaitFor.self, arguments) == expected)
    }
}
