import Glibc
import ModuleKit
import Testing
import Values

@testable import Connection

/// Small files that one exchange writes in a row, run for real under each shell.
@Suite struct WritesTogetherTests {
    @Test(arguments: TestShell.allCases)
    func `files written together are the same as if written one by one`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let (alone, together) = (directory.appending("alone"), directory.appending("together"))
            for root in [alone, together] {
                let before: [Step] = [
                    .makeDirectory(root, FileAttributes()), .makeDirectory(root.appending("a b"), FileAttributes()),
                    write("old", to: root.appending("kept"), FileAttributes(mode: 0o4711)),
                    write("old", to: root.appending("given"), FileAttributes(mode: 0o600)),
                ]
                _ = try await connection.exchange(before, then: [], as: nil)
            }
            for step in steps(in: alone) {
                _ = try await connection.exchange([step], then: [], as: nil)
            }
            let steps = steps(in: together)
            #expect(StepGroup.groups(for: steps).map(\.count) == [steps.count])
            let exchange = try await connection.exchange(steps, then: [], as: nil)
            #expect(exchange.outcomes == Array(repeating: .written(backup: nil), count: steps.count))
            let trees = [try await tree(alone, connection), try await tree(together, connection)]
            #expect(trees[0] == trees[1])
            #expect(trees[0].count == 7)
        }
    }

    /// What is made there: the staging directory and one claim for each file, and nothing for a second try one by one.
    @Test(.enabled(if: getuid() == 0), arguments: TestShell.allCases)
    func `files in another user's directory are prepared together, too`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            system("chown nobody '\(directory.text)'")
            let watch = inotify_init1(Int32(IN_NONBLOCK))
            defer { close(watch) }
            inotify_add_watch(watch, directory.text, UInt32(IN_CREATE))
            let steps = ["a", "b", "c"].map {
                write($0, to: directory.appending($0), FileAttributes(owner: "nobody", mode: 0o640))
            }
            let exchange = try await connection.exchange(steps, then: [.directory(directory)], as: nil)
            #expect(exchange.outcomes == Array(repeating: .written(backup: nil), count: 3))
            #expect(exchange.answers[0].files?.map(\.path.name).sorted() == ["a", "b", "c"])
            let made = created(watch)
            #expect(made.count == 4)
            #expect(Set(made).isSuperset(of: [".swiftplay-a", ".swiftplay-b", ".swiftplay-c"]))
        }
    }

    /// The names that came into a watched directory.
    private func created(_ watch: Int32) -> [String] {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = max(0, read(watch, &buffer, buffer.count))
        var names: [String] = []
        var rest = buffer[..<count]
        while rest.count >= 16 {
            let length = rest.dropFirst(12).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            names.append(String(decoding: rest.dropFirst(16).prefix(length).prefix { $0 != 0 }, as: UTF8.self))
            rest = rest.dropFirst(16 + length)
        }
        return names
    }

    /// Owner and mode are given to the new file after it is made, and some extras do not survive that.
    @Test(.enabled(if: getuid() == 0), arguments: [TestShell.dash, .bash])
    func `a replaced file keeps its attributes other than owner and mode`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let extras: [String: [UInt8]] = [
                "user.note": Array("kept".utf8),
                // Version 2, effective, cap_net_bind_service.
                "security.capability": [1, 0, 0, 2, 0, 4, 0, 0] + [UInt8](repeating: 0, count: 12),
                // Version 2; the owner rwx, user 65534 r-x, the group r-x, the mask r-x, others r-x.
                "system.posix_acl_access": [2, 0, 0, 0]
                    + [(1, 7, -1), (2, 5, 65534), (4, 5, -1), (16, 5, -1), (32, 5, -1)].flatMap {
                        (tag: UInt8, permissions: UInt8, id: Int32) in
                        [tag, 0, permissions, 0] + withUnsafeBytes(of: id.littleEndian) { Array($0) }
                    },
            ]
            let attributes = FileAttributes(owner: "0", group: "0", mode: 0o755)
            for rows in [1, 3] {
                let paths = ["a", "b", "c"].prefix(rows).map { directory.appending($0) }
                for path in paths {
                    try #require(
                        system("echo old >'\(path.text)'; chown nobody '\(path.text)'; chmod 755 '\(path.text)'") == 0)
                    for (name, value) in extras {
                        try #require(ExtendedAttributes.set(name, value, of: path.text), "\(name)")
                    }
                }
                let steps = paths.map { write("new", to: $0, attributes) }
                let exchange = try await connection.exchange(steps, then: [], as: nil)
                #expect(exchange.outcomes == Array(repeating: .written(backup: nil), count: rows))
                for path in paths {
                    for (name, value) in extras {
                        #expect(ExtendedAttributes.value(name, of: path.text) == value, "\(name) of \(path)")
                    }
                }
            }
        }
    }

    private func steps(in root: RemotePath) -> [Step] {
        [
            write("new", to: root.appending("kept"), FileAttributes()),
            write("a\0b\\n%s", to: root.appending("a b/it's"), FileAttributes(owner: "0", group: "0", mode: 0o640)),
            write("", to: root.appending("empty"), FileAttributes(mode: 0o640)),
            write("plain", to: root.appending("-plain"), FileAttributes()),
            write("set-id", to: root.appending("new\nline"), FileAttributes(owner: "0", mode: 0o4755)),
            write("new", to: root.appending("given"), FileAttributes(group: "0", mode: 0o604)),
        ]
    }

    private func write(_ text: String, to path: RemotePath, _ attributes: FileAttributes) -> Step {
        .write(FileWrite(Content(Array(text.utf8)), to: .init(path, attributes: attributes)))
    }

    /// Kind, mode, size and digest of everything there, by path.
    private func tree(_ root: RemotePath, _ connection: ShellConnection) async throws -> [String] {
        let listing = DirectoryInterest(recursive: true, digest: .sha1)
        let exchange = try await connection.exchange([], then: [.directory(root, listing)], as: nil)
        return (exchange.answers[0].files ?? []).map { file in
            "\(file.path.text.dropFirst(root.text.count)) \(file.kind) \(file.mode) \(file.digests[.sha1] ?? "")"
        }
        .sorted()
    }

    @Test(arguments: TestShell.allCases)
    func `a file that cannot be written stops those after it`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let paths = ["a", "no/such", "c"].map { directory.appending($0) }
            let steps = paths.map { write("x", to: $0, FileAttributes(mode: 0o644)) }
            let exchange = try await connection.exchange(steps, then: [.directory(directory)], as: nil)
            #expect(exchange.outcomes[0] == .written(backup: nil))
            #expect(exchange.outcomes[1].failure?.kind == .missingParent)
            #expect(exchange.outcomes[1].failure?.message.contains("no/such") == false)
            #expect(exchange.outcomes[1].failure?.message.contains("\(directory.text)/no does not exist") == true)
            #expect(exchange.outcomes[2] == .notTaken)
            #expect(exchange.answers[0].files?.map(\.path.name) == ["a"])
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a link among the files is replaced, and its target decides the attributes`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let (file, link) = (directory.appending("file"), directory.appending("link"))
            _ = try await connection.exchange([.link(Link(at: link, to: "file"))], then: [], as: nil)
            let steps = [write("1", to: file, FileAttributes(mode: 0o604)), write("2", to: link, FileAttributes())]
            let exchange = try await connection.exchange(steps, then: [.file(file), .file(link)], as: nil)
            #expect(exchange.outcomes == [.written(backup: nil), .written(backup: nil)])
            #expect(exchange.answers.map { $0.file?.kind } == [.regular, .regular])
            #expect(exchange.answers.map { $0.file?.mode } == [0o604, 0o604])
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a wrong digest or an unknown owner fails only its own file`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let wrong = Content(.bytes([1, 2, 3]), size: 3, sha1: String(repeating: "0", count: 40))
            let bad: [Step] = [
                .write(FileWrite(wrong, to: .init(directory.appending("b")))),
                write("x", to: directory.appending("b"), FileAttributes(owner: "no-such-user", mode: 0o644)),
            ]
            for step in bad {
                let steps = [
                    write("1", to: directory.appending("a"), FileAttributes(mode: 0o644)), step,
                    write("3", to: directory.appending("c"), FileAttributes(mode: 0o644)),
                ]
                let exchange = try await connection.exchange(
                    steps + [.remove(directory.appending("a"))], then: [.directory(directory)], as: nil)
                #expect(exchange.outcomes[0] == .written(backup: nil))
                #expect(exchange.outcomes[1].failure != nil)
                #expect(exchange.outcomes[2...] == [.notTaken, .notTaken])
                #expect(exchange.answers[0].files?.map(\.path.name) == ["a"])
            }
        }
    }

    @Test(.enabled(if: getuid() == 0), arguments: TestShell.allCases)
    func `a full disk keeps the files that fit`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            system("mount -t tmpfs -o size=64k none '\(directory.text)'")
            defer { system("umount '\(directory.text)'") }
            let text = String(repeating: "x", count: 20_000)
            let steps = ["a", "b", "c", "d", "e"].map {
                write(text, to: directory.appending($0), FileAttributes(mode: 0o644))
            }
            let exchange = try await connection.exchange(steps, then: [.directory(directory)], as: nil)
            #expect(exchange.outcomes.prefix(3) == .init(repeating: .written(backup: nil), count: 3))
            #expect(exchange.outcomes[3].failure?.kind == .noSpace)
            #expect(exchange.outcomes[4] == .notTaken)
            #expect(exchange.answers[0].files?.map(\.path.name) == ["a", "b", "c"])
        }
    }

    @Test func `only regular files with distinct names are written together`() {
        let (a, b) = (RemotePath("/x/a"), RemotePath("/x/b"))
        let plain = FileAttributes()
        let kept = Step.write(FileWrite(Content([1]), to: .init(RemotePath("/x/k"), backup: true)))
        let large = Step.write(
            FileWrite(Content([UInt8](repeating: 1, count: 100_000)), to: .init(RemotePath("/x/l"))))
        let steps = [
            write("1", to: a, plain), write("2", to: b, plain), write("3", to: RemotePath("/y/a"), plain),
            write("4", to: b, plain), kept, .remove(b), write("5", to: b, plain), write("6", to: a, plain), large,
        ]
        #expect(StepGroup.groups(for: steps).map(\.count) == [2, 2, 1, 1, 2, 1])
    }
}
