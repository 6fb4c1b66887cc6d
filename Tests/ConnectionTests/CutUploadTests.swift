import Glibc
import ModuleKit
import Synchronization
import Testing
import Transport
import Values

@testable import Connection

/// A connection is lost in the middle of an upload. The host's shell sees the end of its input then, like any other end.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: TestServer.isAvailable)) struct CutUploadTests {
    private static let size = 10_000_000
    private static let large = [UInt8](repeating: 120, count: size)

    /// Says in a file if it did not get everything.
    private static func reader(_ directory: RemotePath) -> Step {
        var command = Command(.shell("[ $(wc -c) = \(size) ] || touch \(directory)/part", executable: nil))
        command.input = large
        return .run(command)
    }

    @Test func `no program runs on a part of its input`() async throws {
        for files in try await files(afterCutting: Self.reader) {
            #expect(files.isEmpty, "\(files)")
        }
    }

    @Test func `no job is started with a part of its steps`() async throws {
        let left = try await files(
            afterCutting: { directory in
                let steps = [Self.mark("begun", directory), Self.reader(directory), Self.mark("ended", directory)]
                return .job(.start(Job(Job.Record(id: "j1.2", in: directory), steps: steps, limit: 60)))
            }, waiting: 3)
        for files in left {
            let names = Set(files.map(\.path.name))
            #expect(!names.contains("part"))
            #expect(names.contains("begun") == names.contains("ended"), "\(names)")
            #expect(names.contains("begun") || !names.contains("j1.2.job"), "\(names)")
        }
    }

    private static func mark(_ name: String, _ directory: RemotePath) -> Step {
        .run(Command("touch", directory.appending(name).text))
    }

    @Test func `no request is sent with a part of its body`() async throws {
        let (begun, whole) = (Counter(), Counter())
        let web = TCPServer { end in
            begun.add()
            if Self.receivesBody(end) { whole.add() }
        }
        defer { web.stop() }
        _ = try await files(
            afterCutting: { _ in
                var request = HTTPRequest("POST", "http://127.0.0.1:\(web.port)/")
                request.body = Self.large
                return .request(request)
            }, waiting: 1)
        #expect(begun.count == whole.count)
    }

    /// - Returns: Whether all of it came and it was what the task gives.
    private static func receivesBody(_ end: TCPEnd) -> Bool {
        var received: [UInt8] = []
        var head: Int?
        while head.map({ received.count - $0 < size }) ?? true, let bytes = end.receive() {
            received += bytes
            head = head ?? received.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
            if head != nil, received.count < 10_000, received.firstRange(of: Array("100-continue".utf8)) != nil {
                end.send("HTTP/1.1 100 Continue\r\n\r\n")
            }
        }
        end.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return head.map { received.count - $0 == size } ?? false
    }

    @Test func `no directory is made of a part of its files`() async throws {
        let content = Content(Array(Self.large.prefix(Self.size / 100)))
        let names = (0..<100).map { "file\($0)" }
        let left = try await files(afterCutting: { directory in
            .writeTree(
                FileTree(
                    root: directory,
                    entries: names.map { FileTree.Entry(path: $0, content: content, attributes: FileAttributes()) }))
        })
        for files in left {
            #expect([0, 100].contains(files.count), "\(files.map(\.path))")
            #expect(files.allSatisfy { $0.size == Self.size / 100 })
        }
    }

    @Test func `no file is a part of its contents`() async throws {
        let left = try await files(afterCutting: { directory in
            .write(FileWrite(Content(Self.large), to: .init(directory.appending("file"))))
        })
        for files in left {
            #expect(files.allSatisfy { $0.path.name == "file" && $0.size == Self.size }, "\(files)")
        }
    }

    /// What there is below each of many directories, after the connection in which a step works there was cut, each time at
    /// another place. All places are behind the log-in, and most are in the upload.
    private func files(afterCutting step: @escaping @Sendable (RemotePath) -> Step, waiting seconds: Int = 1)
        async throws
        -> [[RemoteFile]]
    {
        let server = try TestServer("MaxStartups 100")
        defer { server.stop() }
        let directories = stride(from: 2400, to: 4400, by: 50).map { (server.directory.appending("\($0)"), $0) }
        await withTaskGroup(of: Void.self) { group in
            for (directory, position) in directories {
                mkdir(directory.text, 0o755)
                group.addTask { await cut(server, after: position, in: step(directory)) }
            }
        }
        try await Task.sleep(for: .seconds(seconds))
        let connection = TestShell.dash.connection()
        let queries = directories.map { Query.directory($0.0, DirectoryInterest(recursive: false)) }
        let answers = try await connection.exchange([], then: queries, as: nil).answers
        await connection.close()
        return answers.map { answer in if case .directory(let files?) = answer { files } else { [] } }
    }

    private func cut(_ server: TestServer, after position: Int, in step: Step) async {
        let cutter = TCPCutter(to: server.port, after: position, .close)
        defer { cutter.stop() }
        var options = server.options()
        options.port = cutter.port
        options.hostKeyChecking = .off
        guard let connection = try? await StandardConnector().connect(options) else { return }
        _ = try? await connection.exchange([step], then: [], as: nil)
        await connection.close()
    }
}

/// Counts what happens on several threads.
private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { value.load(ordering: .relaxed) }

    func add() { value.add(1, ordering: .relaxed) }
}
