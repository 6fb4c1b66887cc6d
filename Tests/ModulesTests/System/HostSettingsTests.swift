import ModuleKit
import Testing
import Values

@testable import Modules

private func file(_ path: String, _ text: String, follow: Bool = true, upTo limit: Int = FileInterest.largestEdited)
    -> [Query: Answer]
{
    var file = RemoteFile(path: RemotePath(path), kind: .regular, mode: 0o644)
    file.contents = Array(text.utf8)
    return [.file(file.path, FileInterest(follow: follow, contentsUpTo: limit)): .file(file)]
}

/// The text of the file that the task writes.
private func written(_ trial: Trial) -> String? {
    for case .write(let write) in trial.steps { return write.content.bytes.map { String(decoding: $0, as: UTF8.self) } }
    return nil
}

@Suite struct HostnameTests {
    private func host(_ node: String, _ kept: String, systemd: Bool) -> [Query: Answer] {
        var answers = file("/etc/hostname", kept + "\n", upTo: 1 << 16)
        answers[.command(Command("uname", "-n").reading([.named("hostname")]))] = .command(.saying(node + "\n"))
        guard systemd else { return answers }
        answers[.program("hostnamectl")] = .program(RemotePath("/usr/bin/hostnamectl"))
        answers[.file(RemotePath("/run/systemd/system"))] = .file(
            RemoteFile(path: RemotePath("/run/systemd/system"), kind: .directory, mode: 0o755))
        return answers
    }

    @Test func `only a name that differs is set`() throws {
        #expect(try Trial(Hostname.self, "{name: web}", host("web", "web", systemd: true)).steps.isEmpty)
        let managed = try Trial(Hostname.self, "{name: web}", host("old", "old", systemd: true))
        #expect(managed.commands == ["hostnamectl set-hostname web"])
        let plain = try Trial(Hostname.self, "{name: web}", host("old", "old", systemd: false))
        #expect(written(plain) == "web\n" && plain.commands == ["hostname web"])
        #expect(
            try Trial(Hostname.self, "{name: web}", host("old", "web", systemd: false)).commands == ["hostname web"])
    }

    @Test func `the facts contain the new host name`() throws {
        let trial = try Trial(
            Hostname.self, "{name: web.example.com}", host("web.example.com", "web.example.com", systemd: true))
        let facts = try trial.told().facts
        #expect(facts?["ansible_hostname"] == "web" && facts?["ansible_nodename"] == "web.example.com")
    }

    @Test(
        "invalid host names are refused", arguments: ["-x", "a b", "a..b", "a\nb", String(repeating: "a", count: 65)])
    func refused(name: String) {
        #expect(
            Trial.failure(Hostname.self, "{name: \"\(name.replacing("\n", with: "\\n"))\"}")?.hasPrefix(
                "not a valid host name") == true)
    }
}

@Suite struct GetentTests {
    @Test func `fields are split at the separator of the database`() throws {
        let passwd = try Trial(Getent.self, "{database: passwd, key: root}") { _ in
            .saying("root:x:0:0:root:/root:/bin/sh\n")
        }
        #expect(
            try passwd.told().facts
                == ["getent_passwd": ["root": ["x", "0", "0", "root", "/root", "/bin/sh"]]])
        let hosts = try Trial(Getent.self, "{database: hosts}") { _ in .saying("::1  a b\n::1 c\n10.0.0.1 d\n") }
        #expect(
            try hosts.told().facts == ["getent_hosts": ["::1": [["a", "b"], ["c"]], "10.0.0.1": ["d"]]])
    }

    @Test func `a missing key fails unless fail_key is false`() throws {
        let missing: (String) -> CommandOutput = { _ in .saying("", exitCode: 2) }
        let strict = try Trial(Getent.self, "{database: passwd, key: no}", programs: missing)
        #expect(throws: ModuleFailure.self) { try strict.result() }
        let lenient = try Trial(Getent.self, "{database: passwd, key: nokey, fail_key: false}", programs: missing)
        #expect(try lenient.told().facts == ["getent_passwd": ["nokey": nil]])
    }
}

extension Trial {
    fileprivate init<M: Module>(_ module: M.Type, _ arguments: String, _ say: @escaping (String) -> CommandOutput)
        throws
    {
        try self.init(module, arguments, [:], programs: say)
    }
}

@Suite struct AuthorizedKeyTests {
    private func host(_ text: String) -> [Query: Answer] {
        var answers = file("~jane/.ssh/authorized_keys", text)
        answers[.account("jane")] = .account(
            Account(name: "jane", userID: 1001, groupID: 1001, home: "/home/jane", shell: "/bin/sh"))
        return answers
    }

