import ModuleKit
import Testing
import Values

@testable import Modules

private func package(_ name: String, _ installed: String?, _ candidate: String? = nil) -> [Query: Answer] {
    [.package(name, .apt): .package(PackageState(installed: installed, candidate: candidate ?? installed))]
}

private func policy(_ names: String..., text: String, release: String? = nil) -> [Query: Answer] {
    let words = (release.map { ["-o", "APT::Default-Release=\($0)"] } ?? []) + ["policy"] + names
    return [.command(AptCommand.question("apt-cache", words).reading([.packages])): .command(.saying(text))]
}

private let fooPolicy = """
    foo:
      Installed: 1.0
      Candidate: 2.0
      Version table:
         2.0 500
            500 file:/srv/packages ./ Packages
     *** 1.0 100
            100 /var/lib/dpkg/status
    """

private func cache(age: Int) -> [Query: Answer] {
    let lists = RemoteFile(path: RemotePath("/var/lib/apt/lists"), kind: .directory, mode: 0o755, modified: 1_000_000)
    return [
        .file(lists.path): .file(lists),
        .command(.clock): .command(.saying("\(1_000_000 + age)\n")),
    ]
}

private func merged(_ answers: [Query: Answer]...) -> [Query: Answer] {
    answers.reduce(into: [:]) { $0.merge($1) { $1 } }
}

/// The words of each call behind the options that every call has.
private func calls(_ trial: Trial) -> [String] {
    let usual = "-y -o DPkg::Lock::Timeout=60 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "
    return trial.commands.map { command in
        let words = command.split(separator: "apt-get ").last.map(String.init) ?? ""
        return words.replacing(usual, with: "")
    }
}

@Suite struct AptTests {
    @Test(
        "calls apt-get once, for the packages that need it",
        arguments: [
            ("name: foo", package("foo", "1.0"), []),
            ("name: foo", package("foo", nil, "1.0"), ["install foo"]),
            ("name: [foo, bar]", merged(package("foo", nil, "1.0"), package("bar", nil, "2")), ["install foo bar"]),
            ("name: [foo, bar]", merged(package("foo", "1.0"), package("bar", nil, "2")), ["install bar"]),
            ("name: foo", package("foo", "1.0", "2.0"), []),
            ("name: foo, state: latest", package("foo", "1.0", "2.0"), ["install foo"]),
            ("name: foo, state: latest", package("foo", "2.0", "1.0"), []),
            ("name: foo, state: latest, only_upgrade: true", package("foo", nil, "1.0"), []),
            ("name: foo, state: absent", package("foo", "1.0"), ["remove foo"]),
            ("name: foo, state: absent", package("foo", nil, "1.0"), []),
            (
                "name: foo, state: absent, purge: true, autoremove: true", package("foo", "1.0"),
                [
                    "--purge --auto-remove remove foo"
                ]
            ),
            (
                "name: foo, install_recommends: false, allow_downgrade: true, default_release: sid",
                merged(package("foo", nil, "1.0"), policy("foo", text: fooPolicy, release: "sid")),
                ["--allow-downgrades -t sid -o APT::Install-Recommends=no install foo"]
            ),
            ("name: foo=1.0", merged(package("foo", "1.0"), policy("foo", text: fooPolicy)), []),
            ("name: foo=2.*", merged(package("foo", "1.0"), policy("foo", text: fooPolicy)), ["install foo=2.0"]),
            ("name: foo>=1.5", merged(package("foo", "1.0"), policy("foo", text: fooPolicy)), ["install foo=2.0"]),
            ("name: foo>=0.9", merged(package("foo", "1.0"), policy("foo", text: fooPolicy)), []),
        ] as [(String, [Query: Answer], [String])])
    func installs(wish: String, host: [Query: Answer], expected: [String]) throws {
        #expect(calls(try Trial(Apt.self, "{\(wish)}", host)) == expected)
    }

    @Test func `a virtual package counts as installed if something provides it`() throws {
        let provided: [Query: Answer] = [.package("awk", .apt): .package(PackageState(providers: ["mawk"]))]
        #expect(try Trial(Apt.self, "{name: awk}", provided).steps.isEmpty)
        let open: [Query: Answer] = [.package("mta", .apt): .package(PackageState())]
        #expect(calls(try Trial(Apt.self, "{name: mta}", open)) == ["install mta"])
    }

