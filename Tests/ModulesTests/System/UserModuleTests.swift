import ModuleKit
import Testing
import Values

@testable import Modules

private let jane = Account(
    name: "jane", userID: 1001, groupID: 1001, comment: "Jane", home: "/home/jane", shell: "/bin/sh",
    groups: ["dev", "ops"], primaryGroup: "jane", passwordHash: Secret("!"), passwordMinimumAge: 0,
    passwordMaximumAge: 99999, passwordWarning: 7)

private func host(_ account: Account? = jane, groups: [String] = ["dev", "ops", "web"], home: Bool = true) -> [Query:
    Answer]
{
    var answers: [Query: Answer] = [.account("jane"): .account(account)]
    for (position, name) in groups.enumerated() {
        answers[.group(name)] = .group(Group(name: name, groupID: 2000 + position))
    }
    let directory = RemoteFile(path: RemotePath("/home/jane"), kind: .directory, mode: 0o755)
    answers[.file(RemotePath("~jane"), FileInterest(follow: true))] = .file(home && account != nil ? directory : nil)
    return answers
}

private func with(_ change: (inout Account) -> Void) -> [Query: Answer] {
    var account = jane
    change(&account)
    return host(account)
}

@Suite struct UserModuleTests {
    @Test(arguments: [
        ("", false), ("*", false), ("!", false), ("!!", false), ("*************", false), ("secret", true),
        ("$6$salt$" + String(repeating: "a", count: 86), false),
        ("!$6$salt$" + String(repeating: "a", count: 86), false),
        ("$6$rounds=5000$salt$" + String(repeating: "/", count: 86), false), ("$6$salt$short", true),
        ("$6$salt$" + String(repeating: "+", count: 86), true), ("$5$s$" + String(repeating: "b", count: 43), false),
        ("$y$j9T$salt$" + String(repeating: "c", count: 43), false), ("$6$salt", true), ("a$b$c$d", true),
    ])
    func `a password that is not a hash gives a warning`(password: String, isDoubtful: Bool) {
        #expect(PasswordHash(text: password).isDoubtful == isDoubtful)
    }

    @Test(
        "a new account is created with all its settings",
        arguments: [
            ("", ["useradd -m jane"]),
            ("create_home: false, system: true", ["useradd -M -r jane"]),
            ("uid: 1040, non_unique: true, group: web", ["useradd -u 1040 -o -g web -m jane"]),
            ("groups: 'dev,ops'", ["useradd -G dev,ops -m jane"]),
            ("comment: Jane Doe, shell: /bin/zsh", ["useradd -c Jane Doe -s /bin/zsh -m jane"]),
            ("home: /srv/jane, skeleton: /etc/skel2", ["useradd -d /srv/jane -m -k /etc/skel2 jane"]),
            ("expires: 1422403387", ["useradd -e 2015-01-28 -m jane"]),
            (
                "uid_min: 500, uid_max: 900, umask: '027'",
                [
                    "useradd -m -K UMASK=027 -K UID_MIN=500 -K UID_MAX=900 jane"
                ]
            ),
            ("password: '$6$x'", ["useradd -m jane", "chpasswd -e"]),
            (
                "password_expire_max: 30, password_expire_account_disable: 15",
                ["useradd -f 15 -m jane", "chage -M 30 jane"]
            ),
        ])
    func creation(wish: String, expected: [String]) throws {
        #expect(try Trial(UserModule.self, "{name: jane, \(wish)}", host(nil)).commands == expected)
    }

    @Test func `an account named like an existing group gets no new group`() throws {
        let trial = try Trial(UserModule.self, "{name: jane}", host(nil, groups: ["jane"]))
        #expect(trial.commands == ["useradd -N -m jane"])
    }

    @Test(
        "an existing account is changed only where it differs",
        arguments: [
            ("", host(), []),
            ("comment: Jane, shell: /bin/sh, uid: 1001, home: /home/jane, create_home: false", host(), []),
            ("comment: J, shell: /bin/zsh", host(), ["usermod -c J -s /bin/zsh jane"]),
            ("uid: 1002, non_unique: true, group: web", host(), ["usermod -u 1002 -o -g web jane"]),
            ("groups: [ops, dev]", host(), []),
            ("groups: dev", host(), ["usermod -G dev jane"]),
            ("groups: dev, append: true", host(), []),
            ("groups: web, append: true", host(), ["usermod -a -G web jane"]),
            ("groups: ''", host(), ["usermod -G  jane"]),
            ("home: /srv/jane, move_home: true", host(), ["usermod -d /srv/jane -m jane"]),
            ("password: '$6$x'", host(), ["chpasswd -e"]),
            ("password: '$6$x'", with { $0.passwordHash = Secret("$6$x") }, []),
            ("password: '$6$x'", with { $0.passwordHash = Secret("!$6$x") }, []),
            ("password: '$6$y', update_password: on_create", with { $0.passwordHash = Secret("$6$x") }, []),
            ("password_lock: true", with { $0.passwordHash = Secret("$6$x") }, ["usermod -L jane"]),
            ("password_lock: true", with { $0.passwordHash = Secret("!$6$x") }, []),
            ("password_lock: false", with { $0.passwordHash = Secret("!$6$x") }, ["usermod -U jane"]),
            ("password_lock: false", host(), []),
            ("expires: 1422403387", host(), ["usermod -e 2015-01-28 jane"]),
            ("expires: 1422403387", with { $0.expires = 16463 }, []),
            ("expires: -1", with { $0.expires = 16463 }, ["usermod -e  jane"]),
            ("expires: -1", host(), []),
            (
                "password_expire_max: 30, password_expire_min: 0, password_expire_warn: 3", host(),
                [
                    "chage -M 30 -W 3 jane"
                ]
            ),
            ("password_expire_account_disable: 5", host(), ["chage -I 5 jane"]),
            ("state: absent", host(), ["userdel jane"]),
            ("state: absent, remove: true, force: true", host(), ["userdel -f -r jane"]),
            ("state: absent", host(nil), []),
        ] as [(String, [Query: Answer], [String])])
    func modification(wish: String, host: [Query: Answer], expected: [String]) throws {
        #expect(try Trial(UserModule.self, "{name: jane, \(wish)}", host).commands == expected)
    }

