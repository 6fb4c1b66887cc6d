import ModuleKit
import Testing
import Values

@testable import Connection

/// A download is whole or it failed, whatever fetches it: faults of servers by tools of hosts.
@Suite(.timeLimit(.minutes(3))) struct DownloadFaultTests {
    static let faults: [(path: String, wanted: String)] = [
        ("short", "old"), ("lengths", "old"), ("length", "old"), ("chunk-cut", "old"), ("chunks-unended", "old"),
        ("chunks-end-cut", "old"), ("chunk-size", "old"), ("gzip-cut", "old"), ("part", "old"), ("reset", "old"),
        ("nothing", "old"), ("stall", "old"), ("silence", "old"), ("long", "byt"), ("unsized", "bytes"),
        ("chunks", "hello world"), ("gzip", "bytes"),
    ]

    @Test(arguments: Fetcher.plain)
    func `a download is complete, or only the old file remains`(fetcher: Fetcher) async throws {
        let server = try TestWeb()
        defer { server.stop() }
        for (path, wanted) in Self.faults {
            try await fetcher.session { connection, directory in
                var request = HTTPRequest("GET", "\(server.url)/fault/\(path)")
                request.timeout = 1
                let (download, contents, names) = try await connection.download(request, to: directory)
                #expect(contents == wanted, "\(path): \(String(describing: download))")
                #expect(download?.replaced == (wanted != "old"), "\(path): \(String(describing: download))")
                #expect(names == [directory.appending("kept").text], "\(path)")
                guard wanted == "old", let download else { return }
                #expect(download.response.status == -1 && !download.response.reason.isEmpty, "\(path): \(download)")
            }
        }
    }

    @Test(arguments: Fetcher.plain)
    func `a truncated response is a failure`(fetcher: Fetcher) async throws {
        let server = try TestWeb()
        defer { server.stop() }
        try await fetcher.session { connection, _ in
            var requests = ["short", "chunk-cut", "chunks", "stall"].map {
                HTTPRequest("GET", "\(server.url)/fault/\($0)")
            }
            requests.indices.forEach { requests[$0].timeout = 1 }
            requests.append(HTTPRequest("HEAD", "\(server.url)/fault/short"))
            let outcomes = try await connection.exchange(requests.map { .request($0) }, then: [], as: nil).outcomes
            let answers = outcomes.map { outcome in
                guard case .responded(let answer) = outcome else { return "\(outcome)" }
                return "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
            }
            #expect(answers == ["-1 ", "-1 ", "200 hello world", "-1 ", "200 "])
        }
    }

    @Test(arguments: Fetcher.plain)
    func `a program gets a complete download or is not run`(fetcher: Fetcher) async throws {
        let server = try TestWeb()
        defer { server.stop() }
        try await fetcher.session { connection, directory in
            let commands = ["chunks", "short"].map { Command.printing(HTTPRequest("GET", "\(server.url)/fault/\($0)")) }
            let queries =
                commands.map { Query.command($0) } + [.directory(directory, DirectoryInterest(recursive: false))]
            let answers = try await connection.exchange([], then: queries, as: nil).answers
            guard case .command(let whole) = answers[0], case .command(let cut) = answers[1] else {
                Issue.record("\(answers)")
                return
            }
            #expect(whole.exitCode == 0 && whole.standardOutput.text == "hello world")
            #expect(cut.exitCode == 1 && cut.standardOutput.text.isEmpty && !cut.standardError.text.isEmpty)
            #expect(answers[2] == .directory([]))
        }
    }
}
