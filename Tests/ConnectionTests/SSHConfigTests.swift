import Glibc
import ModuleKit
import Testing
import Values

@testable import Connection
@testable import Transport

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
    func `the first value found is used`(host: String, keyword: String, value: String?) throws {
        #expect(try Self.values(of: host, in: Self.text)[keyword] == value)
    }

    @Test func `all identity files are kept in order`() throws {
        let files = try Self.values(of: "web1", in: Self.text).identityFiles
        #expect(files == ["~/.ssh/one", "~/.ssh/two words", "~/.ssh/three"])
    }

    private static func values(of host: String, in text: String, _ words: [String] = []) throws -> SSHConfig.Values {
        let path = Scratch().path.text + "-config"
        TestServer.write(text, to: path)
        return try SSHLookUp(file: path).values(for: host, onTopOf: SSHArguments(words).values)
    }

    private static func settings(_ arguments: String, address: String = "h") throws -> SSHSettings {
        var options = ConnectionOptions(name: "n", address: address)
        options.sshArguments = ["-F none " + arguments]
        return try SSHSettings(options)
    }

    @Test(arguments: [
        ("Match originalhost h exec \"test %n-%h-%p-%r = h-10.0.0.1-22-bob\"", true),
        ("Match exec \"false\"", false), ("Match !exec \"false\"", true), ("Match host 10.0.0.1", true),
        ("Match host h", false), ("Match originalhost h user bob", true), ("Match user bo?,!bob", false),
        ("Match all", true), ("Match canonical", false), ("Match final", true), ("Match final host 10.0.0.1", true),
        ("Match sessiontype exec", true), ("Match tagged vpn", true), ("Match tagged=none", false),
        ("Match localnetwork 10.0.0.0/8", false),
        // A command behind a criterion that does not hold is not run.
        ("Match user eve exec \"touch /nowhere/at/all; exit 0\"", false),
    ])
    func `criteria of Match apply as in OpenSSH`(line: String, holds: Bool) throws {
        let text = "Host h\n  HostName 10.0.0.1\n  User bob\n  Tag vpn\n\(line)\n  Port 7\n"
        #expect(try Self.values(of: "h", in: text)["port"] == (holds ? "7" : nil))
    }

    @Test(arguments: [
        ("-o IdentityFile=%d/.ssh/%r-%h-%p-%n-%%", "\(UserFile.home)/.ssh/bob-10.0.0.1-2200-h-%"),
        ("-i '${HOME}/k'", "\(UserFile.home)/k"), ("-i ~/k", "\(UserFile.home)/k"),
        ("-i %i/%u", "\(getuid())/\(SSHSettings.localUser)"),
        ("-i ~root/k", "\(UserFile.expanded("~root"))/k"), ("-o 'IdentityFile=\"/two words\"'", "/two words"),
    ])
    func `tokens and variables in paths are expanded`(arguments: String, path: String) throws {
        let settings = try Self.settings("-o HostName=10.0.0.1 -p 2200 -l bob " + arguments)
        #expect(settings.keyFiles == [path])
    }

    @Test func `tokens are expanded wherever OpenSSH expands them`() throws {
        let settings = try Self.settings(
            "-p 2200 -l bob -o 'ProxyCommand=nc -x \"a b\" %h %p %r %n' -o CertificateFile=/c/%n -o UserKnownHostsFile=/k/%h"
                + " -o IdentityAgent=/a/%L -o HostName=%h.example.org")
        #expect(settings.proxyCommand == "nc -x \"a b\" h.example.org 2200 bob h")
        #expect(settings.certificateFiles == ["/c/h"] && settings.knownHostsFiles.first == "/k/h.example.org")
        #expect(settings.agentSocket?.hasPrefix("/a/") == true && settings.host == "h.example.org")
        #expect(try Self.settings("-J bob@%h-gate:7").jumps.map(\.host) == ["h-gate"])
    }

    @Test(arguments: [
        ("-o Blah=1", ["Blah"]), ("-A", ["-A"]), ("-a -C -tt -q -4 -o ControlMaster=auto", []),
        ("-o IgnoreUnknown=Bl* -o Blah=1", []), ("-o RemoteForward='8080 x:80' -R 1:x:1", ["RemoteForward"]),
        ("-o ForwardAgent=no -o Tunnel=no", []), ("-o GSSAPIAuthentication=yes -o SendEnv=LANG", []),
        ("-L 1:x:2 -D 7", ["-D", "-L"]),
    ])
    func `options without effect are reported`(arguments: String, names: [String]) throws {
        var told: [String] = []
        let words = Shlex(arguments).texts
        told = SSHKeyword.notices(try SSHArguments(words).values)
        #expect(told.map { String($0.split(separator: " ")[3]) } == names)
    }

    @Test func `an unknown criterion is reported with its position`() throws {
        let notices = try Self.values(of: "h", in: "\nMatch localnetwork 10.0.0.0/8\n  Port 7\n").notices
        #expect(notices.count == 1 && notices[0].contains("config:2"))
    }

    @Test func `lists of algorithms and methods, and times, are read as in OpenSSH`() throws {
        let settings = try Self.settings(
            "-4 -o KexAlgorithms=+diffie-hellman-group1-sha1 -o Ciphers=aes256-ctr,rijndael-cbc@lysator.liu.se"
                + " -o HostKeyAlgorithms=-ecdsa* -o PreferredAuthentications=password,publickey -o PubkeyAuthentication=no"
                + " -o ConnectTimeout=1m30s -o ServerAliveInterval=2m -o ConnectionAttempts=4")
        #expect(settings.algorithms.keyExchange.last == "diffie-hellman-group1-sha1")
        #expect(settings.algorithms.ciphers == ["aes256-ctr"])
        #expect(settings.algorithms.hostKeys == ["ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256"])
        #expect(settings.methods == [.password] && settings.addressFamily == .inet)
        #expect(settings.timeout == 90 && settings.aliveInterval == 120 && settings.retries == 3)
    }

    @Test func `the first of ProxyJump and ProxyCommand is used`() throws {
        let text = "Host h\n  ProxyJump a\nHost *\n  ProxyCommand nc %h %p\n"
        #expect(try Self.values(of: "h", in: text)["proxycommand"] == nil)
        #expect(try Self.values(of: "x", in: text)["proxyjump"] == nil)
        #expect(try Self.values(of: "h", in: text, ["-o", "ProxyCommand=none"])["proxyjump"] == nil)
    }

    @Test func `arguments override the configuration`() throws {
        var options = ConnectionOptions(name: "n", address: "10.0.0.1")
        options.sshArguments = [
            "-F", "none", "-o", "Port=7", "-oUser=bob", "-i", "/k", "-J", "jump@b:2200,[::1]:22", "-C", "-o",
            "ControlMaster=auto", "-o", "'ControlPersist 60s'", "-o", "'UserKnownHostsFile=/a /b'", "-o",
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
    func `invalid host and user names are refused before anything is done`(address: String, user: String) {
        var options = ConnectionOptions(name: "n", address: address)
        options.user = user
        options.sshArguments = ["-F", "none"]
        #expect(throws: ConnectionError.self) { try SSHSettings(options) }
    }

    @Test(arguments: [
        "-o Port=x", "-p 0", "-p", "word", "-o KexAlgorithms=foo", "-i %z", "-i '${NO_SUCH_VARIABLE}'",
        "-F /no/such/file",
        "-o 'ProxyCommand=nc %h' -o ProxyUseFdpass=yes",
    ])
    func `unsupported arguments are refused`(arguments: String) {
        #expect(throws: ConnectionError.self) { try Self.settings(arguments) }
    }
}
