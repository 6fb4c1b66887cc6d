import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// How people write what an engine keeps otherwise.
@Suite struct ContainerArgumentTests {
    @Test(
        "ports are bound one by one",
        arguments: [
            ("80", ["80/tcp": ["0.0.0.0:"]]), ("8080:80/udp", ["80/udp": ["0.0.0.0:8080"]]),
            ("127.0.0.1:9000-9001:90-91", ["90/tcp": ["127.0.0.1:9000"], "91/tcp": ["127.0.0.1:9001"]]),
            ("[::1]:8080:80", ["80/tcp": ["::1:8080"]]), ("127.0.0.1::80", ["80/tcp": ["127.0.0.1:"]]),
        ])
    func ports(text: String, bindings: [String: [String]]) throws {
        let told = try ContainerPorts(published: [text], exposed: []).bindings(usual: "0.0.0.0")
        let found = Dictionary(
            (told.map ?? [:]).map { port, entries in
                let words = (entries.list ?? []).map { "\($0["HostIp"]?.text ?? ""):\($0["HostPort"]?.text ?? "")" }
                return (port.text ?? "", words)
            }
        ) { $1 }
        #expect(found == bindings)
    }

    @Test("what is no port is refused", arguments: ["x", "80-79", "a:b:c:d", "host:80:80", "1-2:1-3", "70000"])
    func noPorts(text: String) {
        #expect(throws: ModuleFailure.self) { try ContainerPorts(published: [text], exposed: []) }
    }

    @Test(
        "volumes with a source are binds, the others have no name",
        arguments: [
            ("/a:/b", ["/a:/b:rw"], []), ("plates:/b:ro,z", ["plates:/b:ro,z"], []), ("/b", [], ["/b"]),
            ("/b:ro", [], ["/b:ro"]),
        ])
    func volumes(text: String, binds: [String], anonymous: [String]) throws {
        let volumes = try ContainerVolumes([text])
        #expect(volumes.binds == binds && volumes.anonymous == anonymous)
    }

    @Test("two volumes have two places", arguments: [["/a:/c", "/b:/c"], ["/c", "x:/c:ro"]])
    func collision(texts: [String]) {
        #expect(throws: ModuleFailure.self) { try ContainerVolumes(texts) }
    }

    @Test(
        "names of images have a tag, a digest or an id",
        arguments: [
            ("ink", "ink:latest", DockerImageName.dockerHub), ("quay.io/press/ink:2", "quay.io/press/ink:2", "quay.io"),
            ("localhost:5000/ink", "localhost:5000/ink:latest", "localhost:5000"),
            ("press/ink@sha256:abc", "press/ink@sha256:abc", DockerImageName.dockerHub),
        ])
    func images(text: String, full: String, registry: String) throws {
        let name = try DockerImageName(text)
        #expect(name.full == full && name.registry == registry && !name.isID)
        #expect(try DockerImageName("sha256:" + String(repeating: "a", count: 64)).isID)
    }

    @Test("names that lead elsewhere are no images", arguments: ["../x", "-x", "a b", "a?b", "a//b", ""])
    func noImages(text: String) {
        #expect(throws: ModuleFailure.self) { try DockerImageName(text) }
    }

    @Test(
        "sizes have units",
        arguments: [("512m", 512 << 20), ("1.5G", 3 << 29), ("64KiB", 65536), ("10", 10), ("unlimited", -1), ("2b", 2)])
    func sizes(text: String, bytes: Int) throws {
        #expect(try ByteCount.parse(.string(text), FakeController()).bytes == bytes)
    }

    @Test("credentials of the registry go with a request")
    func credentials() throws {
        let text =
            #"{"auths": {"quay.io": {"auth": "YW5uYTpzM2NyZXQ="}, "https://reg.example/v1/": {"identitytoken": "t"}}}"#
        var file = RemoteFile(path: "/c", kind: .regular, mode: 0o600)
        file.contents = Array(text.utf8)
        let credentials = DockerCredentials(file)
        let header = try #require(credentials.authorization(for: "quay.io").flatMap { Base64.decoded($0) })
        let told = try JSONReader.value(of: String(decoding: header, as: UTF8.self))
        #expect(told["username"] == "anna" && told["password"] == "s3cret")
        #expect(credentials.authorization(for: "reg.example") != nil && credentials.authorization(for: "other") == nil)
    }
}
