import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// Modules that ask one tool of the host and call it for what differs.
@Suite struct ToolModulesTests {
    private static let photos =
        "device=yes\ntype=ext4\nuuid=7a0b5d0e-0c33-4c8f-8f3a-6d8a1f0f4a11\nsize=40\nroom=90\nblock=10\n"

    @Test(
        "file systems are made where there is none",
        arguments: [
            ("fstype: ext4, opts: -L photos", "device=yes\n", ["mkfs.ext4 -F -L photos /dev/x"]),
            ("fstype: ext4", photos, []), ("fstype: ext4, force: true", photos, ["mkfs.ext4 -F /dev/x"]),
            ("fstype: xfs, force: true, uuid: 7a0b", photos, ["mkfs.xfs -f -m uuid=7a0b /dev/x"]),
            ("fstype: ext4, resizefs: true", photos, ["resize2fs /dev/x"]),
            ("fstype: ext4, resizefs: true", photos.replacing("room=90", with: "room=49"), []),
            ("fstype: ext4, uuid: 7a0b5d0e-0c33-4c8f-8f3a-6d8a1f0f4a11", photos, []),
            ("fstype: ext4, uuid: random", photos, ["tune2fs -U random /dev/x"]),
            ("fstype: lvm", "device=yes\ntype=LVM2_member\n", []),
            ("fstype: swap", "device=yes\n", ["mkswap -f /dev/x"]),
            ("state: absent", photos, ["wipefs --all /dev/x"]), ("state: absent", "", []),
        ])
    func filesystems(task: String, known: String, expected: [String]) throws {
        #expect(try Trial(Filesystem.self, "{dev: /dev/x, \(task)}") { _ in .saying(known) }.commands == expected)
    }

    @Test(
        "what would lose a file system, or cannot be, is refused",
        arguments: [
            ("fstype: xfs", photos, "there is a file system on /dev/x already: ext4"),
            ("fstype: xfs", "", "there is no device /dev/x"),
            ("fstype: ufs", "", "`fstype: ufs` is for FreeBSD, which is not supported"),
            ("fstype: swap, resizefs: true", photos, "file systems of the kind swap cannot be grown"),
            (
                "fstype: xfs, resizefs: true", "device=yes\ntype=xfs\n",
                "a file system of the kind xfs grows only while it is mounted"
            ),
        ])
    func refusedFilesystems(task: String, known: String, message: String) {
        #expect(Trial.failure(Filesystem.self, "{dev: /dev/x, \(task)}") { _ in .saying(known) } == message)
    }

    @Test(
        "ports get their type",
        arguments: [
            ("ports: 8081, state: present", ["semanage port --add --type http_port_t --proto tcp 8081"]),
            ("ports: [80, 81], state: present", []),
            (
                "ports: 22, state: present, reload: no",
                ["semanage port --modify --type http_port_t --proto tcp --noreload 22"]
            ),
            ("ports: 80, state: absent", ["semanage port --delete --type http_port_t --proto tcp 80"]),
            ("ports: 8081, state: absent", []),
        ])
    func ports(task: String, expected: [String]) throws {
        let list =
            "enabled\nhttp_port_t                    tcp      80, 81\nssh_port_t                     tcp      22\n"
        let trial = try Trial(Seport.self, "{proto: tcp, setype: http_port_t, \(task)}") { _ in .saying(list) }
        #expect(trial.commands == expected)
    }

