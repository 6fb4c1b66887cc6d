import Foundation
import Testing
import Values
import Vault

@testable import Inventory

@Suite struct YAMLInventoryTests {
    @Test func `groups in groups with variables`() throws {
        let found = try inventory(
            """
            all:
              vars: {domain: example.org}
              hosts:
                lone:
              children:
                web:
                  hosts:
                    web[1:2]: {port: 80}
                  vars: {role: web}
                site: {children: {web: , db: {hosts: db1}}}
            """, name: "hosts.yml")
        #expect(found.hosts.map(\.name) == ["lone", "web1", "web2", "db1"])
        #expect(try found.variables("web2") == ["domain": "example.org", "role": "web", "port": 80])
        #expect(found.groupNames(of: try #require(found.host(named: "web1"))) == ["site", "web"])
    }

    @Test(arguments: [
        ("- a\n", ["1:1 mapping expected"]), ("all:\n  hsots: {a: }\n", ["2:3 unknown group key"]),
        ("all:\n  hosts: [a]\n", ["2:10 mapping expected"]),
        ("all:\n  hosts:\n    10: {}\n", ["3:5 name is not a string"]),
        ("plugin: constructed\n", ["1:9 inventory plugins are not supported"]),
        (
            "all:\n  hosts:\n    a/b:\n    -x:\n",
            ["3:5 invalid host name", "4:5 invalid host name"]
        ),
        ("all:\n  hosts: {a: 1}\n", ["2:14 mapping expected"]), ("", ["1:1 empty inventory"]),
    ])
    func `mistakes are reported with their positions`(text: String, expected: [String]) {
        #expect(complaints(text, name: "hosts.yml") == expected)
    }
}

@Suite struct ProgramInventoryTests {
    private func load(_ script: String, mode: Int = 0o755, timeout: Duration = .seconds(20)) throws -> Inventory {
        let folder = try TemporaryFolder()
        var options = LoadingOptions()
        options.programTimeout = timeout
        options.mostProgramOutput = 1 << 20
        return try Inventory.load(sources: [try folder.write(script, "inventory.sh", mode: mode)], options: options)
    }

    @Test func `output with _meta is read at once`() throws {
        let found = try load(
            """
            #!/bin/sh
            test "$1" = --list || exit 9
            echo '{"web": {"hosts": ["a", "b"], "vars": {"x": 1}}, "top": {"children": ["web"]}, "plain": ["c"],
              "_meta": {"hostvars": {"a": {"y": "{{ x }}"}}}}'
            """)
        #expect(try found.names("top") == ["a", "b"])
        #expect(try found.variables("a").map?["x"] == 1)
        #expect(try found.variables("a").map?["y"]?.isDynamic == true)
        #expect(try found.names("plain") == ["c"])
    }

    @Test func `without _meta the script is called for each host`() throws {
        let found = try load(
            """
            #!/bin/sh
            if [ "$1" = --host ]; then echo "{\\"me\\": \\"$2\\"}"; else echo '{"g": ["a", "b"]}'; fi
            """)
        #expect(try found.variables("b") == ["me": "b"])
    }

    @Test(arguments: [
        ("#!/bin/sh\nexec sleep 600\n", "inventory script takes too long"),
        ("#!/bin/sh\nexec cat /dev/zero\n", "inventory script prints too much"),
        ("#!/bin/sh\necho '<html>hello</html>'\n", "inventory script printed invalid JSON"),
        ("#!/bin/sh\necho wrong >&2; exit 3\n", "inventory script failed"),
        ("#!/bin/sh\necho only here >&2\n", "inventory script printed invalid JSON"),
        ("#!/bin/sh\necho '[]'\n", "inventory script printed no inventory"),
        ("#!/nowhere/interpreter\n", "inventory script cannot be started"),
        ("#!/bin/sh\necho '{\"g\": [\"../x\"]}'\n", "invalid host name"),
    ])
    func `a failing script is reported with its output`(script: String, summary: String) {
        let timeout: Duration = script.contains("sleep") ? .milliseconds(300) : .seconds(20)
        #expect { try load(script, timeout: timeout) } throws: { error in
            (error as? Diagnostics)?.all.first?.summary == summary
        }
    }

    @Test func `the exit code and the first bytes are quoted`() {
        #expect { try load("#!/bin/sh\necho wrong >&2; exit 3\n") } throws: { error in
            let detail = (error as? Diagnostics)?.all.first?.detail ?? ""
            return detail.contains("exit code 3") && detail.contains("wrong")
        }
    }

    @Test func `a script that is not executable is reported`() {
        #expect { try load("#!/bin/sh\n", mode: 0o644) } throws: { error in
            (error as? Diagnostics)?.all.first?.summary == "inventory script is not executable"
        }
    }
}

@Suite struct FolderTests {
    @Test func `a directory is read in order, without ignored files`() throws {
        let folder = try TemporaryFolder([
            "inv/01-first": "[web]\na x=1\n", "inv/02.yml": "web: {hosts: {b: , a: {x: 2}}}\n", "inv/notes.txt": "c\n",
            "inv/old.ini": "d\n", "inv/.hidden": "e\n", "inv/sub/more": "f\n", "inv/backup~": "g\n",
            "inv/group_vars/web.yml": "from: file\n",
        ])
        let found = try Inventory.load(sources: [folder.path + "/inv"])
        #expect(found.hosts.map(\.name) == ["a", "b", "f"])
        #expect(try found.variables("a") == ["x": 2, "from": "file"])
    }

