import ModuleKit
import Testing
import Values

@testable import Modules

private let digest = DigestAlgorithm.sha256.hexDigest(of: "new".utf8)

private func file(
    _ contents: String? = "new", mode: UInt16 = 0o644, kind: RemoteFile.Kind = .regular,
    _ algorithm: DigestAlgorithm = .sha1
)
    -> [Query: Answer]
{
    var file = RemoteFile(path: RemotePath("/d/f"), kind: kind, mode: mode, size: 3, modified: 784_111_777)
    if let contents {
        for one in DigestAlgorithm.allCases { file.digests[one] = one.hexDigest(of: contents.utf8) }
    }
    return parent.merging([.file(file.path, FileInterest(follow: true, digests: [algorithm, .sha1])): .file(file)]) {
        $1
    }
}

private let parent: [Query: Answer] = [
    .file(RemotePath("/d"), FileInterest(follow: true)): .file(
        RemoteFile(path: RemotePath("/d"), kind: .directory, mode: 0o755))
]

private func downloaded(_ status: Int = 200, replaced: Bool = true, to path: String = "/d/f") -> StepOutcome {
    let response = HTTPResponse(
        status: status, reason: "Nope", headers: [.init("Content-Length", "3")], body: [], url: "http://a/f",
        seconds: 2.5)
    return .downloaded(
        Downloaded(response, path: RemotePath(path), size: 3, sha1: "s1", md5: "m5", replaced: replaced))
}

@Suite struct GetUrlTests {
    @Test(
        "downloads unless the digest matches the existing file",
        arguments: [
            ("", parent, 1), ("checksum: 'sha256:\(digest)'", file("new", .sha256), 0),
            ("checksum: 'SHA256:\(digest.uppercased())'", file("new", .sha256), 0),
            ("checksum: 'sha256:\(digest)'", file("old", .sha256), 1),
            ("checksum: 'sha256:\(digest)', force: true", file("new", .sha256), 1),
            ("checksum: 'sha256:\(digest)', mode: '0600'", file("new", .sha256), 1),
            ("", file(), 1), ("mode: '0600'", file(), 2),
        ] as [(String, [Query: Answer], Int)])
    func downloads(wish: String, host: [Query: Answer], steps: Int) throws {
        #expect(try Trial(GetUrl.self, "{url: http://a/f, dest: /d/f, \(wish)}", host).steps.count == steps)
    }

    @Test(
        "in a directory, the file named by the URL is checked",
        arguments: [
            ("http://a/f", "checksum: 'sha256:\(digest)'", 0), ("http://a/f?v=1", "checksum: 'sha256:\(digest)'", 0),
            ("http://a/f", "checksum: 'sha256:\(digest)', mode: '0600'", 1),
            ("http://a/g", "checksum: 'sha256:\(digest)'", 1),
            ("http://a/f", "checksum: 'sha256:\(digest)', force: true", 1), ("http://a/f", "", 1),
        ])
    func directory(url: String, wish: String, steps: Int) throws {
        let algorithm: DigestAlgorithm = wish.isEmpty ? .sha1 : .sha256
        let interest = FileInterest(follow: true, digests: [algorithm, .sha1])
        let directory = RemoteFile(path: RemotePath("/d"), kind: .directory, mode: 0o755)
        let host = file("new", .sha256).merging([.file(RemotePath("/d"), interest): .file(directory)]) { $1 }
        let trial = try Trial(GetUrl.self, "{url: '\(url)', dest: /d, \(wish)}", host)
        #expect(trial.steps.count == steps)
        if steps == 0 { #expect(try trial.result()["dest"] == "/d/f") }
    }

    @Test func `without a digest the server is asked whether the file changed`() throws {
        func asked(_ wish: String) throws -> String? {
            let trial = try Trial(GetUrl.self, "{url: http://a/f, dest: /d/f, \(wish)}", file())
            guard case .download(let download)? = trial.steps.first else { throw TrialEnd() }
            return download.request.headers.first { $0.name == "If-Modified-Since" }?.value.reveal()
        }
        #expect(try asked("") == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(try asked("force: true") == nil)
    }

    @Test func `the result describes the download and whether it was new`() throws {
        let trial = try Trial(GetUrl.self, "{url: http://a/f, dest: /d/f}", parent)
        let result = try trial.told(outcomes: [downloaded()], after: file())
        #expect(result.changed == true && result["msg"] == "OK (3 bytes)" && result["status_code"] == 200)
        #expect(result["checksum_src"] == "s1" && result["checksum_dest"] == .null && result["md5sum"] == "m5")
        #expect(result["mode"] == "0644" && result["size"] == 3 && result["elapsed"] == 2 && result["state"] == "file")
        let again = try Trial(GetUrl.self, "{url: http://a/f, dest: /d/f}", file())
        #expect(try again.told(outcomes: [downloaded(replaced: false)], after: file()).changed == false)
        #expect(try again.told(outcomes: [downloaded(304, replaced: false)], after: file()).changed == false)
    }

    @Test func `an up-to-date file is reported without a download`() throws {
        let trial = try Trial(
            GetUrl.self, "{url: http://a/f, dest: /d/f, checksum: 'sha256:\(digest)'}", file("new", .sha256))
        #expect(!trial.changed)
        #expect(try trial.result()["msg"] == "file already exists")
    }

    @Test func `in a directory, the server names the file`() throws {
        let trial = try Trial(GetUrl.self, "{url: http://a/f, dest: /d/f}", file(nil, kind: .directory))
        guard case .download(let download)? = trial.steps.first else { throw TrialEnd() }
        #expect(download.namedByResponse)
        #expect(try trial.result(outcomes: [downloaded(to: "/d/f/name")])["dest"] == "/d/f/name")
    }

    @Test(
        "a failed download reports the status",
        arguments: [(404, "Request failed"), (-1, "Request failed: Nope")])
    func failures(status: Int, message: String) throws {
        let trial = try Trial(GetUrl.self, "{url: http://a/f, dest: /d/f}", parent)
        #expect {
            try trial.result(outcomes: [downloaded(status, replaced: false)])
        } throws: { error in
            guard let failure = error as? ModuleFailure else { return false }
            return failure.message == message && failure.result["status_code"] == .int(status)
        }
    }

    @Test(
        "a list of digests is read in the format of sha256sum",
        arguments: ["\(digest)  f\n\(String(digest.reversed()))  g\n", "\(digest) *./f\n", "\(digest)\n"])
    func lists(list: String) throws {
        let wanted = try #require(try WantedDigest("sha256:http://a/sums"))
        #expect(try wanted.looked(up: "http://a/f?x=1", in: list).hexadecimal == digest)
    }

    @Test(
        "invalid arguments are refused",
        arguments: [
            ("{url: http://a/f, dest: /x/f}", "the destination directory /x does not exist"),
            (
                "{url: http://a/f, dest: /d/f, checksum: abc}",
                "`checksum` needs an algorithm before the colon, and a digest or a URL after it"
            ),
            (
                "{url: http://a/f, dest: /d/f, checksum: 'sha1:xyz'}",
                "the digest is not hexadecimal: xyz"
            ),
            ("{url: 'ext::sh', dest: /d/f}", "unsupported URL: ext::sh"),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(GetUrl.self, arguments, parent) == expected)
    }
}
