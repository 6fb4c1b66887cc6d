import Testing
import Values

@testable import Connection
@testable import Transport

@Suite struct KnownHostsTests {
    private static let one = blob(1)
    private static let two = blob(2)

    private static func blob(_ fill: UInt8) -> [UInt8] {
        var wire = SSHWire()
        wire.append(string: "ssh-ed25519")
        wire.append(string: [UInt8](repeating: fill, count: 32))
        return wire.bytes
    }

    private static func line(_ names: String, _ blob: [UInt8] = one) -> String {
        "\(names) ssh-ed25519 \(Base64.encoded(blob)) a comment"
    }

    private static func hashed(_ name: String) -> String {
        let salt = [UInt8](repeating: 9, count: 20)
        return "|1|\(Base64.encoded(salt))|\(Base64.encoded(Crypto.hmacSHA1(key: salt, Array(name.utf8))))"
    }

    @Test(arguments: [
        (line("web"), "web", 22, true), (line("WEB"), "web", 22, true), (line("a,web,b"), "web", 22, true),
        (line("web"), "web", 2222, false), (line("[web]:2222"), "web", 2222, true),
        (line("*.example.com"), "a.example.com", 22, true), (line("*.example.com"), "example.com", 22, false),
        (line("*.example.com,!a.example.com"), "a.example.com", 22, false), (line("w?b"), "web", 22, true),
        (line(hashed("web")), "web", 22, true), (line(hashed("[web]:2222")), "web", 2222, true),
        (line(hashed("web")), "wob", 22, false), ("# \(line("web"))", "web", 22, false),
        ("garbage\n\n@unknown x\n\(line("web"))", "web", 22, true), (line("web") + "\r", "web", 22, true),
        ("\(line("other"))\r\n\(line("web"))\r\n", "web", 22, true),
    ])
    func `names are matched as OpenSSH does`(text: String, host: String, port: Int, isKnown: Bool) {
        let names = KnownHosts.names([host], port: port)
        let known = KnownHosts([KnownHostsFile(text, file: "f")])
        #expect(known.verdict(on: Self.one, for: names) == (isKnown ? .known : .unknown))
    }

    @Test func `a changed key is reported with its position`() {
        let known = KnownHosts([KnownHostsFile("# first\n\(Self.line("web", Self.two))", file: "known")])
        guard case .changed(let entry) = known.verdict(on: Self.one, for: ["web"]) else {
            Issue.record("not seen")
            return
        }
        #expect(entry.origin == "known:2" && entry.blob == Self.two)
    }

    @Test func `a revoked key is refused although it is known`() {
        let known = KnownHosts([KnownHostsFile("\(Self.line("web"))\n@revoked \(Self.line("*"))", file: "known")])
        guard case .revoked(let entry) = known.verdict(on: Self.one, for: ["web"]) else {
            Issue.record("not seen")
            return
        }
        #expect(entry.origin == "known:2")
    }

    @Test func `a certificate authority alone does not make a host known`() {
        let known = KnownHosts([KnownHostsFile("@cert-authority \(Self.line("*"))", file: "known")])
        #expect(known.verdict(on: Self.one, for: ["web"]) == .unknown)
        #expect(known.hasOnlyAuthority(for: ["web"]))
    }

    @Test func `a long file is read and searched quickly`() {
        let text = (0..<50_000).map { Self.line("host\($0)") }.joined(separator: "\n")
        let known = KnownHosts([KnownHostsFile(text, file: "f")])
        #expect(known.verdict(on: Self.one, for: ["host49999"]) == .known)
        #expect(known.keyTypes(for: ["host17"]) == ["ssh-ed25519"])
    }
}
