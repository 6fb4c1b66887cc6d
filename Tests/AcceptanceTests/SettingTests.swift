import Foundation
import Testing

/// Settings that change what a run does, each beside a run without it.
@Suite struct SettingTests {
    private static let hosts = "h1 ansible_connection=local\n"

    private func project(_ play: String, _ configuration: String = "") throws -> Project {
        try Project(["hosts": Self.hosts, "site.yml": play, "ansible.cfg": configuration])
    }

    private static let twice = """
        - hosts: all
          gather_facts: false
          vars: { a: 1, b: 2, a: 3 }
          tasks: [{ debug: { var: a } }]
        """

    @Test(
        arguments: [
            ("warn", 0, "warning[yaml]: "), ("ignore", 0, nil), ("error", 4, "error[yaml]: duplicate key"),
            ("Error", 4, "error[yaml]: "), ("perhaps", 1, "one of warn, error, ignore"),
        ] as [(String, Int32, String?)])
    func `duplicate_dict_key decides what happens to a duplicate key`(setting: String, code: Int32, said: String?)
        async throws
    {
        let project = try project(Self.twice, "[defaults]\nduplicate_dict_key = \(setting)\n")
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-ihosts")
        #expect(run.code == code, "\(run.all)")
        #expect(code == 0 ? run.output.contains("\"a\": 3") : run.output.isEmpty, "\(run.all)")
        if let said { #expect(run.errors.contains(said), "\(run.errors)") } else { #expect(run.errors.isEmpty) }
    }

    @Test(arguments: ["group_vars/all.yml", "vars.yml", "hosts.yml"])
    func `duplicate_dict_key applies to every file that is read`(file: String) async throws {
        let play = "- hosts: all\n  gather_facts: false\n  tasks:\n    - include_vars: vars.yml\n"
        let project = try project(play)
        defer { project.remove() }
        try project.write("k: 1\n", to: "vars.yml")
        try project.write("all: { hosts: { h2: { ansible_connection: local } } }\n", to: "hosts.yml")
        let fine = try await project.run(
            "run", "site.yml", "-ihosts", "-ihosts.yml", environment: ["ANSIBLE_DUPLICATE_YAML_DICT_KEY": "error"])
        #expect(fine.code == 0, "\(fine.all)")
        let text = file == "hosts.yml" ? "all: { hosts: { h2: { x: 1, x: 2 } } }\n" : "k: 1\nk: 2\n"
        try project.write(text, to: file)
        let run = try await project.run(
            "run", "site.yml", "-ihosts", "-ihosts.yml", environment: ["ANSIBLE_DUPLICATE_YAML_DICT_KEY": "error"])
        #expect(run.code != 0 && run.all.contains("occurs twice"), "\(run.all)")
        let ignored = try await project.run(
            "run", "site.yml", "-ihosts", "-ihosts.yml", environment: ["ANSIBLE_DUPLICATE_YAML_DICT_KEY": "ignore"])
        #expect(!ignored.all.contains("occurs twice"), "\(ignored.all)")
    }

    /// Takes sudo's options and becomes what stands behind them.
    private static let program = """
        #!/bin/sh
        echo "$@" >>"${0%/*}/calls"
        while [ $# -gt 0 ]; do
            case $1 in
            --) shift; break ;;
            -u | -p) shift 2 ;;
            *) shift ;;
            esac
        done
        exec "$@"
        """

    @Test(
        arguments: [
            ("[privilege_escalation]\nbecome_exe = ./wrap\nbecome_flags = -E -k\n", [:], "-E -k -n -u app --"),
            ("[privilege_escalation]\nbecome_exe = ./wrap\n", ["ANSIBLE_BECOME_FLAGS": "-i"], "-i -n -u app --"),
            (
                "[privilege_escalation]\nbecome_exe = /nowhere\n[sudo_become_plugin]\nexecutable = ./wrap\nflags = -s\n",
                [:],
                "-s -n -u app --"
            ),
            ("[sudo_become_plugin]\nuser = other\n", ["ANSIBLE_SUDO_EXE": "./wrap"], "-H -n -u other --"),
            ("[doas_become_plugin]\nflags = -x\n", ["ANSIBLE_BECOME_EXE": "./wrap"], "-H -n -u app --"),
        ] as [(String, [String: String], String)])
    func `become_exe and become_flags set the command of become`(
        configuration: String, environment: [String: String], call: String
    ) async throws {
        let user = configuration.contains("user = other") ? "" : "become_user: app, "
        let play = "- hosts: all\n  gather_facts: false\n  tasks: [{ \(user)become: true, command: echo there }]\n"
        let project = try project(play)
        defer { project.remove() }
        try project.write(Self.program, to: "wrap")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: project.path + "/wrap")
        let resolved = { (text: String) in text.replacing("./wrap", with: project.path + "/wrap") }
        try project.write(resolved(configuration), to: "ansible.cfg")
        let run = try await project.run("run", "site.yml", "-ihosts", environment: environment.mapValues(resolved))
        #expect(run.code == 0, "\(run.all)")
        let calls = try String(contentsOfFile: project.path + "/calls", encoding: .utf8)
        #expect(calls.hasPrefix(call), "\(calls)")
    }

