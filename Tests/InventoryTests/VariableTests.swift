import Testing
import Values
import Vault

@testable import Inventory

@Suite struct InventoryVariableTests {
    @Test func `variables have Ansible's precedence`() throws {
        let folder = try TemporaryFolder([
            "inv/hosts":
                "[web]\nh v=host\n[web:vars]\nv=web\n[site:children]\nweb\n[site:vars]\nv=site\n[all:vars]\nv=all\n",
            "inv/group_vars/all.yml": "v: all file", "inv/group_vars/web/a.yml": "v: web a",
            "inv/group_vars/web/b": "v: web b",
            "inv/group_vars/web/c.txt": "v: no", "inv/group_vars/site.json": "{\"v\": \"site file\"}",
            "inv/host_vars/h.yaml": "v: host file", "play/group_vars/all": "v: play all",
            "play/group_vars/web.yml": "v: play web",
            "play/host_vars/h": "v: play host", "inv/group_vars/other.yml": "v: unused",
        ])
        var options = LoadingOptions()
        options.playbookFolders = [folder.path + "/play"]
        let found = try Inventory.load(sources: [folder.path + "/inv/hosts"], options: options)
        let layers = found.layers(for: try #require(found.host(named: "h")))
        #expect(
            layers.map { $0.variables["v"]?.text } == [
                "all", "site", "web", "all file", "play all", "site file", "web a", "web b", "play web", "host",
                "host file",
                "play host",
            ])
        #expect(layers[3].spans["v"]?.line == 1)
    }

    @Test func `mappings from several inventories are merged if hash_behaviour says so`() throws {
        let folder = try TemporaryFolder([
            "one.yml": "all: {hosts: {h: {v: {a: 1, b: 1}}}, vars: {g: {a: 1, b: 1}}}",
            "two.yml": "all: {hosts: {h: {v: {a: 2}}}, vars: {g: {a: 2}}}",
        ])
        let sources = ["/one.yml", "/two.yml"].map { folder.path + $0 }
        #expect(try Inventory.load(sources: sources).variables("h") == ["g": ["a": 2], "v": ["a": 2]])
        var options = LoadingOptions()
        options.mergesMappings = true
        let merged = try Inventory.load(sources: sources, options: options)
        #expect(try merged.variables("h") == ["g": ["a": 2, "b": 1], "v": ["a": 2, "b": 1]])
    }

    @Test func `groups of equal depth are ordered by priority and name`() throws {
        let found = try inventory(
            "[b]\nh\n[a]\nh\n[c]\nh\n[a:vars]\nv=a\nansible_group_priority=10\n[b:vars]\nv=b\n[c:vars]\nv=c\n")
        let layers = found.layers(for: try #require(found.host(named: "h")))
        #expect(layers.map { $0.variables["v"]?.text } == ["b", "c", "a"])
    }

    @Test func `a vault without a password affects only the hosts that need it`() throws {
        let sealed = VaultKeyring([], registry: SecretRegistry())
            .seal(Array("secret: canary\n".utf8), as: VaultIdentity(label: "prod", password: Secret("pw")))
        let folder = try TemporaryFolder([
            "hosts": "[prod]\np\n[dev]\nd\n", "group_vars/prod.yml": sealed, "group_vars/dev.yml": "x: 1\n",
        ])
        let found = try Inventory.load(sources: [folder.path + "/hosts"])
        #expect(try found.readVariables(of: found.select("dev")).isEmpty)
        #expect { try found.readVariables(of: found.select("all")) } throws: { error in
            (error as? Diagnostics)?.all.map(\.code) == ["vault"]
        }
        let registry = SecretRegistry()
        let ring = VaultKeyring([VaultIdentity(label: "prod", password: Secret("pw"))], registry: registry)
        let opened = try Inventory.load(sources: [folder.path + "/hosts"], keyring: ring)
        #expect(try opened.variables("p") == ["secret": "canary"])
        #expect(registry.mask("canary") == Secret.mask)
    }

    @Test func `all mistakes in files are reported together, each once`() throws {
        let folder = try TemporaryFolder([
            "hosts": "[web]\na\nb\n", "group_vars/web.yml": "a: b: c\n", "group_vars/all.yml": "- list\n",
            "host_vars/b.yml": "x: 1\nx: 2\n",
        ])
        let found = try Inventory.load(sources: [folder.path + "/hosts"])
        #expect { try found.readVariables(of: found.hosts) } throws: { error in
            (error as? Diagnostics)?.all.map(\.summary) == [
                "variables file is not a mapping", "a plain value cannot contain \": \"", "duplicate key",
            ]
        }
    }

    @Test func `the implicit localhost has all's variables and is local`() throws {
        let folder = try TemporaryFolder(["hosts": "web1\n", "group_vars/all.yml": "x: 1\n"])
        let found = try Inventory.load(sources: [folder.path + "/hosts"])
        let variables = try #require(found.variables("localhost").map)
        #expect(variables["x"] == 1 && variables["ansible_connection"] == "local")
        #expect(variables["ansible_python_interpreter"]?.text?.hasPrefix("/") == true)
        #expect(try found.names("all") == ["web1"])
        #expect(try inventory("localhost a=1\n").variables("localhost") == ["a": 1])
    }
}

@Suite struct InventoryChangeTests {
    @Test func `a run adds hosts and groups`() throws {
        var found = try inventory("[web]\na\n")
        let before = found
        let added = try found.addHost("new", groups: ["web", "fresh"], variables: ["x": 1])
        let again = try found.addHost("new", groups: ["web"], variables: ["x": 1])
        #expect(added && !again)
        #expect(try found.names("web") == ["a", "new"])
        #expect(try found.names("fresh") == ["new"])
        #expect(try found.variables("new") == ["x": 1])
        #expect(try found.names("all") == ["a", "new"])
        #expect(before.hostCount == 1)
        #expect(throws: Diagnostic.self) { try Self.addingHost("../x", to: found) }
    }

    private static func addingHost(_ name: String, to inventory: Inventory) throws -> Inventory {
        var changed = inventory
        try changed.addHost(name)
        return changed
    }

    @Test func `group_by makes groups and parents`() throws {
        var found = try inventory("a\nb\n")
        let host = try #require(found.host(named: "a"))
        let grouped = found.group(host, into: "os_Debian", parents: ["os"])
        let again = found.group(host, into: "os_Debian", parents: ["os"])
        #expect(grouped && !again)
        #expect(try found.names("os") == ["a"])
        #expect(try found.names("ungrouped") == ["b"])
    }
}

@Suite struct InventoryScaleTests {
    @Test func `a hundred thousand hosts share what they have in common`() throws {
        let text = "[web]\nweb[000000:099999] role=web\n[web:vars]\n" + (0..<50).map { "v\($0)=text\n" }.joined()
        let clock = ContinuousClock()
        var found: Inventory?
        let took = try clock.measure { found = try inventory(text) }
        let loaded = try #require(found)
        #expect(loaded.hostCount == 100_000)
        #expect(loaded.groupSets.count < 5)
        #expect(try loaded.names("web[99999]:&web09*") == ["web099999"])
        #expect(took < .seconds(30))
    }
}
