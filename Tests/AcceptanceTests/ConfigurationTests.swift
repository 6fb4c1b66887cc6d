import Foundation
import Testing

/// ansible.cfg and the environment: what holds, and what is said of the rest.
@Suite struct ConfigurationTests {
    private static let play = "- hosts: localhost\n  gather_facts: false\n  tasks: [{ debug: { msg: hi } }]\n"

    private func project(_ configuration: String, folder: String = "") throws -> Project {
        try Project(["\(folder)ansible.cfg": configuration, "\(folder)site.yml": Self.play])
    }

    @Test(arguments: [
        ("[defaults]\nforkz = 3\n", "ansible.cfg:2: There is no setting `forkz` in [defaults]. (did you mean `forks`"),
        ("[defautls]\nforks = 3\n", "ansible.cfg:1: There is no section [defautls]. (did you mean [defaults]?)"),
        ("[defaults]\nbecome = yes\n", "did you mean `become` in [privilege_escalation]?"),
        ("[defaults]\nfilter_plugins = ./x\n", "`filter_plugins` in [defaults] has no effect here."),
        (
            "[defaults]\nstdout_callback = dense\n",
            "`stdout_callback` names the callback dense, which does not exist here."
        ),
    ])
    func `each odd setting gives one warning line and does not stop the run`(text: String, said: String) async throws {
        let project = try project(text)
        defer { project.remove() }
        let run = try await project.run("run", "site.yml")
        #expect(run.code == 0 && run.errors.split(separator: "\n").count == 1, "\(run.all)")
        #expect(run.errors.hasPrefix("notice[config]: ") && run.errors.contains(said), "\(run.errors)")
    }