    @Test func `the password hash is passed only on standard input`() throws {
        let trial = try Trial(UserModule.self, "{name: jane, password: '$6$x', password_lock: true}", host())
        let command = Command(.arguments(["chpasswd", "-e"]), input: Array("jane:!$6$x\n".utf8))
        #expect(trial.steps == [.run(command)])
        #expect(try trial.result()["password"] == "NOT_LOGGING_PASSWORD")
    }

    @Test func `a missing home directory is created and owned by the user`() throws {
        let trial = try Trial(UserModule.self, "{name: jane}", host(home: false))
        #expect(trial.commands.first?.hasSuffix("sh /home/jane /etc/skel 1001:1001 ") == true)
        #expect(try Trial(UserModule.self, "{name: jane, create_home: false}", host(home: false)).steps.isEmpty)
    }

    @Test func `the result describes the account as it is afterwards`() throws {
        let trial = try Trial(UserModule.self, "{name: jane, groups: 'dev,ops', comment: J}", host())
        let after = with { $0.comment = "J" }
        #expect(
            try trial.result(after: after) == [
                "name": "jane", "state": "present", "append": false, "move_home": false, "uid": 1001, "group": 1001,
                "comment": "J", "home": "/home/jane", "shell": "/bin/sh", "groups": "dev,ops",
            ])
        let new = try Trial(UserModule.self, "{name: jane}", host(nil))
        #expect(try new.result(after: host())["create_home"] == true)
        #expect(try new.result(checkMode: true) == ["name": "jane", "state": "present"])
        let gone = try Trial(UserModule.self, "{name: jane, state: absent, remove: true}", host())
        #expect(try gone.result() == ["name": "jane", "state": "absent", "force": false, "remove": true])
    }

    @Test func `a key is generated once and returned`() throws {
        let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIS9kjNDEzi24INYV+FaLUcMUJU6bIbEA1cpSEf1wK0B jane@host\n"
        var answers = host()
        #expect(
            try Trial(UserModule.self, "{name: jane, generate_ssh_key: true, ssh_key_bits: 2048}", answers)
                .commands.first?.hasSuffix("ssh-keygen -q -t rsa -b 2048") == true)
        let secret = RemotePath("~jane/.ssh/id_rsa")
        let open = RemotePath("~jane/.ssh/id_rsa.pub")
        answers[.file(secret)] = .file(RemoteFile(path: secret, kind: .regular, mode: 0o600))
        answers[.file(open, FileInterest(contentsUpTo: 1 << 16))] = .file(
            RemoteFile(path: open, kind: .regular, mode: 0o644, contents: Array(line.utf8)))
        let trial = try Trial(UserModule.self, "{name: jane, generate_ssh_key: true}", answers)
        #expect(trial.steps.isEmpty)
        let result = try trial.result()
        #expect(result["ssh_key_file"] == "/home/jane/.ssh/id_rsa")
        #expect(result["ssh_public_key"] == .string(String(line.dropLast())))
        #expect(
            result["ssh_fingerprint"]
                == "256 SHA256:OSpGTXILM7VhodqMKXCcRO+6wjmEThB+pJ3ByyB0TAo jane@host (ED25519)")
    }

    @Test(
        "names and fields that would break the account files are refused",
        arguments: [
            ("{name: -D}", "not a valid user name: -D"), ("{name: 'a:b'}", "not a valid user name: a:b"),
            ("{name: \"a\\nb\"}", "not a valid user name: a\nb"),
            ("{name: jane, comment: 'a:b'}", "`comment` must not contain a colon or control character"),
            ("{name: jane, comment: \"a\\nb\"}", "`comment` must not contain a colon or control character"),
            ("{name: jane, password: \"a\\nroot:x\"}", "`password` must not contain a colon or control character"),
            ("{name: jane, groups: nosuch}", "Group nosuch does not exist"),
            (
                "{name: jane, local: true}",
                "`local` of the module `user`: the tools of libuser are not used; useradd changes only local files anyway."
            ),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(UserModule.self, arguments, host()) == expected)
    }

    @Test func `a name of 300 letters is refused`() {
        #expect(Trial.failure(UserModule.self, "{name: \(String(repeating: "a", count: 300))}") != nil)
    }
}