    @Test(
        "the mode of SELinux",
        arguments: [
            ("state: enforcing, policy: targeted", "1", "SELINUX=enforcing\nSELINUXTYPE=targeted\n", [], nil, false),
            (
                "state: permissive, policy: targeted", "1", "# c\nSELINUX=enforcing\nSELINUXTYPE=targeted\n",
                ["setenforce 0"], "# c\nSELINUX=permissive\nSELINUXTYPE=targeted\n", false
            ),
            ("state: disabled", "1", "SELINUX=enforcing\n", ["setenforce 0"], "SELINUX=disabled\n", true),
            ("state: enforcing, policy: mls", "", "SELINUX=disabled", [], "SELINUX=enforcing\nSELINUXTYPE=mls", true),
        ] as [(String, String, String, [String], String?, Bool)])
    func mode(task: String, now: String, file: String, expected: [String], written: String?, reboots: Bool) throws {
        let answers = try fileAnswers(Selinux.self, "{\(task)}", "/etc/selinux/config", file)
        let trial = try Trial(Selinux.self, "{\(task)}", answers) { _ in .saying(now + "\n") }
        #expect(trial.commands == expected)
        let write = trial.steps.compactMap { if case .write(let write) = $0 { write.content.bytes } else { nil } }.first
        #expect(write.map { String(decoding: $0, as: UTF8.self) } == written)
        #expect(try trial.result()["reboot_required"] == .bool(reboots))
    }

    /// Answers to all questions for a file.
    private func fileAnswers<M: Module>(_ module: M.Type, _ task: String, _ path: RemotePath, _ text: String) throws
        -> [Query: Answer]
    {
        let bound = try ModuleEntry(module).bind(task)
        let queries = try bound.begin().queries.filter { if case .file(path, _) = $0 { true } else { false } }
        let file = RemoteFile(path: path, kind: .regular, mode: 0o644, contents: Array(text.utf8))
        return Dictionary(queries.map { ($0, Answer.file(file)) }) { $1 }
    }

    @Test(
        "programs of supervisord",
        arguments: [
            ("name: press, state: started", ["start press"]), ("name: cask, state: started", []),
            ("name: cask, state: stopped", ["stop cask"]), ("name: press, state: stopped", []),
            ("name: 'pick:', state: restarted", ["update && \"$@\" restart pick:a pick:b"]),
            ("name: cask, state: signalled, signal: HUP", ["signal HUP cask"]), ("name: cask, state: present", []),
            ("name: new, state: present", ["reread && \"$@\" add new"]),
            (
                "name: cask, state: absent, stop_before_removing: true",
                ["stop cask && \"$@\" reread && \"$@\" remove cask"]
            ),
            ("name: new, state: absent", []), ("name: all, state: started", ["start pick:b press"]),
        ])
    func supervisord(task: String, expected: [String]) throws {
        let status = "cask  RUNNING  pid 1\npress  STOPPED  Not started\npick:a  RUNNING  x\npick:b  FATAL  y\n"
        let trial = try Trial(Supervisorctl.self, "{\(task)}") { _ in .saying(status, exitCode: 3) }
        #expect(trial.commands.count == expected.count)
        for (command, words) in zip(trial.commands, expected) {
            #expect(command.contains("\"$@\" \(words) sh supervisorctl"))
        }
    }

    @Test func `a password at supervisord is in no argument`() throws {
        let trial = try Trial(Supervisorctl.self, "{name: press, state: started, username: a, password: s3cret}") { _ in
            .saying("press  STOPPED  x\n", exitCode: 3)
        }
        #expect(trial.commands.count == 1 && !trial.commands.joined().contains("s3cret"))
    }

    @Test(
        "packages of Ruby",
        arguments: [
            ("state: present", []), ("state: present, version: '2.0'", []),
            ("state: present, version: '3.0'", ["gem install --norc --version 3.0 --user-install --no-document rake"]),
            ("state: latest, user_install: no", ["gem install --norc --no-user-install --no-document rake"]),
            ("state: absent", ["gem uninstall --norc --all --executable rake"]),
            ("state: absent, version: '2.0'", ["gem uninstall --norc --version 2.0 --executable rake"]),
            ("state: absent, version: '9'", []),
        ])
    func ruby(task: String, expected: [String]) throws {
        let trial = try Trial(Gem.self, "{name: rake, \(task)}") { line in
            .saying(
                line.contains("--remote") ? "rake (3.1)\n" : "*** LOCAL GEMS ***\n\nrake (default: 2.1, 2.0 ruby)\n")
        }
        #expect(trial.commands == expected)
    }

