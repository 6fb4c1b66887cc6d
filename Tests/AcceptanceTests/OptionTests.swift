import Foundation
import Testing

/// The words of a call: options as Ansible's programs take them, and what is said of wrong ones.
@Suite struct OptionTests {
    private static let play = """
        - hosts: all
          gather_facts: false
          tasks:
            - debug: { msg: "{{ a | default('none') }} {{ ansible_forks }} {{ ansible_verbosity }}" }
        """

    private func project() throws -> Project {
        try Project([
            "site.yml": Self.play, "hosts": "web1 ansible_connection=local\ndb1 ansible_connection=local\n",
            "vars.yml": "a: from a file\n",
        ])
    }

    @Test(arguments: [
        ["-ihosts", "-f5", "-lweb1", "-ea=1", "-uroot", "-T9", "-clocal", "-vv"],
        ["-ihosts", "-vvf5", "-lweb1", "-ea=1", "-bCf5"],
        ["-i", "hosts", "-f", "5", "-l", "web1", "-e", "a=1", "-u", "root", "-T", "9", "-c", "local", "-v", "-v"],
        ["-i=hosts", "-f=5", "-l=web1", "-e", "a=1", "--verbose", "--verbose"],
        ["--inventory=hosts", "--forks=5", "--limit=web1", "--extra-vars=a=1", "--verb", "-v"],
        ["--inventory-file", "hosts", "--fork", "5", "--lim", "web1", "--extra", "a=1", "-vv"],
    ])
    func `option values may be separate, attached or after an equals sign`(options: [String]) async throws {
        let project = try project()
        defer { project.remove() }
        let run = try await Swiftplay.start(["run", "site.yml"] + options, in: project.path).finish()
        #expect(run.code == 0 && run.output.contains("\"1 5 2\"") && !run.output.contains("[db1]"), "\(run.all)")
    }

    @Test func `a variables file may be attached to -e`() async throws {
        let project = try project()
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-ihosts", "-e@vars.yml")
        #expect(run.output.contains("from a file"), "\(run.all)")
    }

