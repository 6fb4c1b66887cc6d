import Glibc
import ModuleKit
import Testing
import Values

@testable import Connection

/// A write replaces nothing but what it was decided on, and only files.
@Suite struct BasisTests {
    @Test(arguments: TestShell.allCases)
    func `a file that another process has changed meanwhile is not replaced`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let path = directory.appending("f")
            let asked = Query.file(path, FileInterest(contentsUpTo: 100))
            try await connection.write("one", to: path)
            let before = try await connection.exchange([], then: [asked], as: nil).answers[0].file
            let basis = FileBasis(before)
            try await connection.write("two", to: path)
            let late = try await connection.exchange([.write("three", to: path, on: basis)], then: [asked], as: nil)
            #expect(late.outcomes[0].failure?.kind == .superseded)
            #expect(late.answers[0].file?.contents == Array("two".utf8))
            let again = FileBasis(late.answers[0].file)
            let timely = try await connection.exchange([.write("three", to: path, on: again)], then: [asked], as: nil)
            #expect(timely.outcomes[0] == .written(backup: nil))
            #expect(timely.answers[0].file?.contents == Array("three".utf8))
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a new file must not exist yet, and a digest must match`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let path = directory.appending("g")
            let sha1 = DigestAlgorithm.sha1.hexDigest(of: Array("made".utf8))
            let outcomes = try await connection.exchange(
                [
                    .write("made", to: path, on: .nothing), .write("edited", to: path, on: .sha1(sha1)),
                    .write("lost", to: path, on: .sha1(sha1)),
                ], then: [.file(path, FileInterest(contentsUpTo: 100)), .directory(directory)], as: nil)
            #expect(outcomes.outcomes.map { $0.failure?.kind } == [nil, nil, .superseded])
            #expect(outcomes.answers[0].file?.contents == Array("edited".utf8))
            #expect(outcomes.answers[1].files?.count == 1)
            let new = try await connection.exchange([.write("x", to: path, on: .nothing)], then: [], as: nil)
            #expect(new.outcomes[0].failure?.kind == .superseded)
        }
    }

    @Test(arguments: TestShell.allCases)
    func `a claim is waited for, and taken over when nobody holds it`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let path = directory.appending("h")
            let claim = directory.appending(".swiftplay-h").text
            let holder = Task {
                system("exec 7>'\(claim)'; sleep 1; exec 7>&-; rm '\(claim)'")
            }
            try await Task.sleep(for: .milliseconds(300))
            let waited = try await connection.exchange([.write("w", to: path, on: .nothing)], then: [], as: nil)
            #expect(waited.outcomes[0] == .written(backup: nil))
            _ = await holder.value
            system("touch -d '1 hour ago' '\(claim)'")
            let taken = try await connection.exchange(
                [.write("t", to: path, on: nil)], then: [.directory(directory)], as: nil)
            #expect(taken.outcomes[0] == .written(backup: nil))
            #expect(taken.answers[0].files?.map(\.path.name) == ["h"])
            let other = Task { system("exec 7>'\(claim)'; sleep 8") }
            try await Task.sleep(for: .milliseconds(300))
            let busy = try await connection.exchange([.write("b", to: path, on: nil)], then: [], as: nil)
            #expect(busy.outcomes[0].failure?.kind == .busy)
            #expect(busy.outcomes[0].failure?.message.contains("is being written by process ") == true)
            _ = await other.value
        }
    }

    /// As one that writes several files at once leaves it, who cannot hold all claims open.
    @Test(arguments: TestShell.allCases)
    func `a claim that names a running process is held`(shell: TestShell) async throws {
        try await shell.session { connection, directory in
            let claim = directory.appending(".swiftplay-h").text
            system(
                #"exec 7>'\#(claim)'; echo "$PPID $(cut -d ' ' -f 22 /proc/$PPID/stat)" >&7; touch -d '1 hour ago' '\#(claim)'"#
            )
            let write = Step.write("h", to: directory.appending("h"), on: nil)
            let busy = try await connection.exchange([write], then: [], as: nil)
            #expect(busy.outcomes[0].failure?.message.contains("is being written by process \(getpid()) ") == true)
            system("echo '\(getpid()) 1' >'\(claim)'; touch -d '1 hour ago' '\(claim)'")
            let taken = try await connection.exchange([write], then: [], as: nil)
            #expect(taken.outcomes[0] == .written(backup: nil))
        }
    }

    @Test(arguments: TestShell.allCases, ["fifo", "socket", "directory", "device"])
    func `anything but a regular file is neither replaced nor read`(shell: TestShell, kind: String) async throws {
        guard kind != "device" || getuid() == 0 else { return }
        try await shell.session { connection, directory in
            let path = directory.appending("odd")
            let made = [
                "fifo": "mkfifo '\(path)'", "directory": "mkdir '\(path)'", "device": "mknod '\(path)' c 1 3",
                "socket": "perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0);bind(S,sockaddr_un(\"\(path)\"))'",
            ]
            try #require(system(made[kind] ?? "false") == 0)
            let seen = Query.file(path, FileInterest(follow: true, digests: [.sha1], contentsUpTo: 100))
            let exchange = try await connection.exchange(
                [.write("x", to: path, on: nil)], then: [seen, .directory(directory)], as: nil)
            #expect(exchange.outcomes[0].failure?.message.contains("odd is a") == true, "\(exchange.outcomes)")
            #expect(exchange.answers[0].file.map { $0.kind != .regular && $0.contents == nil } == true)
            #expect(exchange.answers[1].files?.map(\.path.name) == ["odd"])
            let destination = RemotePath(directory.appending("odd2").text)
            let copied = try await connection.exchange([.copy(from: path, to: .init(destination))], then: [], as: nil)
            #expect(copied.outcomes[0].isFailure)
        }
    }
}

extension Step {
    fileprivate static func write(_ text: String, to path: RemotePath, on basis: FileBasis?) -> Step {
        var target = FileWrite.Target(path)
        target.basis = basis
        return .write(FileWrite(Content(Array(text.utf8)), to: target))
    }
}

extension ShellConnection {
    fileprivate func write(_ text: String, to path: RemotePath) async throws {
        _ = try await exchange([.write(text, to: path, on: nil)], then: [], as: nil)
    }
}
