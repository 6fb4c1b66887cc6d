import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct YumRepositoryTests {
    private static let file = "/etc/yum.repos.d/press.repo"

    private func host(_ text: String? = nil) -> FakeHost {
        var world = FakeHostWorld()
        world.files.makeDirectories("/etc/yum.repos.d")
        if let text { world.files.put(Self.file, text) }
        return FakeHost(world)
    }

    private func trial(_ task: String, on host: FakeHost) async throws -> ContractTrial {
        try await hold(HostTask("yum_repository", task, changes: nil), on: host)
    }

    @Test(
        "a section is written as Ansible writes it",
        arguments: [
            (
                "description: Press, baseurl: [http://a/1, http://b/2], gpgcheck: true, enabled: false, exclude: [a*, b]",
                "[press]\nbaseurl = http://a/1\n\thttp://b/2\nenabled = 0\nexclude = a* b\ngpgcheck = 1\nname = Press\n\n"
            ),
            (
                "description: 100% $releasever, metalink: m, gpgkey: k1, keepcache: '1', username: '', timeout: 5",
                "[press]\ngpgkey = k1\nkeepcache = 1\nmetalink = m\nname = 100% $releasever\ntimeout = 5\nusername = \n\n"
            ),
            (
                "description: P, mirrorlist: m, ip_resolve: whatever, metadata_expire_filter: 'read-only:past', validate_certs: no",
                "[press]\nip_resolve = whatever\nmetadata_expire_filter = read-only:past\nmirrorlist = m\nname = P\nsslverify = 0\n\n"
            ),
        ])
    func section(arguments: String, text: String) async throws {
        let host = host()
        let trial = try await trial("{name: press, \(arguments)}", on: host)
        #expect(trial.real.changed)
        #expect(host.files.text(Self.file) == text)
        #expect(trial.real.keys["repo"] == "press" && trial.real.keys["state"] == "present")
    }

    /// What `configparser` makes of the old text, and what Ansible 2.18 leaves.
    @Test(
        "other sections stay, and the one that is set goes to the end",
        arguments: [
            (
                "{name: three, file: press, description: T, baseurl: u}",
                "# top\n[main]\nEnabled = 1\n; c\nname: Main thing\n  more\n\n[two]\nname=2\n",
                "[main]\nenabled = 1\nname = Main thing\n\tmore\n\n[two]\nname = 2\n\n[three]\nbaseurl = u\nname = T\n\n"
            ),
            (
                "{name: press, description: P, baseurl: u}", "[press]\nname = old\n[b]\nx = 1\n",
                "[b]\nx = 1\n\n[press]\nbaseurl = u\nname = P\n\n"
            ),
            ("{name: press, description: P, baseurl: u}", "[press]\nname:P\nbaseurl=u\n\n\n[b]\n", nil),
            ("{name: press, state: absent}", "[press]\nname = old\n[b]\nx = 1\n", "[b]\nx = 1\n\n"),
            ("{name: press, state: absent}", "[b]\nx = 1", nil),
        ])
    func others(task: String, old: String, new: String?) async throws {
        let host = host(old)
        let trial = try await trial(task, on: host)
        #expect(trial.real.changed == (new != nil))
        #expect(host.files.text(Self.file) == new ?? old)
    }

    @Test func `a file without sections is removed`() async throws {
        let host = host("# nothing else\n[press]\nname = P\n")
        let trial = try await trial("{name: press, state: absent}", on: host)
        #expect(trial.real.changed)
        #expect(host.files.nodes[Self.file] == nil)
    }

    @Test(
        "a file that is none is not touched",
        arguments: [
            ("name = x\n", "line 1"), ("[a]\nwords\n", "line 2"), ("[a]\nx=1\nX=2\n", "line 3"),
            ("[a]\n[b]\n[a]\n", "line 3"),
        ])
    func mistakes(text: String, position: String) async throws {
        let host = host(text)
        let execution = try await run("yum_repository", "{name: press, description: P, baseurl: u}", on: host)
        #expect(execution.failure?.message.hasPrefix("\(Self.file), \(position): ") == true)
        #expect(host.files.text(Self.file) == text)
    }

    @Test(
        "invalid arguments are refused",
        arguments: [
            ("{name: press, baseurl: u}", "description"), ("{name: press, description: P}", "baseurl"),
            ("{name: ../x, description: P, baseurl: u}", "`name` and `file`"),
            ("{name: press, file: 'a/b', description: P, baseurl: u}", "`name` and `file`"),
            ("{name: \"a\\nb\", state: absent}", "`name` and `file`"),
        ])
    func refused(task: String, word: String) {
        #expect(Trial.failure(YumRepository.self, task)?.contains(word) == true)
    }
}