    @Test func `a pattern is replaced by the names that match it`() throws {
        let names: [Query: Answer] = [
            .command(AptCommand.question("apt-cache", ["pkgnames", "lib"]).reading([.packages])): .command(
                .saying("libb\nliba\nlibx-dev\n"))
        ]
        let host = merged(names, package("liba", nil, "1"), package("libb", "1"))
        let trial = try Trial(Apt.self, "{name: 'lib?'}", host)
        #expect(calls(trial) == ["install liba"])
        #expect(trial.rounds == 2)
        #expect(Trial.failure(Apt.self, "{name: 'lib?z'}", names) == "No package matching 'lib?z' was found")
    }

    @Test(
        "package lists are updated when they are old",
        arguments: [
            ("cache_valid_time: 60", 61, true), ("cache_valid_time: 60", 59, false), ("update_cache: true", 0, true),
        ])
    func lists(wish: String, age: Int, expected: Bool) throws {
        let trial = try Trial(Apt.self, "{\(wish)}", cache(age: age))
        #expect(trial.changed == expected)
        #expect(try trial.result()["cache_updated"] == .bool(expected))
        #expect(try trial.result()["cache_update_time"] == 1_000_000)
    }

    @Test(
        arguments: [
            ("name: foo=1.0", "foo=1.0 is older than the installed version: 2.0"), ("name: foo=1.0, force: true", nil),
            ("name: foo=1.0, allow_downgrade: true", nil), ("name: foo=2.0", nil),
        ] as [(String, String?)])
    func `no package is downgraded unless allowed`(wish: String, failure: String?) {
        let host = merged(package("foo", "2.0"), policy("foo", text: fooPolicy))
        #expect(Trial.failure(Apt.self, "{\(wish)}", host) == failure)
    }

    @Test func `an update of the lists before an installation is not a change of its own`() throws {
        let trial = try Trial(Apt.self, "{name: foo, update_cache: true}", package("foo", "1.0"))
        #expect(calls(trial) == ["-q -o APT::Update::Error-Mode=any update"])
        #expect(!trial.changed)
    }

    @Test func `after an update apt-get itself says whether the latest was installed`() throws {
        let trial = try Trial(Apt.self, "{name: foo, state: latest, update_cache: true}", package("foo", "1.0"))
        #expect(calls(trial).last == "install foo")
        func changed(_ summary: String) throws -> Bool? {
            try trial.told(outcomes: [.ran(.saying("")), .ran(.saying(summary))]).changed
        }
        #expect(try changed("0 upgraded, 0 newly installed, 0 to remove and 3 not upgraded.\n") == false)
        #expect(try changed("1 upgraded, 0 newly installed, 0 to remove and 3 not upgraded.\n") == true)
    }

    @Test(
        "changes that only apt-get knows are simulated",
        arguments: [
            (
                "upgrade: dist", "dist-upgrade", "Inst foo [1] (2 x)\n1 upgraded, 0 newly installed, 0 to remove.\n",
                true
            ),
            (
                "upgrade: yes", "upgrade --with-new-pkgs",
                "0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n", false
            ),
            ("name: '*', state: latest", "upgrade --with-new-pkgs", "Inst foo [1] (2 x)\n", true),
            ("name: foo, state: build-dep", "build-dep foo", "Inst gcc (1 x)\n", true),
            ("autoremove: true", "autoremove", "Remv foo [1]\n", true),
        ])
    func simulations(wish: String, verb: String, words: String, expected: Bool) throws {
        let options =
            "-y -o DPkg::Lock::Timeout=60 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "
        let call = ("-s -q " + options + verb).split(separator: " ").map(String.init)
        let query = Query.command(AptCommand.question("apt-get", call).reading([.packages]))
        let trial = try Trial(Apt.self, "{\(wish)}", [query: .command(.saying(words))])
        #expect(trial.changed == expected)
        #expect(calls(trial) == (expected ? [verb] : []))
    }

