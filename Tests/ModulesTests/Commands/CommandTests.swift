import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// The one command a task would run.
private func command(_ module: String, _ arguments: [(String, Value)], controller: FakeController = FakeController())
    async throws -> Command?
{
    let execution = try await run(module, arguments, on: FakeHost(), controller: controller, checkMode: true)
    #expect(execution.failure == nil)
    guard case .run(let command)? = execution.steps.first else { return nil }
    return command
}

@Suite struct CommandTests {
    @Test(
        "words are split as a shell splits them",
        arguments: [
            ("ls -l /etc", ["ls", "-l", "/etc"]), (#"echo 'a b' "c d" e\ f"#, ["echo", "a b", "c d", "e f"]),
            (#"echo "a\"b" "\x" '' x"" "#, ["echo", "a\"b", "\\x", "", "x"]), ("echo 'it'\\''s'", ["echo", "it's"]),
            ("a\n\tb", ["a", "b"]), ("echo \u{E9} *;|&", ["echo", "\u{E9}", "*;|&"]),
        ])
    func words(text: String, expected: [String]) async throws {
        #expect(try await command("command", [("cmd", .string(text))])?.form == .expanded(expected))
        let plain = try await command("command", [("cmd", .string(text)), ("expand_argument_vars", false)])
        #expect(plain?.form == .arguments(expected))
    }

    @Test func `a command gets all its settings`() async throws {
        let told = try await command(
            "command", [("argv", ["prog", "a b", 3]), ("chdir", "/srv"), ("stdin", "in")])
        #expect(
            told
                == Command(
                    .expanded(["prog", "a b", "3"]), workingDirectory: RemotePath("/srv"), input: Array("in\n".utf8)))
        let shell = try await command(
            "shell", [("cmd", "a | b"), ("executable", "/bin/bash"), ("stdin", "in"), ("stdin_add_newline", false)])
        #expect(shell == Command(.shell("a | b", executable: "/bin/bash"), input: Array("in".utf8)))
    }

    @Test func `the output of a program is returned`() async throws {
        let host = FakeHost()
        let out = CapturedOutput(Array("one\r\ntwo\n\n".utf8))
        host.change {
            $0.answer(
                "prog x",
                CommandOutput(exitCode: 0, standardOutput: out, started: 1_700_000_000, ended: 1_700_000_061.5))
        }
        let keys = try await run("command", [("cmd", "prog x")], on: host).keys
        #expect(keys["stdout"] == "one\r\ntwo")
        #expect(keys["stdout_lines"] == ["one", "two"])
        #expect(keys["cmd"] == ["prog", "x"])
        #expect(keys["rc"] == 0)
        #expect(keys["start"] == "2023-11-14 22:13:20.000000")
        #expect(keys["delta"] == "0:01:01.500000")
        let whole = try await run("command", [("cmd", "prog x"), ("strip_empty_ends", false)], on: host).keys
        #expect(whole["stdout"] == "one\r\ntwo\n\n")
        #expect(whole["stdout_lines"] == ["one", "two", ""])
    }

    @Test func `a non-zero exit code is a failure with the complete output`() async throws {
        let host = FakeHost()
        host.change { $0.answer("prog", printing: "so far", exitCode: 3) }
        for module in ["command", "shell", "raw"] {
            let failure = try await run(module, [("_raw_params", "prog")], on: host).failure
            #expect(failure?.message == "non-zero return code")
            #expect(failure?.result["rc"] == 3)
            #expect(failure?.result["stdout"] == "so far")
        }
    }

    @Test(
        "creates and removes decide whether it runs",
        arguments: [
            ([("creates", "/etc/here")], false), ([("creates", "/etc/none")], true), ([("removes", "/etc/here")], true),
            ([("removes", "/etc/none")], false), ([("chdir", "/etc"), ("creates", "here")], false),
            ([("creates", "/etc/h*")], false),
        ] as [([(String, Value)], Bool)])
    func guards(arguments: [(String, Value)], runs: Bool) async throws {
        for module in ["command", "shell"] {
            let host = FakeHost(files: ["/etc/here": ""])
            host.change {
                $0.answer("prog", printing: "")
                $0.onRun { command, _ in command.line.hasSuffix(" /etc/h*") ? CommandOutput(exitCode: 0) : nil }
            }
            let execution = try await run(module, [("cmd", "prog")] + arguments, on: host)
            #expect(execution.changed == runs)
            #expect(execution.keys["rc"] == 0)
            #expect(host.steps.count == (runs ? 1 : 0))
        }
    }

    @Test func `check mode skips commands without creates or removes`() async throws {
        let skipped = try await run("command", [("cmd", "prog")], on: FakeHost(), checkMode: true)
        #expect(skipped.told.skipReason != nil)
        #expect(!skipped.changed)
        let guarded = try await run(
            "command", [("cmd", "prog"), ("creates", "/none")], on: FakeHost(), checkMode: true)
        #expect(guarded.told.skipReason == nil)
        #expect(guarded.changed)
    }

    @Test(
        "an invalid command is refused",
        arguments: [
            [("cmd", "")], [], [("cmd", "a"), ("argv", ["b"])], [("cmd", "a 'b")], [("cmd", "a \\")], [("argv", [])],
        ] as [[(String, Value)]])
    func refusals(arguments: [(String, Value)]) async throws {
        #expect(try await run("command", arguments, on: FakeHost()).failure != nil)
    }

    @Test func `a script is sent through standard input and removed afterwards`() async throws {
        var controller = FakeController()
        controller.put("dir/it's.sh", "#!/bin/sh\necho hi\n")
        let told = try await command(
            "script", [("cmd", #""dir/it's.sh" --opt $X"#), ("executable", "sh -e"), ("chdir", "/srv")],
            controller: controller)
        #expect(told?.input == Array("#!/bin/sh\necho hi\n".utf8))
        #expect(told?.workingDirectory == RemotePath("/srv"))
        guard case .shell(let text, _)? = told?.form else {
            Issue.record("no shell")
            return
        }
        #expect(text.hasSuffix(#"sh -e "$swiftplay_dir"/'it'"'"'s.sh' --opt $X </dev/null"#))
    }
}
