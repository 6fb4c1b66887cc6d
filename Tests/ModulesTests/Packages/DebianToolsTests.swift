import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// Modules that ask a tool of Debian and tell it what differs.
@Suite struct DebianToolsTests {
    private func trial<M: Module>(_ module: M.Type, _ task: String, on host: FakeHost) async throws -> ContractTrial {
        try await hold(HostTask(module.doc.name, task, changes: nil), on: host)
    }

    private func host(_ state: String, _ body: @escaping @Sendable (Command, inout FakeHostWorld) -> CommandOutput?)
        -> FakeHost
    {
        var world = FakeHostWorld()
        world.files.put("/run/state", state)
        world.programs = ["update-alternatives": "/usr/bin/update-alternatives", "npm": "/usr/bin/npm"]
        world.onRun(body)
        return FakeHost(world)
    }

    private func calls(_ host: FakeHost) -> [String] {
        host.steps.compactMap { if case .run(let command) = $0 { command.line } else { nil } }
    }

    @Test("selections are set where they differ", arguments: [("install", true), ("hold", false), ("", true)])
    func selections(old: String, changes: Bool) async throws {
        let host = host(old) { command, world in
            switch command.line {
            case "dpkg --get-selections bash":
                let state = world.files.text("/run/state") ?? ""
                return .saying(state.isEmpty ? "" : "bash\t\t\(state)\n")
            case "dpkg --set-selections":
                let words = String(decoding: command.input ?? [], as: UTF8.self).split(whereSeparator: \.isWhitespace)
                world.files.put("/run/state", String(words[1]))
                world.packages["bash"] = PackageState(isHeld: words[1] == "hold")
                return .saying("")
            default: return nil
            }
        }
        host.change { $0.packages["bash"] = PackageState(isHeld: old == "hold") }
        let trial = try await trial(DpkgSelections.self, "{name: bash, selection: hold}", on: host)
        #expect(trial.real.changed == changes)
        #expect(
            trial.real.keys["before"] == .string(old.isEmpty ? "not present" : old)
                && trial.real.keys["after"] == "hold")
    }

    @Test(
        "answers are compared as their kinds ask",
        arguments: [
            ("select, value: sv", "* p/q: sv", false), ("select, value: sv", "* p/q: en", true),
            ("select, value: sv", "", true),
            ("boolean, value: yes", "* p/q: true", false), ("boolean, value: 'False'", "  p/q: true", true),
            ("multiselect, value: [b, a]", "* p/q: a, b", false), ("multiselect, value: 'b, a'", "* p/q: a, b", true),
            ("string, value: 5", "* p/q: 5", false),
            ("password, value: s3cret", "* p/q: (password omitted)\n\ns3cret", false),
            ("password, value: s3cret", "* p/q: (password omitted)\n\nother", true),
        ])
    func answers(task: String, shown: String, changes: Bool) async throws {
        let host = host(shown) { command, world in
            if command.line == "debconf-set-selections" {
                let words = String(decoding: command.input ?? [], as: UTF8.self).trimmed.split(
                    separator: " ", maxSplits: 3)
                let isPassword = words[2] == "password"
                world.files.put("/run/state", "* p/q: \(isPassword ? "(password omitted)\n\n\(words[3])" : words[3])")
                return .saying("")
            }
            return command.line.contains("debconf-show") ? .saying((world.files.text("/run/state") ?? "") + "\n") : nil
        }
        let trial = try await trial(Debconf.self, "{name: p, question: p/q, vtype: \(task)}", on: host)
        #expect(trial.real.changed == changes)
        #expect(trial.real.keys["current"]?.map?["p/q"] != nil)
        #expect(!task.contains("s3cret") || trial.real.keys["current"]?.map?["p/q"] == "(password omitted)")
    }

    private static let press = """
        press - auto mode
          link best version is /opt/b
          link currently points to /opt/b
          link press is /usr/bin/press
          slave press.1 is /usr/man/press.1
        /opt/a - priority 10
          slave press.1: /opt/a.1
        /opt/b - priority 20
        """

    @Test(
        "alternatives are installed, chosen and removed",
        arguments: [
            ("path: /opt/b", []), ("path: /opt/a", ["--set press /opt/a"]), ("path: /opt/a, state: present", []),
            ("path: /opt/a, state: auto", []), ("path: /opt/a, state: absent", ["--remove press /opt/a"]),
            ("path: /opt/x, state: absent", []),
            ("path: /opt/b, priority: 30, state: present", ["--install /usr/bin/press press /opt/b 30"]),
            ("path: /opt/c, state: present", ["--install /usr/bin/press press /opt/c 50"]),
            (
                "path: /opt/a, state: present, slaves: [{name: press.1, path: /opt/new.1, link: /usr/man/press.1}]",
                ["--install /usr/bin/press press /opt/a 10 --slave /usr/man/press.1 press.1 /opt/new.1"]
            ),
            ("path: /opt/c", ["--install /usr/bin/press press /opt/c 50", "--set press /opt/c"]),
        ])
    func alternatives(task: String, expected: [String]) throws {
        let known = { (line: String) in CommandOutput.saying(line.contains("--display") ? Self.press : "") }
        let path = RemotePath("/opt/c")
        let files = ["/opt/a", "/opt/b", "/opt/c"].map { path -> (Query, Answer) in
            (
                .file(RemotePath(path), FileInterest(follow: true)),
                .file(RemoteFile(path: RemotePath(path), kind: .regular, mode: 0o755))
            )
        }
        _ = path
        let program = (Query.program("update-alternatives"), Answer.program("/usr/bin/update-alternatives"))
        let answers = Dictionary(files + [program]) { $1 }
        let trial = try Trial(Alternatives.self, "{name: press, \(task)}", answers, programs: known)
        #expect(trial.commands == expected.map { "update-alternatives " + $0 })
    }

    @Test func `what Red Hat shows is read, too`() throws {
        let text =
            "press - status is manual.\n link currently points to /opt/a\n/opt/a - family x priority 5\n follower p: /opt/p\n"
        let group = try #require(AlternativesGroup(text))
        #expect(!group.isAutomatic && group.current == "/opt/a" && group.alternatives["/opt/a"]?.family == "x")
    }

    @Test(
        "modules of Apache are judged by what Apache shows",
        arguments: [
            ("{name: rewrite}", ["a2enmod rewrite"], true), ("{name: dir}", [], true),
            ("{name: dir, state: absent, force: true}", ["a2dismod -f dir"], true),
            ("{name: php8.2}", ["a2enmod php8.2"], false),
        ])
    func apache(task: String, expected: [String], works: Bool) async throws {
        let host = host(" dir_module (shared)\n") { command, world in
            let words = command.line.split(separator: " ").map(String.init)
            switch words.first {
            case "a2enmod":
                world.files.put("/run/state", (world.files.text("/run/state") ?? "") + " \(words[1])_module (shared)\n")
            case "a2dismod": world.files.put("/run/state", "")
            default: return .saying("Loaded Modules:\n" + (world.files.text("/run/state") ?? ""))
            }
            return .saying("")
        }
        if works {
            try await hold(HostTask("apache2_module", task, changes: !expected.isEmpty), on: host)
        } else {
            #expect(try await run("apache2_module", task, on: host).failure != nil)
        }
        #expect(calls(host).first == expected.first)
    }

    @Test(
        "locales are generated where one is missing",
        arguments: [
            ("{name: sv_SE.UTF-8}", true, "# a\nsv_SE.UTF-8 UTF-8\n"),
            ("{name: C.utf8}", false, "# a\n# sv_SE.UTF-8 UTF-8\n"),
            ("{name: [C.UTF-8, sv_SE.UTF-8]}", true, "# a\nsv_SE.UTF-8 UTF-8\n"),
            ("{name: sv_SE.UTF-8, state: absent}", false, "# a\n# sv_SE.UTF-8 UTF-8\n"),
        ])
    func locales(task: String, changes: Bool, list: String) async throws {
        let host = host("C.utf8\n") { command, world in
            if command.line == "locale-gen" {
                world.files.put("/run/state", "C.utf8\nsv_SE.utf8\n")
                return .saying("")
            }
            return command.line.contains("locale -a")
                ? .saying((world.files.text("/run/state") ?? "") + "--\nsv_SE.UTF-8 UTF-8\n") : nil
        }
        host.change { $0.files.put("/etc/locale.gen", "# a\n# sv_SE.UTF-8 UTF-8\n") }
        let trial = try await trial(LocaleGen.self, task, on: host)
        #expect(trial.real.changed == changes && host.files.text("/etc/locale.gen") == list)
        #expect(trial.real.keys["mechanism"] == "glibc")
    }

    @Test(
        "packages of Node.js are installed where one is missing",
        arguments: [
            ("name: left-pad", []), ("name: left-pad, version: 1.3.0", []),
            ("name: left-pad, version: 1.2.0", ["npm install left-pad@1.2.0"]),
            (
                "name: right-pad, production: true, registry: https://r/",
                ["npm install --production right-pad --registry https://r/"]
            ),
            ("name: left-pad, state: absent", ["npm uninstall left-pad"]), ("name: right-pad, state: absent", []),
            ("ci: true, no_optional: true", ["npm ci --no-optional"]), ("state: latest", ["npm update"]),
        ])
    func node(task: String, expected: [String]) throws {
        let programs = { (line: String) -> CommandOutput in
            if line.contains("outdated") {
                return .saying("/srv/node_modules/left-pad:left-pad@1.4.0:left-pad@1.3.0:left-pad@1.4.0\n")
            }
            return .saying(#"{"dependencies": {"left-pad": {"version": "1.3.0"}}}"#)
        }
        let answers: [Query: Answer] = [
            .program("npm"): .program("/usr/bin/npm"),
            .file("/srv", FileInterest(follow: true)): .file(RemoteFile(path: "/srv", kind: .directory, mode: 0o755)),
        ]
        let trial = try Trial(Npm.self, "{path: /srv, \(task)}", answers, programs: programs)
        #expect(trial.commands == expected)
    }
}