    @Test(arguments: [
        ("requirements.yml", "- src: geerlingguy.docker\n", 0o644),
        ("requirements.yml", "roles:\n  - name: x\ncollections:\n  - community.general\n", 0o644),
        ("vault.yml", "db_password: hush\n", 0o644), ("vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n6161\n", 0o644),
        ("deploy.sh", "#!/bin/sh\necho\n", 0o644), ("deploy.sh", "#!/bin/sh\nexit 3\n", 0o755),
        ("deploy.sh", "#!/bin/sh\necho done\n", 0o755), ("Makefile", "all: deploy\n\t[ -d x ] || mkdir x\n", 0o644),
        ("data.json", "[1, 2]", 0o644), ("broken.yml", "all: {hosts: {w9: ", 0o644),
    ])
    func `a file in a directory that is not an inventory is skipped with a warning`(
        name: String, text: String, mode: Int
    )
        throws
    {
        let folder = try TemporaryFolder(["inv/hosts": "[web]\nw1\n"])
        try folder.write(text, "inv/" + name, mode: mode)
        let found = try Inventory.load(sources: [folder.path + "/inv"])
        #expect(found.hosts.map(\.name) == ["w1"])
        #expect(try found.names("web") == ["w1"] && found.sources.count == 1)
        #expect(found.warnings.count == 1 && found.warnings[0].severity == .warning)
        #expect(found.warnings[0].detail?.contains(name) == true)
        var strict = LoadingOptions()
        strict.refusesStrays = true
        #expect(throws: Diagnostics.self) { try Inventory.load(sources: [folder.path + "/inv"], options: strict) }
    }

    @Test func `a directory without hosts lists the files that were skipped by name`() throws {
        let folder = try TemporaryFolder(["inv/hosts.ini": "w1\n", "inv/notes.txt": "a\n"])
        let found = try Inventory.load(sources: [folder.path + "/inv"])
        #expect(found.hosts.isEmpty && found.warnings.count == 1)
        #expect(found.warnings.first?.detail?.contains("inv/hosts.ini") == true)
    }

    @Test(arguments: [
        ["inv/requirements.yml": "- src: x\n"], ["inv/hosts": "[web\nw1\n", "inv/vault.yml": "a: b\n"],
        ["inv/hosts": "w1\n", "inv/aws.yml": "plugin: amazon.aws.aws_ec2\n"],
    ])
    func `a directory without a readable inventory is an error`(files: [String: String]) throws {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, name) }
        #expect(throws: Diagnostics.self) { try Inventory.load(sources: [folder.path + "/inv"]) }
    }

    @Test(
        arguments: [
            (nil, ["all", "my-web.eu", "ungrouped", "9lives"], 0),
            (.never, ["all", "my-web.eu", "ungrouped", "9lives"], 1),
            (.ignore, ["all", "my-web.eu", "ungrouped", "9lives"], 0),
            (.always, ["all", "my_web_eu", "ungrouped", "_lives"], 1),
            (.silently, ["all", "my_web_eu", "ungrouped", "_lives"], 0),
        ] as [(GroupNames?, [String], Int)])
    func `invalid group names are kept or changed, as the setting says`(
        rule: GroupNames?, names: [String], warnings: Int
    )
        throws
    {
        let folder = try TemporaryFolder([
            "hosts": "[my-web.eu]\nw1\n[my-web.eu:vars]\nx=1\n[9lives:children]\nmy-web.eu\n",
            "more.yml": "my-web.eu: {hosts: {w2: }}\n",
        ])
        var options = LoadingOptions()
        options.groupNames = rule
        let found = try Inventory.load(sources: [folder.path + "/hosts", folder.path + "/more.yml"], options: options)
        #expect(Set(found.groups.map(\.name)) == Set(names))
        #expect(try found.names(names[1]) == ["w1", "w2"] && found.names(names[3]) == ["w1", "w2"])
        #expect(try found.variables("w2") == ["x": 1])
        #expect(found.warnings.count == warnings)
    }

    @Test func `a path may contain commas`() throws {
        let folder = try TemporaryFolder(["a,b/hosts,old": "w1\n", "a,b/inv/hosts": "w2\n"])
        let sources = [folder.path + "/a,b/hosts,old", folder.path + "/a,b/inv", "w3,"]
        #expect(try Inventory.load(sources: sources).hosts.map(\.name) == ["w1", "w2", "w3"])
    }

    @Test func `a list of hosts needs no file`() throws {
        let found = try Inventory.load(sources: ["a, b:2222 ,[2001:db8::1]:22,"])
        #expect(found.hosts.map(\.name) == ["a", "b", "2001:db8::1"])
        #expect(try found.variables("b") == ["ansible_port": 2222])
    }

    @Test func `a missing inventory is an error`() {
        #expect { try Inventory.load(sources: ["/nowhere/hosts", "/nowhere/other"]) } throws: { error in
            (error as? Diagnostics)?.all.map(\.summary) == ["inventory not found", "inventory not found"]
        }
    }
}
