import Testing
import Values

@testable import Connection

@Suite struct SSHConfigTests {
    private static let text = """
        # comment
        User everyone
        Host web* !web9
            HostName %h.example.com
            Port=2222
            IdentityFile ~/.ssh/one
            IdentityFile "~/.ssh/two words"
        Match host web1.example.com user admin
            ProxyJump bastion
        Match user nobody
            Port 1
        Host *
            IdentityFile ~/.ssh/three
            Port 22
        """

    @Test(
        arguments: [
            ("web1", "port", "2222"), ("web9", "port", "22"), ("web1", "user", "everyone"), ("other", "hostname", nil),
            ("web1", "hostname", "%h.example.com"), ("web1", "proxyjump", nil),
        ] as [(String, String, String?)])
    func `the first value found holds`(host: String, keyword: String, value: String?) {
        #expect(SSHConfig(Self.text).values(for: host, user: nil)[keyword] == value)
    }

    @Test func `all identity files are kept in order`() {
        let files = SSHConfig(Self.text).values(for: "web1", user: nil).identityFiles
        #expect(files == ["~/.ssh/one", "~/.ssh/two words", "~/.ssh/three"])
    }

    @Test func `arguments win over the configuration`() throws {
        var options = ConnectionOptions(name: "n", address: "10.0.0.1")
        options.sshArguments = [
            "-F", "none", "-o", "Port=7", "-oUser=bob", "-i", "/k", "-J", "jump@b:2200,[::1]:22", "-C", "-o",
            "ControlMaster=auto", "-o", "ControlPersist 60s", "-o", "UserKnownHostsFile=/a /b", "-o",
            "StrictHostKeyChecking=accept-new", "-o", "IdentitiesOnly=yes",
        ]
        let settings = try SSHSettings(options)
        #expect(settings.port == 7 && settings.user == "bob" && settings.keyFiles == ["/k"])
        #expect(settings.jumps.map(\.host) == ["b", "::1"] && settings.jumps.map(\.port) == [2200, 22])
        #expect(settings.jumps[0].user == "jump")
        #expect(settings.knownHostsFiles.prefix(2) == ["/a", "/b"] && settings.checking == .acceptNew)
        #expect(settings.identitiesOnly)
        options.port = 8
        options.user = "eve"
        #expect(try SSHSettings(options).port == 8 && SSHSettings(options).user == "eve")
    }

    @Test(arguments: [
        ("-oProxyCommand=x", "u"), ("a b", "u"), ("a;b", "u"), ("a$b", "u"), ("", "u"), ("h", "-l"), ("h", "a b"),
        ("h", "a'b"), ("h\n", "u"),
    ])
    func `names that cannot be meant are refused before anything is done`(address: String, user: String) {
        var options = ConnectionOptions(name: "n", address: address)
        options.user = user
        options.sshArguments = ["-F", "none"]
        #expect(throws: ConnectionError.self) { try SSHSettings(options) }
    }

    @Test(arguments: [["-o", "Port=x"], ["-p", "0"], ["-p"], ["word"], ["-o", "ProxyCommand=nc %h %p"]])
    func `arguments that cannot be followed are refused`(words: [String]) {
        var options = ConnectionOptions(name: "n", address: "h")
        options.sshArguments = ["-F", "none"] + words
        #expect(throws: ConnectionError.self) { try SSHSettings(options) }
    }
}