    @Test(
        "Composer is asked beforehand",
        arguments: [
            ("command: install", "Nothing to install, update or remove", false),
            ("command: install", "Package operations: 1 install", true), ("command: dump-autoload", "", true),
        ])
    func composer(task: String, told: String, acts: Bool) throws {
        let trial = try Trial(Composer.self, "{working_dir: /srv/shop, \(task)}") { _ in .saying(told) }
        #expect(trial.changed == acts)
        guard acts, task.contains("install") else { return }
        #expect(
            trial.commands.first?.hasSuffix(
                "sh composer  install --no-ansi --no-interaction --no-progress --no-dev --optimize-autoloader --working-dir /srv/shop"
            ) == true)
    }

    @Test("make is asked beforehand", arguments: [(0, false), (1, true)])
    func make(code: Int, acts: Bool) throws {
        let trial = try Trial(Make.self, "{chdir: /srv, target: all, jobs: 2, params: {A: b, C: null}}") { _ in
            .saying("", exitCode: code)
        }
        #expect(trial.changed == acts)
        #expect(!acts || trial.commands[0].hasSuffix("sh make -j 2 all A=b C"))
        #expect(try trial.result()["command"] == "make -j 2 all A=b C")
    }

    private func pair(_ task: String, _ key: String?, comment: String = "old") throws -> [String] {
        let task = "{path: /srv/k, \(task)}"
        let file = RemoteFile(path: "/srv/k", kind: .regular, mode: 0o600)
        var answers = try fileAnswers(OpensshKeypair.self, task, "/srv/k.pub", "ssh-ed25519 AAAA \(comment)\n")
        let questions: [(Query, RemoteFile?)] = [
            (.file("/srv/k", FileInterest(follow: true)), key == nil ? nil : file),
            (.file("/srv", FileInterest(follow: true)), RemoteFile(path: "/srv", kind: .directory, mode: 0o755)),
        ]
        for (query, file) in questions { answers[query] = .file(file) }
        return try Trial(OpensshKeypair.self, task, answers) { _ in
            .saying(key ?? "", exitCode: key?.isEmpty ?? true ? 1 : 0)
        }.summaries
    }

    @Test(
        "pairs of keys are made where there is none as asked for",
        arguments: [
            ("type: ed25519", nil, ["make the pair /srv/k"]), ("type: ed25519", "256", []),
            ("type: ed25519, comment: old", "256", []), ("type: ed25519, comment: new", "256", ["write /srv/k.pub"]),
            ("type: rsa", "256", ["make the pair /srv/k"]), ("type: rsa, regenerate: never", "256", []),
            ("type: ed25519, force: true", "256", ["make the pair /srv/k"]),
            ("type: ed25519, regenerate: full_idempotence", "", ["make the pair /srv/k"]),
            ("type: ed25519, mode: '0640'", "256", ["mode 0600 → 0640"]),
        ] as [(String, String?, [String])])
    func pairs(task: String, bits: String?, expected: [String]) throws {
        let key = bits.map { $0.isEmpty ? "" : "ssh-ed25519 AAAA old\n\($0) SHA256:x old (ED25519)\n" }
        #expect(try pair(task, key) == expected)
    }

    @Test(
        "pairs that cannot be read, or are not to be replaced, are refused",
        arguments: [
            ("type: ed25519", ""),
            ("type: rsa, regenerate: fail", "ssh-ed25519 AAAA old\n256 SHA256:x old (ED25519)\n"),
        ])
    func refusedPairs(task: String, key: String) {
        #expect(throws: ModuleFailure.self) { try pair(task, key) }
    }

    @Test func `questions and answers of expect are in its environment`() throws {
        let task = "{command: 'passwd keeper', responses: {'(?i)password': s3cret, Sure: [y, n]}, timeout: null}"
        let trial = try Trial(Expect.self, task)
        guard case .run(let command)? = trial.steps.first else { throw TrialEnd() }
        #expect(command.line.hasSuffix("sh 2 -1 0 passwd keeper") && !command.line.contains("s3cret"))
        #expect(command.environment.map(\.name).contains("SWIFTPLAY_A1_1"))
        #expect(try trial.result(outcomes: [.ran(.saying("done\n"))])["stdout"] == "done")
    }
}