    /// Each option string of Ansible's help must be one that this program takes.
    @Test(
        .enabled(if: Checkout.ansible != nil, "needs ansible-playbook beside SWIFTPLAY_PYTHON"),
        arguments: [
            "ansible-playbook", "ansible", "ansible-inventory", "ansible-vault create", "ansible-vault decrypt",
            "ansible-vault edit", "ansible-vault view", "ansible-vault encrypt", "ansible-vault encrypt_string",
            "ansible-vault rekey",
        ])
    func `every option of Ansible's programs is accepted`(call: String) async throws {
        let words = call.split(separator: " ").map(String.init)
        let folder = URL(filePath: try #require(Checkout.ansible)).deletingLastPathComponent().path
        let theirs = try await Program(folder + "/" + words[0], words.dropFirst() + ["--help"]).finish()
        let link = try Link(words[0])
        defer { link.remove() }
        let ours = try await Program(link.path, words.dropFirst() + ["--help"]).finish()
        let names = Self.options(theirs.output).subtracting(["--version"])
        #expect(ours.code == 0 && names.count > 6, "\(ours.all)")
        #expect(names.subtracting(Self.options(ours.output)) == [], "\(ours.output)")
    }

    private static func options(_ help: String) -> Set<String> {
        let lines = help.split(separator: "\n").filter { $0.contains(/^ +-/) }
        return Set(lines.flatMap { $0.matches(of: /(?:^| |, |\/)(--?[A-Za-z][a-z-]*)/).map { String($0.1) } })
    }

    @Test func `under the name of one of Ansible's programs it behaves as that one`() async throws {
        let project = try project()
        defer { project.remove() }
        let playbook = try Link("ansible-playbook")
        let adHoc = try Link("ansible")
        defer { for link in [playbook, adHoc] { link.remove() } }
        let run = try await Program(playbook.path, ["-i", "hosts", "site.yml"], in: project.path).finish()
        #expect(run.code == 0 && run.output.contains("PLAY RECAP"), "\(run.all)")
        let command = try await Program(adHoc.path, ["web1", "-ihosts", "-a", "echo hi"], in: project.path).finish()
        #expect(command.output == "web1 | CHANGED | rc=0 >>\nhi\n", "\(command.all)")
        let wrong = try await Program(playbook.path, ["--bogus"], in: project.path).finish()
        #expect(wrong.code == 2, "\(wrong.all)")
        let nobody = try await Program(playbook.path, ["site.yml"], in: project.path, without: ["ANSIBLE_CONFIG"])
            .finish()
        #expect(nobody.code == 0, "\(nobody.all)")
        let version = try await Program(playbook.path, ["--version"]).finish()
        #expect(version.code == 0 && version.output.contains("0."), "\(version.all)")
    }

    @Test(arguments: [
        (["site.yml", "-i", "hosts"], "to run a playbook: swiftplay run site.yml -i hosts"),
        (["-i", "hosts", "site.yml"], "to run a playbook: swiftplay run site.yml"),
        (["plan", "site.yml", "-i", "hosts"], "swiftplay has no command `plan`."),
        (["plan"], "did you mean `swiftplay run --check --diff`?"),
        (["vualt", "view"], "did you mean `swiftplay vault`?"),
        (["frobnicate"], "the commands are run, exec, inventory"),
    ])
    func `an unknown command is reported`(words: [String], said: String) async throws {
        let project = try project()
        defer { project.remove() }
        let call = try await Swiftplay.start(words, in: project.path).finish()
        #expect(call.code == 64 && call.output.isEmpty && call.errors.contains(said), "\(call.all)")
    }

    @Test(arguments: [
        (["--bogus"], nil), (["--stepp"], "--step"), (["--list-task"], nil), (["--chekc"], "--check"),
        (["--frks", "3"], "--forks"),
    ])
    func `an option is suggested only if it is near`(options: [String], near: String?) async throws {
        let project = try project()
        defer { project.remove() }
        let call = try await Swiftplay.start(["run", "site.yml", "-ihosts"] + options, in: project.path).finish()
        guard options != ["--list-task"] else {
            #expect(call.code == 0 && call.output.contains("tasks:"), "\(call.all)")
            return
        }
        #expect(call.code == 64 && call.errors.contains("Unknown option '\(options[0])'"), "\(call.all)")
        #expect(call.errors.contains("Did you mean") == (near != nil), "\(call.errors)")
        if let near { #expect(call.errors.contains("Did you mean '\(near)'?"), "\(call.errors)") }
    }

    /// Each shell of this machine takes several open files.
    @Test func `a low limit of open files reduces the forks, and no host is lost`() async throws {
        let hosts = (1...150).map { "h\($0) ansible_connection=local\n" }.joined()
        let project = try Project([
            "site.yml": "- hosts: all\n  gather_facts: false\n  tasks: [{ command: echo here }]\n", "hosts": hosts,
        ])
        defer { project.remove() }
        let command = "ulimit -n 256; exec \(Swiftplay.path.quoted) run site.yml -i hosts -f 500"
        let run = try await Program("/bin/sh", ["-c", command], in: project.path).finish()
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.errors.contains("forks, not 500"), "\(run.errors)")
    }

    private static let selections: [(environment: [String: String], options: [String], code: Int32)] = [
        ([:], ["-t", "nosuch"], 1), ([:], ["--skip-tags", "all"], 1), ([:], ["--skip-tags", "web"], 0),
        ([:], ["-t", "web"], 0), ([:], ["-t", "always"], 0), ([:], [], 0),
        (["SWIFTPLAY_NO_TASKS_IS_FAILED": "no"], ["-t", "nosuch"], 0),
    ]

    @Test(arguments: selections)
    func `a run whose tags select no task fails, unless a setting allows it`(
        environment: [String: String], options: [String], code: Int32
    ) async throws {
        let project = try Project([
            "site.yml": """
            - hosts: all
              gather_facts: false
              tasks:
                - { ping: , tags: web }
                - { include_tasks: more.yml, tags: always }
            """,
            "more.yml": "- { ping: , tags: always }\n", "hosts": "one ansible_connection=local\n",
        ])
        defer { project.remove() }
        let run = try await Swiftplay.start(
            ["run", "site.yml", "-i", "hosts"] + options, in: project.path, environment: environment
        ).finish()
        #expect(run.code == code, "\(run.all)")
        let isTold = code == 1 || !environment.isEmpty || options == ["--skip-tags", "web"]
        #expect(run.errors.contains("no task was selected") == isTold, "\(run.all)")
        let quiet = try await Program(
            Link("ansible-playbook").path, ["site.yml", "-i", "hosts"] + options, in: project.path
        ).finish()
        #expect(quiet.code == 0, "\(quiet.all)")
    }

    @Test(arguments: [
        ([String: String](), ["-i", "empty"], Int32(1), "The inventory has no hosts."),
        ([:], ["-i", "group"], 1, "no play matched a host"), ([:], ["-i", "hosts", "-l", "spare"], 1, "--limit spare"),
        (["SWIFTPLAY_NO_HOSTS_IS_FAILED": "no"], ["-i", "empty"], 0, "no play matched a host"),
        ([:], ["-i", "hosts"], 0, ""),
    ])
    func `a run that matches no host fails, unless a setting allows it`(
        environment: [String: String], options: [String], code: Int32, said: String
    ) async throws {
        let hosts = "web1 ansible_connection=local\n[spare]\nx1\n[web]\nweb1\n"
        let project = try Project([
            "site.yml": "- hosts: web\n  gather_facts: false\n  tasks: [{ ping: }]\n- hosts: nobody\n  tasks: []\n",
            "empty": "[web]\n[nobody]\n", "group": "other\n[web]\n[nobody]\n", "hosts": hosts + "[nobody]\n",
        ])
        defer { project.remove() }
        let run = try await Swiftplay.start(["run", "site.yml"] + options, in: project.path, environment: environment)
            .finish()
        #expect(run.code == code && (said.isEmpty || run.errors.contains(said)), "\(run.all)")
        #expect(run.output.contains("skipping: no hosts matched"), "\(run.all)")
    }
}

/// The program under another name.
struct Link {
    let path: String
    private let folder: URL

    init(_ name: String) throws {
        folder = try Scratch.make("link")
        path = folder.appending(path: name).path
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: Swiftplay.path)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
