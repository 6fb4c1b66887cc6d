import ModuleKit
import Testing
import Values

@testable import Modules

@Suite struct PipTests {
    private static let listed =
        "directory /srv/venv\nthere\ncall /srv/venv/bin/pip3\npackages\nFlask==2.2.5\nsp_apple==1.0\n"

    private func trial(_ arguments: String, _ listing: String = listed) throws -> Trial {
        try Trial(
            Pip.self, "{virtualenv: /srv/venv, \(arguments)}",
            [.program("virtualenv"): .program("/usr/bin/virtualenv")], programs: { _ in .saying(listing) })
    }

    /// What is called, without what puts the virtual environment's programs first.
    private func calls(_ trial: Trial) -> [String] {
        trial.commands.map { $0.components(behind: "sh /srv/venv/bin ") }
    }

    @Test(
        "only what the list of packages does not show is installed or removed",
        arguments: [
            ("name: flask", nil), ("name: [flask, SP.Apple]", nil), ("name: 'flask>=2,<3'", nil),
            ("name: ['flask>=2', '<3']", nil), ("name: flask, version: 2.2.5", nil), ("name: 'flask~=2.1'", nil),
            ("name: 'flask==2.2.*'", nil), ("name: 'flask!=2.2.5'", "install flask!=2.2.5"),
            ("name: flask, version: '3.0'", "install flask==3.0"),
            ("name: 'flask>3', extra_args: -q", "install -q flask>3"),
            ("name: pear", "install pear"), ("name: pear, state: absent", nil),
            ("name: [flask, pear], state: absent", "uninstall -y flask pear"),
            ("name: flask, state: forcereinstall", "install -U --force-reinstall flask"),
            ("name: 'flask==2.2.5', state: latest", nil), ("name: flask, extra_args: --no-cache-dir", nil),
        ] as [(String, String?)])
    func decided(arguments: String, call: String?) throws {
        let trial = try trial(arguments)
        #expect(calls(trial) == (call.map { ["/srv/venv/bin/pip3 \($0)"] } ?? []))
        #expect(trial.decision.changes.allSatisfy { $0.doubt == nil })
    }

    @Test(
        "pip decides where the list does not tell",
        arguments: [
            ("name: flask, state: latest", "only pip can tell whether flask has a newer version"),
            ("name: 'flask[async]'", "only pip can tell whether the extras of flask are installed"),
            (
                "name: git+https://example.org/press.git",
                "only pip can tell whether git+https://example.org/press.git is installed"
            ),
            ("name: flask, extra_args: --upgrade", "only pip can tell what `--upgrade` does"),
            ("name: flask, editable: true", "only pip can tell what `-e` does"),
        ])
    func open(arguments: String, doubt: String) throws {
        let trial = try trial(arguments)
        #expect(trial.decision.changes.map(\.doubt) == [doubt])
        let pip = [StepOutcome.ran(.saying("Requirement already satisfied: flask\n"))]
        #expect(try trial.told(outcomes: pip).changed == false)
    }

    @Test func `a missing virtual environment is created`() throws {
        let trial = try trial(
            "name: pear, virtualenv_python: python3.11, virtualenv_site_packages: true", "directory /srv/venv\n")
        #expect(
            calls(trial) == [
                "virtualenv --system-site-packages -ppython3.11 /srv/venv", "/srv/venv/bin/pip3 install pear",
            ])
        #expect(try trial.told().changed == true)
    }

    @Test(
        "a requirements file is read as far as pip is not needed to understand it",
        arguments: [
            ("flask\nsp-apple==1.0 # ours\n", false), ("# all\n--index-url https://example.org\nFlask >= 2\n", false),
            ("flask\npear\n", true), ("flask ; python_version < '3'\n", true), ("-r other.txt\n", true),
            ("flask==2.2.5 \\\n    --hash=sha256:00\n", false),
        ])
    func file(text: String, isCalled: Bool) throws {
        var file = RemoteFile(path: "/srv/app/req.txt", kind: .regular, mode: 0o644)
        file.contents = Array(text.utf8)
        let query = Query.file("/srv/app/req.txt", FileInterest(follow: true, contentsUpTo: 1 << 20))
        let trial = try Trial(
            Pip.self, "{virtualenv: /srv/venv, requirements: req.txt, chdir: /srv/app}", [query: .file(file)],
            programs: { _ in .saying(Self.listed) })
        #expect(calls(trial) == (isCalled ? ["/srv/venv/bin/pip3 install -r req.txt"] : []))
    }

    @Test(
        "wrong arguments and hosts without pip are refused",
        arguments: [
            ("{name: a, version: '1', state: latest}", "", "needs `state: present`"),
            ("{name: [a, b], version: '1'}", "", "`version` needs a single package"),
            ("{name: 'a>1', version: '1'}", "", "the version is given twice"),
            ("{name: a, umask: '89'}", "", "`umask` must be an octal number"),
            ("{name: a, virtualenv: /v, executable: pip3}", "", "mutually exclusive"),
            ("{name: a}", "there\n", "the host has no pip"),
            ("{name: a, executable: pip9}", "there\n", "the host has no program pip9"),
            ("{name: a, virtualenv: /v}", "directory /v\nthere\n", "the virtual environment /v has no pip"),
            ("{name: a, virtualenv: /v}", "directory /v\n", "the host has no virtualenv to create /v with"),
            ("{requirements: r.txt}", "there\ncall pip\npackages\n", "there is no requirements file r.txt"),
        ])
    func refused(arguments: String, listing: String, message: String) {
        let failure = Trial.failure(Pip.self, arguments, programs: { _ in .saying(listing) })
        #expect(failure?.contains(message) == true, "\(failure ?? "none")")
    }

    @Test(
        "version specifiers mean what PEP 440 says",
        arguments: [
            ("==1.0", "1.0.0", true), ("==1.0", "1.0+local", true), ("==1.0+a", "1.0", false), ("!=1.*", "1.4", false),
            (">1.0", "1.0.post1", false), (">1.0.post1", "1.0.post2", true), (">1.0", "1.0.1", true),
            ("<2.0", "2.0rc1", false), ("<2.0rc2", "2.0rc1", true), ("<=2.0", "2.0rc1", true),
            ("~=1.4.2", "1.4.9", true),
            ("~=1.4.2", "1.5", false), ("~=1", "1.5", nil), ("===1.0", "1.0.0", false), (">=1!1.0", "2.0", false),
            (">=1.0", "abc", nil), ("==1.1.*", "1.10", false), (">=1.0.dev1,<1.0", "1.0.dev2", false),
        ] as [(String, String, Bool?)])
    func specifiers(text: String, version: String, isAllowed: Bool?) throws {
        #expect(try #require(PipSpecifiers(text)).allow(version) == isAllowed)
    }
}

extension String {
    /// What stands behind the first of these words, or all of it.
    fileprivate func components(behind words: String) -> String {
        firstRange(of: words).map { String(self[$0.upperBound...]) } ?? self
    }
}
