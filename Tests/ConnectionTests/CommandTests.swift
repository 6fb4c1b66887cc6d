import Glibc
import ModuleKit
import Testing
import Values

@testable import Connection

@Suite struct CommandTests {
    @Test(arguments: TestShell.allCases)
    func `directory, environment, input and umask apply only to that command`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            var command = Command(.shell("pwd; umask; echo \"$SECRET\"; cat; exit 3", executable: nil))
            command.workingDirectory = directory
            command.environment = [EnvironmentVariable("SECRET", "a 'b' $c")]
            command.input = [0, 10, 255]
            command.umask = 0o027
            let after = Command(.shell("umask; echo \"${SECRET-none}\"", executable: nil))
            let first = try await connection.exchange([.run(command)], then: [.command(after)], as: nil)
            let output = first.outcomes[0].output
            #expect(output?.standardOutput.bytes == Array("\(directory.text)\n0027\na 'b' $c\n".utf8) + [0, 10, 255])
            #expect(output?.exitCode == 3)
            #expect(first.answers[0].output?.standardOutput.text.hasSuffix("\nnone\n") == true)
        }
    }

    @Test(arguments: TestShell.allCases)
    func `variables and ~ in arguments are expanded as Python does, without a shell`(shell: TestShell) async throws {
        try await shell.session { connection, _ in
            let words = [
                "printf", "<%s>", "$HOME", "${HOME}x", "$NOT_SET_AT_ALL", "${NOT_SET}/${x-y}", "~/a b", "x~", "$(id)",
                "`id`",
                "a'b\"c", "*", "$", "~no one", "$1$HOMÉ",
            ]
            let home = try await connection.exchange(
                [.run(Command(.shell("printf %s \"$HOME\"", executable: nil)))], then: [], as: nil)
            let path = try #require(home.outcomes[0].output?.standardOutput.text)
            let exchange = try await connection.exchange([.run(Command(.expanded(words)))], then: [], as: nil)
            let parts = [
                path, "\(path)x", "$NOT_SET_AT_ALL", "${NOT_SET}/${x-y}", "\(path)/a b", "x~", "$(id)", "`id`",
                "a'b\"c",
                "*", "$", "~no one", "$1$HOMÉ",
            ]
            #expect(exchange.outcomes[0].output?.standardOutput.text == parts.map { "<\($0)>" }.joined())
        }
    }

    private static let toucher = ["/bin/sh", "-c", ": >ran", "sh"]

    /// What a command is given, and what is said if the kernel does not accept it.
    private static let sizes: [(Command, complaint: String?)] = [
        (Command(.arguments(toucher + [String(repeating: "x", count: 120_000)])), nil),
        (Command(.arguments(toucher + Array(repeating: String(repeating: "x", count: 10_000), count: 100))), nil),
        (Command(.shell("x=\(String(repeating: "x", count: 200_000)); \(toucher[2])", executable: nil)), nil),
        (
            Command(.arguments(toucher + ["short", String(repeating: "é", count: 100_000)])),
            "argument 5 of /bin/sh is 200000 bytes long"
        ),
        (
            Command(.expanded(toucher + [String(repeating: "$", count: 200_000)])),
            "argument 4 of /bin/sh is 200000 bytes long"
        ),
        (
            Command(
                .arguments(toucher),
                environment: [EnvironmentVariable("BIG", String(repeating: "x", count: 200_000))]),
            "the environment variable BIG is 200004 bytes long"
        ),
        (
            Command(.arguments(toucher + Array(repeating: String(repeating: "x", count: 10_000), count: 700))),
            "the command and its environment are 7000017 bytes long"
        ),
        (
            Command(.shell(": >ran; \(String(repeating: "#", count: 7_000_000))", executable: nil)),
            "the command and its environment are 7000008 bytes long"
        ),
        (
            Command(.shell(": >ran; \(String(repeating: "#", count: 200_000))", executable: "/usr/bin/env")),
            "the text for /usr/bin/env is 200008 bytes long"
        ),
    ]

    @Test(arguments: TestShell.allCases)
    func `arguments that the kernel does not accept are reported, and nothing is run`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let ran = Query.file(directory.appending("ran"))
            for (command, complaint) in Self.sizes {
                var command = command
                command.workingDirectory = directory
                let exchange = try await connection.exchange([.run(command)], then: [ran], as: nil)
                guard let complaint else {
                    #expect(exchange.outcomes[0].output?.exitCode == 0, "\(exchange.outcomes)")
                    _ = try await connection.exchange([.remove(directory.appending("ran"))], then: [], as: nil)
                    continue
                }
                let failure = exchange.outcomes[0].failure
                #expect(failure?.kind == .tooLong && failure?.output?.exitCode == 7)
                #expect(failure?.message.hasPrefix(complaint) == true, "\(failure?.message ?? "")")
                #expect(exchange.answers[0].file == nil)
            }
        }
    }

    /// A program may end with the code of one that could not be run.
    @Test(arguments: TestShell.allCases)
    func `an exit code of 126 is not taken for too long an argument`(shell: TestShell) async throws {
        try await shell.session { connection, _ in
            let command = Command("/bin/sh", "-c", "exit 126", "sh", String(repeating: "x", count: 100_000))
            let exchange = try await connection.exchange([.run(command)], then: [], as: nil)
            #expect(exchange.outcomes[0].output?.exitCode == 126)
        }
    }

    @Test(arguments: TestShell.allCases)
    func `variables are expanded in paths from the user, not in names from the host`(shell: TestShell)
        async throws
    {
        try await shell.session { connection, directory in
            let written = RemotePath.written("\(directory)/${NOT_SET_AT_ALL}")
            let below = written.appending("$HOME")
            let exchange = try await connection.exchange(
                [.makeDirectory(written, FileAttributes()), .makeDirectory(below, FileAttributes())],
                then: [.file(RemotePath("\(directory)/${NOT_SET_AT_ALL}/$HOME")), .file(.written("$HOME"))], as: nil)
            #expect(exchange.answers[0].file?.kind == .directory)
            #expect(exchange.answers[1].file?.path.text.hasPrefix("/") == true)
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a large input reaches a command that reads it, and is harmless to one that does not`(shell: TestShell)
        async throws
    {
        try await shell.session { connection, _ in
            let bytes = [UInt8](repeating: 65, count: 500_000)
            var counts = Command("wc", "-c")
            counts.input = bytes
            var ignores = Command("true")
            ignores.input = bytes
            let exchange = try await connection.exchange([.run(counts), .run(ignores)], then: [], as: nil)
            #expect(exchange.outcomes[0].output?.standardOutput.text.trimmed == "500000")
            #expect(exchange.outcomes[1].output?.exitCode == 0)
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a command that exceeds its timeout is stopped, and the rest is still answered`(shell: TestShell) async throws
    {
        try await shell.session { connection, directory in
            var slow = Command(.shell("echo started; sleep 60; echo never", executable: nil))
            slow.timeout = 0.5
            let started = ContinuousClock.now
            let exchange = try await connection.exchange(
                [.run(slow), .remove(directory)], then: [.file(directory)], as: nil)
            let output = exchange.outcomes[0].output
            #expect(output?.timedOut == true && output?.standardOutput.text == "started\n")
            #expect(exchange.outcomes[1] == .notTaken)
            #expect(exchange.answers[0].file?.kind == .directory)
            #expect(ContinuousClock.now - started < .seconds(40))
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a shell that dies fails only its own step`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let exchange = try await connection.exchange(
                [.run(Command(.shell("kill -9 $PPID; sleep 0.2", executable: nil))), .remove(directory)],
                then: [.file(directory)], as: nil)
            #expect(exchange.outcomes[0].failure?.kind == .connection)
            #expect(exchange.outcomes[1] == .notTaken)
            #expect(exchange.answers[0].file?.kind == .directory)
            let next = try await connection.exchange([.run(Command("echo", "again"))], then: [], as: nil)
            #expect(next.outcomes[0].output?.standardOutput.text == "again\n")
        }
    }

    @Test func `endless output keeps its head and tail`() async throws {
        let connection = TestShell.dash.connection()
        let command = Command(.shell("printf head; head -c 60000000 /dev/zero; printf tail", executable: nil))
        let output = try await connection.exchange([.run(command)], then: [], as: nil).outcomes[0].output?
            .standardOutput
        #expect(output?.bytes.count == 16 << 20)
        #expect((output?.omitted ?? 0) + (16 << 20) == 60_000_008)
        #expect(
            output?.bytes.starts(with: Array("head".utf8)) == true && output?.bytes.suffix(4) == Array("tail".utf8)[...]
        )
        await connection.close()
    }

    /// Every process list of this machine while commands with secrets run.
    @Test func `secrets do not appear in argument lists`() async throws {
        let connection = TestShell.dash.connection()
        let canary = "canary-7d1f"
        var command = Command(.shell("sleep 0.3; true \(canary)", executable: nil))
        command.environment = [EnvironmentVariable("TOKEN", canary)]
        command.input = Array(canary.utf8)
        let look = Command(.shell("cat /proc/[0-9]*/cmdline | tr '\\0' ' '", executable: nil))
        async let running = connection.exchange([.run(command)], then: [], as: nil)
        let other = TestShell.dash.connection()
        for _ in 0..<8 {
            let seen = try await other.exchange([.run(look)], then: [], as: nil)
            #expect(seen.outcomes[0].output?.standardOutput.text.contains(canary) == false)
        }
        _ = try await running
        await connection.close()
        await other.close()
    }

    @Test(arguments: TestShell.allCases)
    func `programs are found on the host's path`(shell: TestShell) async throws {
        try await shell.session { connection, _ in
            let exchange = try await connection.exchange([], then: [.program("sh"), .program("no-such-tool")], as: nil)
            guard case .program(let path?) = exchange.answers[0] else {
                Issue.record("\(exchange.answers)")
                return
            }
            #expect(path.name == "sh")
            #expect(exchange.answers[1] == .program(nil))
        }
    }
}
