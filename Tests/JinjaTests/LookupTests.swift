import Foundation
import Jinja
import Testing
import Values

/// Lookups that read folders and files of the controller.
struct LookupTests {
    /// A folder of its own that is removed again.
    private func inFolder(_ body: (URL, Templar) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lookups-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var context = templar().context
        context.lookups = lookups(in: folder.path)
        try body(folder, Templar(context))
    }

    private func write(_ text: String, _ name: String, in folder: URL) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    @Test func `filetree lists the contents of a directory`() throws {
        try inFolder { folder, templar in
            try write("abc", "tree/etc/motd", in: folder)
            try write("", "tree/etc/app/empty", in: folder)
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/tree/link", withDestinationPath: "etc/motd")
            #expect(chmod(folder.path + "/tree/etc/motd", 0o640) == 0)
            let found = try templar.loop(over: "tree", by: "community.general.filetree")
            let paths = found.compactMap { $0.map?["path"]?.text }
            #expect(paths == ["etc", "link", "etc/app", "etc/motd", "etc/app/empty"])
            let states = found.compactMap { $0.map?["state"]?.text }
            #expect(states == ["directory", "link", "directory", "file", "file"])
            let motd = try #require(found[3].map)
            #expect(motd["src"]?.text == folder.path + "/tree/etc/motd" && motd["root"]?.text == folder.path + "/tree")
            #expect(motd["mode"] == "0640" && motd["size"] == .int(3) && motd["uid"] == .int(Int(getuid())))
            #expect(found[1].map?["src"] == "etc/motd")
            #expect(
                Set(motd.keys.compactMap(\.text)) == [
                    "root", "path", "state", "src", "uid", "gid", "owner", "group", "mode", "size", "mtime", "ctime",
                ])
        }
    }

    @Test func `the first directory of filetree that has a path wins`() throws {
        try inFolder { folder, templar in
            try write("1", "a/one", in: folder)
            try write("22", "b/one", in: folder)
            try write("3", "b/two", in: folder)
            let found = try templar.loop(over: ["a", "b"], by: "filetree")
            #expect(found.map { $0.map?["path"]?.text } == ["one", "two"])
            #expect(found.first?.map?["size"] == .int(1))
            #expect(throws: TemplateError.self) { try templar.loop(over: "nosuch", by: "filetree") }
        }
    }

    @Test func `a password is generated once and kept in a private file`() throws {
        try inFolder { folder, templar in
            let text = written("{{ lookup('password', 'secrets/a b length=12 chars=digits') }}")
            let first = try templar.resolveText(text)
            #expect(first.count == 12 && first.allSatisfy(\.isNumber))
            #expect(try templar.resolveText(text) == first)
            let path = folder.path + "/secrets/a b"
            #expect(try String(contentsOfFile: path, encoding: .utf8) == first + "\n")
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test(arguments: ["/dev/null length=x", "/dev/null bad=1", "a length=5 b"])
    func `invalid options of password are refused`(_ term: String) throws {
        try inFolder { _, templar in
            let text = written("{{ lookup('password', '\(term)') }}")
            #expect(throws: TemplateError.self) { try templar.resolve(text) }
        }
    }

    @Test func `lookups get hosts and settings from the run`() throws {
        var context = templar().context
        context.lookups = lookups(
            hosts: { $0 == "web,db" ? ["w1", "d1"] : [] },
            configuration: { $0 == "DEFAULT_FORKS" ? FoundSetting(50, origin: "default") : nil })
        let templar = Templar(context)
        #expect(try templar.loop(over: ["web", "db"], by: "inventory_hostnames") == ["w1", "d1"])
        #expect(try templar.resolve(written("{{ lookup('config', 'DEFAULT_FORKS') }}")) == "50")
        #expect(throws: TemplateError.self) { try templar.resolve(written("{{ lookup('config', 'NOSUCH') }}")) }
        let origin = "{{ query('config', 'DEFAULT_FORKS', show_origin=true) }}"
        #expect(try templar.resolve(written(origin)) == [[50, "default"]])
    }

    @Test(
        arguments: [
            ("'remote_user', 'port', plugin_type='connection', plugin_name='ssh'", ["lola", 2022]),
            (
                "'remote_user', plugin_type='connection', plugin_name='ssh', show_origin=true",
                [["lola", "var: ansible_ssh_user"]]
            ),
            ("'remote_tmp', plugin_type='shell', plugin_name='sh'", ["~/.ansible/tmp"]),
            ("'become_user', plugin_type='become', plugin_name='sudo'", ["app"]),
            ("'nosuch', plugin_type='shell', plugin_name='sh', on_missing='skip'", []),
        ] as [(String, Value)])
    func `options of plugins come from variables, settings and defaults`(terms: String, values: Value) throws {
        let variables: Mapping = ["ansible_user": "no", "ansible_ssh_user": "lola", "ansible_ssh_port": 2022]
        let templar = templar(variables.merging(["ansible_sudo_user": "app"]))
        #expect(try templar.resolve(written("{{ query('config', \(terms)) }}")) == values)
    }
}
