import Connection
import ModuleKit
import Testing
import Values

@testable import ModuleTesting

@Suite struct FakeHostTests {
    @Test func `steps come before queries, in one round trip`() async throws {
        let host = FakeHost(files: ["/etc/a": "old\n"])
        let content = Content(.bytes(Array("new\n".utf8)), size: 4, sha1: "")
        let query = Query.file(RemotePath("/etc/a"), FileInterest(contentsUpTo: 10))
        let exchange = try await host.exchange(
            [.write(FileWrite(content, to: FileWrite.Target(RemotePath("/etc/a"))))], then: [query], as: nil)
        guard case .file(let file?) = exchange.answers[0] else {
            Issue.record("no file")
            return
        }
        #expect(file.contents == Array("new\n".utf8))
        #expect(host.exchanges == 1)
    }

    @Test func `the first step that fails stops the rest, and queries are still answered`() async throws {
        let host = FakeHost()
        let exchange = try await host.exchange(
            [.makeDirectory(RemotePath("/no/where"), FileAttributes()), .remove(RemotePath("/etc"))],
            then: [.file(RemotePath("/etc"))], as: nil)
        #expect(exchange.outcomes[0].isFailure)
        #expect(exchange.outcomes[1] == .notTaken)
        #expect(exchange.answers[0] != .file(nil))
    }

    @Test func `links inside and at the end of a path are followed as requested`() {
        var files = FakeHostFiles()
        files.put("/srv/real/file", "x")
        files.putLink("/srv/link", to: "real")
        files.putLink("/srv/loop", to: "loop")
        files.putLink("/srv/up", to: "../srv/real/file")
        #expect(files.resolve("/srv/link/file", follow: false) == "/srv/real/file")
        #expect(files.resolve("/srv/link", follow: false) == "/srv/link")
        #expect(files.resolve("/srv/up", follow: true) == "/srv/real/file")
        #expect(files.resolve("/srv/loop", follow: true) == nil)
        #expect(files.text("/srv/up") == "x")
    }
}