    @Test(arguments: [
        "[defaults]\nnocows = 1\nretry_files_enabled = False\ninterpreter_python = auto_silent\n",
        "[ssh_connection]\npipelining = True\ncontrol_path = %(directory)s/x ; why not\n",
        "[defaults]\nlocalhost_warning = False\ninject_facts_as_vars = True\n", "[callback_x]\nanything = 1\n",
        "[defaults] ; a comment\nforks = 7 ; and another\n# forkz = 2\n",
    ])
    func `settings that have no meaning here are accepted silently`(text: String) async throws {
        let project = try project(text)
        defer { project.remove() }
        let run = try await project.run("run", "site.yml")
        #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    }

    @Test(arguments: [
        ("[defaults]\nforks = many\n", "ansible.cfg:2:9", "`forks` in [defaults] is `many` and must be a whole number"),
        ("[defaults]\nforks = 0\n", "ansible.cfg:2:9", "at least 1"),
        ("[defaults]\ngathering: sometimes\n", "ansible.cfg:2:12", "one of implicit, explicit, smart"),
        ("[privilege_escalation]\nbecome = perhaps\n", "ansible.cfg:2:10", "must be yes or no"),
        ("forks = 3\n", "ansible.cfg:1:1", "after a section header such as [defaults]"),
        ("[defaults]\njust words\n", "ansible.cfg:2:1", "`key = value`"),
    ])
    func `an invalid setting ends the run and is shown with its position`(text: String, position: String, said: String)
        async throws
    {
        let project = try project(text)
        defer { project.remove() }
        let run = try await project.run("run", "site.yml")
        #expect(run.code == 1 && run.output.isEmpty, "\(run.all)")
        #expect(run.errors.contains(position) && run.errors.contains(said), "\(run.errors)")
    }

    @Test func `the environment is checked, too, and wins`() async throws {
        let project = try project("[defaults]\nforks = 7\n")
        defer { project.remove() }
        let bad = try await project.run("run", "site.yml", environment: ["ANSIBLE_FORKS": "abc"])
        #expect(bad.code == 1 && bad.errors.contains("ANSIBLE_FORKS is `abc`"), "\(bad.errors)")
        let shown = try await project.run("config", "--changed", environment: ["ANSIBLE_TIMEOUT": "30"])
        #expect(shown.output.contains("DEFAULT_FORKS(\(project.path)/ansible.cfg) = 7\n"), "\(shown.output)")
        #expect(shown.output.contains("DEFAULT_TIMEOUT(env: ANSIBLE_TIMEOUT) = 30\n"), "\(shown.output)")
        let winner = try await project.run("config", environment: ["ANSIBLE_FORKS": "9"])
        #expect(winner.output.contains("DEFAULT_FORKS(env: ANSIBLE_FORKS) = 9\n"), "\(winner.output)")
        #expect(winner.output.contains("DEFAULT_GATHERING(default) = \"implicit\"\n"), "\(winner.output)")
    }

    /// Each setting with what a play can see of it, in rising order: file, environment, option.
    @Test(
        arguments: [
            ("forks", "[defaults]\nforks = 3", ("ANSIBLE_FORKS", "4"), ["--forks", "5"], ["3", "4", "5"]),
            (
                "run_tags", "[tags]\nrun = all,a", ("ANSIBLE_RUN_TAGS", "all,b"), ["--tags", "all", "--tags", "c"],
                ["['all', 'a']", "['all', 'b']", "['all', 'c']"]
            ),
            ("verbosity", "[defaults]\nverbosity = 1", ("ANSIBLE_VERBOSITY", "2"), ["-vvv"], ["1", "2", "3"]),
            (
                "diff_mode", "[diff]\nalways = no", ("ANSIBLE_DIFF_ALWAYS", "false"), ["--diff"],
                ["False", "False", "True"]
            ),
        ] as [(String, String, (String, String), [String], [String])])
    func `an option beats the environment, which beats the file`(
        name: String, file: String, variable: (name: String, value: String), option: [String], values: [String]
    ) async throws {
        let project = try project(file + "\n")
        defer { project.remove() }
        try project.write(
            "- hosts: localhost\n  gather_facts: false\n  tasks: [{ debug: { msg: '<{{ ansible_\(name) }}>' } }]\n",
            to: "site.yml")
        for (count, value) in values.enumerated() {
            let run = try await Swiftplay.start(
                ["run", "site.yml"] + (count > 1 ? option : []), in: project.path,
                environment: count > 0 ? [variable.name: variable.value] : [:]
            ).finish()
            #expect(run.output.contains("<\(value)>"), "\(count): \(run.all)")
        }
    }

    /// Help and options stand in the declaration of a setting alone.
    @Test func `the options of settings exist and have their words`() async throws {
        let list = try await Swiftplay.run("config", "list").output
        var help = ""
        for command in [["run"], ["exec"], ["inventory"], ["vault", "encrypt"]] {
            help += try await Swiftplay.start(command + ["--help"]).finish().output
        }
        let options = list.split(separator: "\n").filter { $0.hasPrefix("  - name: --") }.map { $0.dropFirst(10) }
        #expect(options.count > 20, "\(list)")
        for option in options { #expect(help.contains(option), "\(option)") }
        #expect(!list.contains("description: ''"))
    }

    @Test func `a missing or untrusted configuration file is reported`() async throws {
        let project = try project("[defaults]\nforks = 7\n", folder: "open/")
        defer { project.remove() }
        let missing = try await project.run(
            "config", "--only-changed", environment: ["ANSIBLE_CONFIG": "nowhere.cfg"])
        #expect(missing.errors.contains("/nowhere.cfg, which does not exist"), "\(missing.errors)")
        let folder = project.path + "/open"
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
        let open = try await Swiftplay.start(["config", "--only-changed"], in: folder).finish()
        #expect(open.errors.contains("its directory is writable by anyone"), "\(open.errors)")
        #expect(!open.output.contains("FORKS"), "\(open.output)")
    }

    @Test func `force_color, verbosity, result_format and log_path take effect`() async throws {
        let project = try project(
            """
            [defaults]
            force_color = True
            verbosity = 1
            callback_result_format = yaml
            log_path = ./run.log
            """)
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", environment: ["NO_COLOR": "1"])
        #expect(run.output.contains("\u{1B}[0;32mok: [localhost] => \u{1B}[0m\n"), "\(run.output)")
        #expect(run.output.contains("    msg: hi"), "\(run.output)")
        #expect(run.errors.contains("Using \(project.path)/ansible.cfg"), "\(run.errors)")
        let log = try String(contentsOfFile: project.path + "/run.log", encoding: .utf8)
        #expect(!log.contains("\u{1B}"), "\(log)")
        let records = log.split(separator: "\n").filter {
            $0.contains(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} p=\d+ u=\S+ n=ansible INFO\| \S/)
        }
        #expect(records.contains { $0.hasSuffix("| TASK [debug] " + String(repeating: "*", count: 67)) }, "\(log)")
        #expect(records.contains { $0.contains("| localhost ") && $0.contains("ok=1 ") }, "\(log)")
    }
}