    @Test(
        "keys are added once and removed completely",
        arguments: [
            ("key: ssh-rsa AAAA a", "", "ssh-rsa AAAA a\n"), ("key: ssh-rsa AAAA a", "ssh-rsa AAAA a\n", nil),
            ("key: ssh-rsa BBBB b", "# c\nssh-rsa AAAA a\n", "# c\nssh-rsa AAAA a\nssh-rsa BBBB b\n"),
            ("key: ssh-rsa AAAA a, key_options: no-pty", "ssh-rsa AAAA a\n", "no-pty ssh-rsa AAAA a\n"),
            ("key: ssh-rsa AAAA a", "from=\"1 2\" ssh-rsa AAAA a\n", "ssh-rsa AAAA a\n"),
            ("key: ssh-rsa AAAA, comment: x y", "", "ssh-rsa AAAA x y\n"),
            ("key: ssh-rsa BBBB b, exclusive: true", "# c\nssh-rsa AAAA a\n", "# c\nssh-rsa BBBB b\n"),
            ("key: ssh-rsa AAAA, state: absent", "ssh-rsa AAAA a\nssh-rsa BBBB b\n", "ssh-rsa BBBB b\n"),
            ("key: \"ssh-rsa AAAA a\\nssh-ed25519 BBBB b\"", "", "ssh-rsa AAAA a\nssh-ed25519 BBBB b\n"),
        ] as [(String, String, String?)])
    func keys(wish: String, before: String, after: String?) throws {
        #expect(written(try Trial(AuthorizedKey.self, "{user: jane, \(wish)}", host(before))) == after)
    }

    @Test func `directory and file belong to the user`() throws {
        let trial = try Trial(AuthorizedKey.self, "{user: jane, key: ssh-rsa AAAA a}", host(""))
        let directory = FileAttributes(owner: "jane", group: "1001", mode: 0o700)
        #expect(trial.steps.first == .makeDirectory(RemotePath("~jane/.ssh"), directory))
        guard case .write(let write)? = trial.steps.last else { throw TrialEnd() }
        #expect(write.target.attributes == FileAttributes(owner: "jane", group: "1001", mode: 0o600))
    }

    @Test(
        "invalid arguments are refused",
        arguments: [
            ("{user: jane, key: nonsense}", "not an SSH key: nonsense"),
            ("{user: nobody2, key: ssh-rsa AAAA}", "the host has no user nobody2"),
            (
                "{user: jane, key: ssh-rsa AAAA, comment: \"a\\nb\"}",
                "`key_options` and `comment` must not contain a line break"
            ),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(AuthorizedKey.self, arguments, host("")) == expected)
    }
}

@Suite struct SysctlTests {
    @Test(
        "entries are replaced in place",
        arguments: [
            ("value: 5", "", "vm.x=5\n"), ("value: 5", "vm.x = 5\n", nil),
            ("value: 5", "a=1\nvm.x=3\n#vm.x=4\n", "a=1\nvm.x=5\n#vm.x=4\n"),
            ("value: 5", "vm.x=5\nvm.x=6\n", "vm.x=5\n"), ("value: yes", "", "vm.x=1\n"), ("value: 5", "vm/x=5\n", nil),
            ("state: absent", "vm.x=5\na=1\n", "a=1\n"), ("state: absent", "a=1\n", nil),
        ] as [(String, String, String?)])
    func entries(wish: String, before: String, after: String?) throws {
        #expect(written(try Trial(Sysctl.self, "{name: vm.x, \(wish)}", file("/etc/sysctl.conf", before))) == after)
    }

    @Test func `changed parameters are loaded into the kernel`() throws {
        let trial = try Trial(
            Sysctl.self, "{name: vm.x, value: 5, sysctl_set: true}", programs: { _ in .saying("4\n") })
        #expect(trial.commands == ["sysctl -w vm.x=5", "sysctl -p /etc/sysctl.conf"])
        let quiet = try Trial(Sysctl.self, "{name: vm.x, value: 5, reload: false}")
        #expect(quiet.commands == [])
    }

    @Test(
        "invalid arguments are refused",
        arguments: [
            ("{name: vm.x, value: \"1\\nkernel.y=2\"}", "`value` must not contain a line break"),
            ("{name: 'a b', value: 1}", "not a kernel parameter: a b"),
            ("{name: vm.x}", "`state: present` needs `value`"),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(Sysctl.self, arguments) == expected)
    }
}