    @Test(
        "check mode uses a simulation for dependencies",
        arguments: [
            ("present", package("foo", nil, "1.0"), "Inst dep (3 x)\nInst foo (1.0 x)\n", "3"),
            ("absent", package("foo", "1.0"), "Remv dep [3]\nRemv foo [1.0]\n", nil),
        ] as [(String, [Query: Answer], String, String?)])
    func rehearsal(state: String, host: [Query: Answer], said: String, expected: String?) throws {
        let trial = try Trial(Apt.self, "{name: foo, state: \(state)}", host)
        let change = try #require(trial.decision.changes.first).rehearsed(by: .command(.saying(said)))
        guard case .package(let package) = change.expects[.package("dep", .apt)] else { return #expect(Bool(false)) }
        #expect(package?.installed == expected && package?.candidate == "3")
    }

    @Test func `policy-rc.d is put in place around the call`() throws {
        let trial = try Trial(Apt.self, "{name: foo, policy_rc_d: 101}", package("foo", nil, "1"))
        #expect(calls(trial) == ["install foo"])
        #expect(trial.commands.first?.contains("sh 101 apt-get") == true)
    }

    @Test func `a package file is installed when it is newer`() throws {
        let show = Command("dpkg-deb", "--show", "--showformat=${Package} ${Version}", "/tmp/f.deb")
        let file = Query.command(show.reading([.path("/tmp/f.deb")]))
        let shown: [Query: Answer] = [file: .command(.saying("foo 2.0"))]
        #expect(calls(try Trial(Apt.self, "{deb: /tmp/f.deb}", shown)) == ["install /tmp/f.deb"])
        #expect(calls(try Trial(Apt.self, "{deb: /tmp/f.deb}", merged(shown, package("foo", "2.0")))) == [])
    }

    @Test(
        "invalid package names are refused",
        arguments: [
            ("{name: '-o APT::Get::Force'}", "not a package name: -o APT::Get::Force"),
            ("{name: --allow-unauthenticated}", "not a package name: --allow-unauthenticated"),
            ("{name: 'nginx; id'}", "not a package name: nginx; id"),
            ("{name: ./x.deb}", "not a package name: ./x.deb"),
            ("{name: nginx-}", "not a package name: nginx-"),
            ("{name: 'a=1=2'}", "not a package with a version: a=1=2"),
            ("{name: nosuch}", "No package matching 'nosuch' was found"),
            ("{upgrade: dist, name: foo}", "parameters are mutually exclusive: deb|name|upgrade"),
            ("{purge: true}", "one of the following is required: name, deb, upgrade, update_cache, autoremove"),
            ("{name: foo, default_release: -q}", "not a release: -q"),
            ("{name: foo, dpkg_options: 'x y'}", "not a dpkg option: x y"),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(Apt.self, arguments) == expected)
    }

    @Test(
        "without names there is nothing to do",
        arguments: [
            "{name: []}", "{name: [], state: absent}", "{name: [], state: latest}", "{name: null}", "{name: ''}",
            "{name: [''], state: absent}", "{pkg: []}",
        ])
    func nothing(task: String) throws {
        #expect(try Trial(Apt.self, task).steps == [])
        #expect(try Trial(Package.self, task).steps == [])
    }

    @Test(
        "arguments of another package manager fail when the task runs",
        arguments: [
            ("enablerepo: epel", "`enablerepo` is for another package manager than this host's, which is APT"),
            ("exclude: [a, b]", "`exclude` is for another package manager than this host's, which is APT"),
            ("use: xbps", "the package manager `use: xbps` is not supported yet"),
            ("use: apt, stat: present", "The module `package` has no argument `stat`."),
        ])
    func foreign(wish: String, expected: String) {
        #expect(Trial.failure(Package.self, "{name: jq, \(wish)}") == expected)
    }

    @Test func `an unavailable version is a failure that lists the available ones`() {
        let host = merged(package("foo", "1.0"), policy("foo", text: fooPolicy))
        #expect(Trial.failure(Apt.self, "{name: foo=9}", host) == "no available version matches foo=9")
    }

    @Test func `failures contain the command and its output`() throws {
        let trial = try Trial(Apt.self, "{name: foo}", package("foo", nil, "1"))
        #expect {
            try trial.result(outcomes: [.ran(.saying("", exitCode: 100, errors: "E: Could not get lock\n"))])
        } throws: { error in
            guard let failure = error as? ModuleFailure else { return false }
            return failure.message.hasSuffix("install foo' failed: E: Could not get lock")
                && failure.result["rc"] == 100
        }
    }

    @Test func `package accepts the arguments of apt`() throws {
        let trial = try Trial(Package.self, "{name: foo, update_cache: true, use: apt}", package("foo", nil, "1"))
        #expect(calls(trial).last == "install foo")
    }
}
