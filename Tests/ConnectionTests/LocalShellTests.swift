import Glibc
import ModuleKit
import Testing
import Values

@testable import Connection

@Suite struct LocalShellTests {
    @Test(arguments: TestShell.allCases)
    func `a command's streams and exit code are returned separately`(shell: TestShell) async throws {
        let connection = shell.connection()
        let command = Command(.shell("printf out; printf err >&2; exit 7", executable: nil))
        let exchange = try await connection.exchange([.run(command)], then: [], as: nil)
        guard case .ran(let output) = exchange.outcomes[0] else {
            Issue.record("\(exchange.outcomes)")
            return
        }
        #expect(output.exitCode == 7)
        #expect(output.standardOutput.text == "out")
        #expect(output.standardError.text == "err")
        await connection.close()
    }

    @Test func `a shell inherits no open files of this program`() async throws {
        // Not marked to be closed, as what our own parent hands on is not.
        let number = dup2(open("/dev/null", O_RDONLY), 97)
        defer { close(number) }
        let connection = TestShell.dash.connection()
        let command = Command(.shell("[ ! -e /proc/self/fd/97 ]", executable: nil))
        let exchange = try await connection.exchange([.run(command)], then: [], as: nil)
        #expect(exchange.outcomes.first?.output?.exitCode == 0)
        await connection.close()
    }

    @Test(arguments: TestShell.allCases)
    func `a file that is written is found again`(shell: TestShell) async throws {
        let scratch = Scratch()
        defer { scratch.remove() }
        let connection = shell.connection()
        let path = scratch.path.appending("a file")
        let bytes = (0...255).map { UInt8($0) }
        let target = FileWrite.Target(path, attributes: FileAttributes(mode: 0o640))
        let query = Query.file(path, FileInterest(digests: [.sha1], contentsUpTo: 1000))
        let exchange = try await connection.exchange(
            [.write(FileWrite(Content(bytes), to: target))], then: [query], as: nil)
        #expect(exchange.outcomes == [.written(backup: nil)])
        guard case .file(let file?) = exchange.answers[0] else {
            Issue.record("\(exchange.answers)")
            return
        }
        #expect(file.path == path && file.mode == 0o640 && file.size == 256 && file.contents == bytes)
        #expect(file.digests[.sha1] == DigestAlgorithm.sha1.hexDigest(of: bytes))
        await connection.close()
    }

    @Test(arguments: TestShell.allCases)
    func `a large file is uploaded completely`(shell: TestShell) async throws {
        let scratch = Scratch()
        defer { scratch.remove() }
        let connection = shell.connection()
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        let write = Step.write(FileWrite(Content(bytes), to: .init(scratch.path.appending("big"))))
        let query = Query.file(scratch.path.appending("big"), FileInterest(digests: [.sha1]))
        let exchange = try await connection.exchange([write], then: [query], as: nil)
        #expect(exchange.outcomes == [.written(backup: nil)])
        guard case .file(let file?) = exchange.answers[0] else {
            Issue.record("\(exchange.answers)")
            return
        }
        #expect(file.size == bytes.count)
        await connection.close()
    }
}