    @Test func `the password of a become method stays hidden`() async throws {
        let project = try project(Self.twice, "[sudo_become_plugin]\npassword = hush-hush-1\n")
        defer { project.remove() }
        let run = try await project.run("config")
        #expect(run.output.contains("sudo.become_pass(\(project.path)/ansible.cfg) = \"********\""), "\(run.output)")
        #expect(!run.all.contains("hush-hush-1"))
    }

    @Test(arguments: [("1", nil, 2), ("0", nil, 0), ("1", "0", 0), ("30", "1", 2)] as [(String, String?, Int32)])
    func `task_timeout applies to tasks without a timeout of their own`(
        setting: String, own: String?, code: Int32
    ) async throws {
        let timeout = own.map { ", timeout: \($0)" } ?? ""
        let play = "- hosts: all\n  gather_facts: false\n  tasks: [{ command: sleep 2\(timeout) }]\n"
        let project = try project(play, "[defaults]\ntask_timeout = \(setting)\n")
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-ihosts")
        #expect(run.code == code, "\(run.all)")
    }

    @Test(arguments: [
        ("ok = green", "\u{1B}[0;32mok: [h1]"), ("ok = bright blue", "\u{1B}[1;34mok: [h1]"),
        ("ok = color9", "\u{1B}[38;5;9mok: [h1]"), ("ok = rgb123", "\u{1B}[38;5;67mok: [h1]"),
        ("ok = gray3", "\u{1B}[38;5;235mok: [h1]"), ("ok = normal", "\u{1B}[0mok: [h1]"),
    ])
    func `colours follow the settings`(setting: String, shown: String) async throws {
        let play = "- hosts: all\n  gather_facts: false\n  tasks: [{ ping: }]\n"
        let project = try project(play, "[defaults]\nforce_color = yes\n[colors]\n\(setting)\n")
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-ihosts")
        #expect(run.code == 0 && run.output.contains(shown), "\(run.output)")
    }

    @Test func `an unknown colour ends the run`() async throws {
        let project = try project(Self.twice, "[colors]\nok = greenish\n")
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-ihosts")
        #expect(run.code == 1 && run.errors.contains("`ok` in [colors] is `greenish`"), "\(run.errors)")
    }

    @Test func `with a fixed salt, equal strings are encrypted identically`() async throws {
        let project = try project(Self.twice)
        defer { project.remove() }
        try project.write("vault-pass-word\n", to: "password")
        let seal = { (salt: String) in
            try await project.run(
                "vault", "encrypt_string", "text", "--vault-password-file", "password",
                environment: salt.isEmpty ? [:] : ["ANSIBLE_VAULT_ENCRYPT_SALT": salt]
            ).output
        }
        let (first, second, other, random) = (
            try await seal("a"), try await seal("a"), try await seal("b"), try await seal("")
        )
        #expect(first.contains("$ANSIBLE_VAULT") && first == second && first != other && first != random)
    }

    @Test func `single commands find variables in playbook_dir`() async throws {
        let project = try project(Self.twice)
        defer { project.remove() }
        try project.write("where: there\n", to: "plays/group_vars/all.yml")
        for arguments in [
            ["exec", "h1", "-ihosts", "-mdebug", "-avar=where"], ["inventory", "-ihosts", "--host", "h1"],
        ] {
            let run = try await Swiftplay.start(
                arguments, in: project.path, environment: ["ANSIBLE_PLAYBOOK_DIR": "plays"]
            ).finish()
            #expect(run.code == 0 && run.output.contains("\"where\": \"there\""), "\(run.all)")
        }
    }

    @Test func `config shows the settings`() async throws {
        let project = try project(Self.twice)
        defer { project.remove() }
        let run = try await project.run("config", environment: ["ANSIBLE_TASK_TIMEOUT": "9"])
        for line in [
            "DUPLICATE_YAML_DICT_KEY(default) = \"warn\"", "TASK_TIMEOUT(env: ANSIBLE_TASK_TIMEOUT) = 9",
            "DIFF_CONTEXT(default) = 3", "COLOR_WARN(default) = \"bright purple\"",
            "DEFAULT_BECOME_EXE(default) = null",
            "doas.become_flags(default) = null", "SHOW_CUSTOM_STATS(default) = false",
        ] {
            #expect(run.output.contains(line + "\n"), "\(line)")
        }
    }
}
