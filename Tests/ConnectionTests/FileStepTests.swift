import Glibc
import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Connection

/// Steps on files, run for real under each shell.
@Suite struct FileStepTests {
    @Test(arguments: TestShell.allCases)
    func `a replaced file keeps its attributes and leaves a backup`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let path = directory.appending("kept")
            let first = Step.write(
                FileWrite(Content(Array("old".utf8)), to: .init(path, attributes: .init(mode: 0o4711))))
            let second = Step.write(FileWrite(Content(Array("new".utf8)), to: .init(path, backup: true)))
            let exchange = try await connection.exchange(
                [first, second], then: [.file(path, FileInterest(contentsUpTo: 10))], as: nil)
            guard case .written(let backup?, _) = exchange.outcomes[1] else {
                Issue.record("\(exchange.outcomes)")
                return
            }
            #expect(backup.text.wholeMatch(of: /.*\/kept\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/) != nil)
            let file = exchange.answers[0].file
            #expect(file?.mode == 0o4711 && file?.contents == Array("new".utf8))
            let kept = try await connection.exchange([], then: [.file(backup, FileInterest(contentsUpTo: 10))], as: nil)
            #expect(kept.answers[0].file?.contents == Array("old".utf8))
        }
    }

    @Test(arguments: TestShell.allCases)
    func `contents that fail validation change nothing`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let path = directory.appending("checked")
            let good = Step.write(
                FileWrite(Content(Array("good\n".utf8)), to: .init(path, validate: "grep -q good %s")))
            let bad = Step.write(FileWrite(Content(Array("bad\n".utf8)), to: .init(path, validate: "grep good %s")))
            let questions: [Query] = [.file(path, FileInterest(contentsUpTo: 10)), .directory(directory)]
            let exchange = try await connection.exchange([good, bad, .remove(path)], then: questions, as: nil)
            #expect(exchange.outcomes[0] == .written(backup: nil))
            #expect(exchange.outcomes[1].failure?.kind == .validation)
            #expect(exchange.outcomes[2] == .notTaken)
            #expect(exchange.answers[0].file?.contents == Array("good\n".utf8))
            #expect(exchange.answers[1].files?.map(\.path.name) == ["checked"])
        }
    }

    @Test(arguments: TestShell.allCases)
    func `temporary files are private`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let check = #"sh -c 'test "$(stat -c %a "$1")" = 600' sh %s"#
            let write = FileWrite(
                Content(Array("new".utf8)),
                to: .init(
                    directory.appending("open"), attributes: .init(mode: 0o666), validate: check))
            let exchange = try await connection.exchange([.write(write)], then: [.directory(directory)], as: nil)
            #expect(exchange.outcomes == [.written(backup: nil)], "\(exchange.outcomes)")
            #expect(exchange.answers[0].files?.map(\.mode) == [0o666])
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a wrong digest leaves no file`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let content = Content(.bytes([1, 2, 3]), size: 3, sha1: String(repeating: "0", count: 40))
            let exchange = try await connection.exchange(
                [.write(FileWrite(content, to: .init(directory.appending("x"))))], then: [.directory(directory)],
                as: nil)
            #expect(exchange.outcomes[0].failure?.kind == .digest)
            #expect(exchange.answers[0].files == [])
        }
    }

    @Test(.enabled(if: getuid() == 0), arguments: TestShell.allCases)
    func `a full disk leaves the old file and reports the free space`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            system("mount -t tmpfs -o size=64k none '\(directory.text)'")
            defer { system("umount '\(directory.text)'") }
            let path = directory.appending("old")
            for size in [200_000, 30_000] {
                let small = Step.write(FileWrite(Content(Array("old".utf8)), to: .init(path)))
                let fillerPath = directory.appending("filler")
                let filler = Step.write(
                    FileWrite(Content([UInt8](repeating: 1, count: 40_000)), to: .init(fillerPath)))
                let large = Step.write(FileWrite(Content([UInt8](repeating: 7, count: size)), to: .init(path)))
                let exchange = try await connection.exchange(
                    [.remove(fillerPath), small, filler, large],
                    then: [.file(path, FileInterest(contentsUpTo: 10)), .directory(directory)],
                    as: nil)
                #expect(exchange.outcomes[3].failure?.kind == .noSpace, "\(exchange.outcomes)")
                #expect(exchange.outcomes[3].failure?.message.contains("\(size) bytes are needed") == true)
                #expect(exchange.answers[0].file?.contents == Array("old".utf8))
                #expect(exchange.answers[1].files?.map(\.path.name) == ["filler", "old"])
            }
        }
    }

    @Test(arguments: TestShell.allCases)
    func `what a program prints becomes a file when it ends with 0`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let path = directory.appending("printed")
            var reading = Command(.script(#"cd / && cat && umask && printf '%s %s' "$1" "$WORD""#, paths: ["a 'b'"]))
            reading.input = Array("input\n".utf8) + [0, 255] + [UInt8](repeating: 10, count: 100_000)
            reading.environment = [EnvironmentVariable("WORD", "x\ny")]
            reading.umask = 0o27
            let exchange = try await connection.exchange(
                [
                    .write(FileWrite(Content(Array("old".utf8)), to: .init(path, attributes: .init(mode: 0o640)))),
                    .writeOutput(of: reading, to: .init(path, backup: true)),
                    .writeOutput(of: Command("pwd"), to: .init(directory.appending("place"))),
                ],
                then: [
                    .file(path, FileInterest(contentsUpTo: 1 << 20)),
                    .file(directory.appending("place"), FileInterest(contentsUpTo: 1 << 20)), .command(Command("pwd")),
                ], as: nil)
            #expect(exchange.outcomes.allSatisfy { !$0.isFailure }, "\(exchange.outcomes)")
            guard case .written(_?, _) = exchange.outcomes[1] else {
                Issue.record("there is no backup: \(exchange.outcomes)")
                return
            }
            let printed = exchange.answers[0].file
            #expect(
                printed?.contents == (reading.input ?? []) + Array("0027\na 'b' x\ny".utf8) && printed?.mode == 0o640)
            #expect(exchange.answers[1].file?.contents == exchange.answers[2].output?.standardOutput.bytes)
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a program that fails leaves the old file and its code`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let path = directory.appending("printed")
            let old = Step.write(FileWrite(Content(Array("old".utf8)), to: .init(path)))
            let failing: [(Command, StepOutcome)] = [
                (
                    Command(.script("echo secret; echo words >&2; exit 3", paths: [])),
                    .ran(CommandOutput(exitCode: 3, standardError: CapturedOutput("words\n".utf8)))
                ),
                (Command("false"), .ran(CommandOutput(exitCode: 1))),
                (
                    Command(.script("echo secret; exit 99", paths: [])),
                    .ran(CommandOutput(exitCode: 99))
                ),
                (
                    Command("no-such-program"),
                    .failed(StepFailure(.missingTool, "No such file or directory: no-such-program"))
                ),
            ]
            for (command, outcome) in failing {
                let exchange = try await connection.exchange(
                    [old, .writeOutput(of: command, to: .init(path)), .remove(path)],
                    then: [.file(path, FileInterest(contentsUpTo: 10)), .directory(directory)], as: nil)
                #expect(exchange.outcomes[1].withoutTimes == outcome)
                #expect(exchange.outcomes[2] == .notTaken)
                #expect(exchange.answers[0].file?.contents == Array("old".utf8))
                #expect(exchange.answers[1].files?.map(\.path.name) == ["printed"])
            }
        }
    }

    @Test(arguments: TestShell.allCases)
    func `directories, links and attributes`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let (made, link, hard) = (directory.appending("d"), directory.appending("l"), directory.appending("d/h"))
            let steps: [Step] = [
                .makeDirectory(made, FileAttributes(mode: 0o2750)),
                .touch(made.appending("f"), accessed: .at(1_000_000), modified: .at(1_234_567.5)),
                .link(Link(at: link, to: "d/f")), .link(Link(at: link, to: "nowhere\n'")),
                .link(Link(at: hard, to: made.appending("f").text, symbolic: false)),
                .setAttributes(made.appending("f"), FileAttributes(mode: 0o400), follow: true),
            ]
            let queries: [Query] = [.file(made), .file(link), .file(hard), .file(link, FileInterest(follow: true))]
            let exchange = try await connection.exchange(steps, then: queries, as: nil)
            #expect(exchange.outcomes == Array(repeating: .done, count: steps.count))
            #expect(exchange.answers[0].file?.kind == .directory && exchange.answers[0].file?.mode == 0o2750)
            #expect(exchange.answers[1].file?.linkTarget == "nowhere\n'")
            let file = exchange.answers[2].file
            #expect(file?.links == 2 && file?.mode == 0o400 && Int(file?.modified ?? 0) == 1_234_567)
            #expect(exchange.answers[3] == .file(nil))
        }
    }

    @Test(arguments: TestShell.allCases)
    func `steps that cannot be done give the reason`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let missing = directory.appending("no/such/file")
            let steps: [(Step, StepFailure.Kind)] = [
                (.write(FileWrite(Content([1]), to: .init(missing))), .missingParent),
                (.makeDirectory(missing, FileAttributes()), .missingParent),
                (.copy(from: missing, to: .init(directory.appending("x"))), .missingParent),
                (.copy(from: directory.appending("none"), to: .init(directory.appending("x"))), .missingParent),
                (.writeOutput(of: Command("true"), to: .init(missing)), .missingParent),
                (.setAttributes(directory, FileAttributes(owner: "no-such-user"), follow: true), .other),
                (.write(FileWrite(Content([1]), to: .init(directory))), .other),
            ]
            for (step, kind) in steps {
                let exchange = try await connection.exchange([step], then: [], as: nil)
                #expect(exchange.outcomes[0].failure?.kind == kind, "\(step): \(exchange.outcomes)")
            }
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a directory tree arrives complete`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let long = String(repeating: "n", count: 200)
            let entries = [
                FileTree.Entry(path: "sub", content: nil, attributes: FileAttributes(mode: 0o711)),
                FileTree.Entry(
                    path: "sub/\(long)", content: Content(Array("long".utf8)), attributes: FileAttributes(mode: 0o600)),
                FileTree.Entry(path: "a 'b'\n", content: Content([0, 255]), attributes: FileAttributes()),
                FileTree.Entry(path: "-x", content: Content([]), attributes: FileAttributes(mode: 0o755)),
            ]
            let exchange = try await connection.exchange(
                [.writeTree(FileTree(root: directory, entries: entries))],
                then: [.directory(directory, DirectoryInterest(digest: .sha1))], as: nil)
            #expect(exchange.outcomes == [.done])
            let files = exchange.answers[0].files ?? []
            let root = directory.text
            #expect(files.map(\.path.text) == ["\(root)/-x", "\(root)/a 'b'\n", "\(root)/sub", "\(root)/sub/\(long)"])
            #expect(files.map(\.mode) == [0o755, 0o644, 0o711, 0o600])
            #expect(
                files.map { $0.digests[.sha1] }
                    == [entries[3], entries[2], entries[0], entries[1]].map { $0.content?.sha1 })
        }
    }

    /// Any bytes but NUL are a content, and any but NUL and `/` a name.
    @Test(arguments: TestShell.allCases)
    func `random bytes arrive unchanged`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            var random = SeededRandom(seed: 42)
            for _ in 0..<15 {
                let names = Set(
                    (0..<6).map { _ in random.bytes(upTo: 255, nastily: true).filter { $0 != 47 && $0 != 0 } }
                )
                .filter { !$0.isEmpty && $0 != [46] && $0 != [46, 46] && !$0.starts(with: [UInt8](".swiftplay".utf8)) }
                let files = names.map { (directory.appending(String(hostBytes: $0)), random.bytes(upTo: 3000)) }
                let steps = files.map { Step.write(FileWrite(Content($0.1), to: .init($0.0))) }
                let wants = FileInterest(digests: [.sha1, .sha256], contentsUpTo: 5000)
                let exchange = try await connection.exchange(steps, then: files.map { .file($0.0, wants) }, as: nil)
                #expect(exchange.outcomes.allSatisfy { $0 == .written(backup: nil) }, "\(exchange.outcomes)")
                for ((path, bytes), answer) in zip(files, exchange.answers) {
                    #expect(answer.file?.path == path)
                    #expect(answer.file?.contents == bytes)
                    #expect(answer.file?.digests[.sha256] == DigestAlgorithm.sha256.hexDigest(of: bytes))
                }
                let echo = random.bytes(upTo: 4096, nastily: true).filter { $0 != 0 }
                let command = Command(.arguments(["printf", "%s", String(hostBytes: echo)]))
                let removed = try await connection.exchange(
                    files.map { .remove($0.0) } + [.run(command)], then: [.directory(directory)], as: nil)
                #expect(removed.answers[0] == .directory([]))
                #expect(removed.outcomes.last?.output?.standardOutput.bytes == echo)
            }
        }
    }
}

extension StepOutcome {
    fileprivate var withoutTimes: StepOutcome {
        guard case .ran(var output) = self else { return self }
        (output.started, output.ended) = (0, 0)
        return .ran(output)
    }
}
