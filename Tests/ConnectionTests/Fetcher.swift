import Glibc
import ModuleKit
import Values

@testable import Connection
@testable import Transport

/// A tool by which hosts speak HTTP.
enum Fetcher: String, CaseIterable, Sendable {
    case curl, wget, perl, bash, nc

    /// All that speak plain HTTP here: wget is used for https alone.
    static let plain: [Fetcher] = [.curl, .perl, .bash, .nc]
    static let secure: [Fetcher] = [.curl, .wget]

    /// A connection to this machine whose shell finds no other tool, and its directory for files to come and go.
    func session(_ test: (ShellConnection, RemotePath) async throws -> Void) async throws {
        let scratch = Scratch()
        defer { scratch.remove() }
        let connection = ShellConnection(LocalTransport(), shell: makeShell(in: scratch.path.text))
        try await test(connection, scratch.path.appending("files"))
        await connection.close()
    }

    private static let tools = """
        awk cat chgrp chmod chown cp cut date df dd env expr find getent grep gzip head id ln ls md5sum mkdir mv od openssl \
        readlink rm sed sh sha1sum sha256sum sleep sort stat sync tail tr wc xargs
        """

    /// With busybox alone for nc, whose own kind it has.
    private func makeShell(in scratch: String) -> String {
        let links =
            self == .nc
            ? "/bin/busybox --install -s \(scratch)/bin; rm -f \(scratch)/bin/wget"
            : "for tool in \(Self.tools) \(rawValue); do ln -s \"$(command -v $tool)\" \(scratch)/bin/; done"
        let shell = self == .nc ? "/bin/busybox sh" : "/bin/dash"
        let script = "#!/bin/sh\\nPATH=\(scratch)/bin TMPDIR=\(scratch)/files exec \(shell) \"$@\"\\n"
        system(
            "mkdir \(scratch)/bin \(scratch)/files; \(links); printf '\(script)' >\(scratch)/sh; chmod +x \(scratch)/sh"
        )
        return scratch + "/sh"
    }
}

extension ShellConnection {
    /// What becomes of a file `kept`, which holds `old`, and of its directory when a download is to replace it.
    func download(_ request: HTTPRequest, to directory: RemotePath) async throws -> (
        download: Downloaded?, contents: String, names: [String]
    ) {
        let kept = directory.appending("kept")
        let steps: [Step] = [
            .write(FileWrite(Content(Array("old".utf8)), to: .init(kept))),
            .download(Download(request, to: .init(kept))),
        ]
        let queries: [Query] = [
            .file(kept, FileInterest(contentsUpTo: 1000)), .directory(directory, DirectoryInterest(recursive: false)),
        ]
        let exchange = try await exchange(steps, then: queries, as: nil)
        var (contents, names) = ("", [String]())
        if case .file(let file?) = exchange.answers[0] {
            contents = String(decoding: file.contents ?? [], as: UTF8.self)
        }
        if case .directory(let files?) = exchange.answers[1] { names = files.map(\.path.text) }
        guard case .downloaded(let download) = exchange.outcomes[1] else { return (nil, contents, names) }
        return (download, contents, names)
    }
}
