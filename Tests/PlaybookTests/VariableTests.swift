import Jinja
import Playbook
import Testing
import Values

struct ToyHosts: HostDirectory {
    var known: [HostVariables] = []

    func variables(of host: String) -> HostVariables? { known.first { $0.name == host } }
    var hostNames: [String] { known.map(\.name) }
    var groups: Mapping { ["all": .list(hostNames.map { .string($0) })] }
}

extension VariableScope {
    func value(_ name: String) -> Value? {
        if case .value(let value)? = lookUp(name) { value } else { nil }
    }
}

@Suite struct VariableTests {
    @Test func `magic variables describe play, role and run`() throws {
        let project = try Project(
            site: "- hosts: all\n  roles: [outer]\n  environment: { A: 1 }\n",
            [
                "roles/outer/tasks/main.yml": "- import_role: { name: inner }\n",
                "roles/inner/tasks/main.yml": "- ping:\n", "roles/inner/meta/main.yml": "dependencies: [base]\n",
                "roles/base/tasks/main.yml": "",
            ])
        let play = try project.play()
        var options = RunOptions()
        options.checkMode = true
        var hosts = PlayHosts()
        hosts.all = ["a", "b"]
        hosts.active = ["a"]
        var host = HostVariables("web1.example.org")
        host.groupNames = ["web"]
        host.inventoryFile = "/inv/hosts.yml"
        let scope = TaskScope(
            run: RunVariables(options: options), play: PlayVariables(play, name: "all", hosts: hosts), host: host,
            task: play.allTasks.last, hosts: ToyHosts())
        let expected: [String: Value] = [
            "inventory_hostname": "web1.example.org", "inventory_hostname_short": "web1", "group_names": ["web"],
            "inventory_dir": "/inv", "playbook_dir": .string(project.path), "role_name": "inner",
            "role_path": .string(project.path + "/roles/inner"), "ansible_parent_role_names": ["outer"],
            "ansible_check_mode": true, "ansible_play_hosts_all": ["a", "b"], "ansible_play_hosts": ["a"],
            "environment": [["A": 1]], "ansible_play_role_names": ["outer", "inner"],
            "ansible_role_names": ["base", "outer", "inner"],
        ]
        for (name, value) in expected { #expect(scope.value(name) == value, "\(name)") }
        #expect(scope.value("ansible_limit") == nil)
        #expect(scope.names.contains("role_path"))
    }

    @Test func `hostvars shows what belongs to hosts, and nothing of plays`() throws {
        let play = try Project(site: "- hosts: all\n  vars: { p: 1 }\n  tasks: [{ ping: }]\n").play()
        var other = HostVariables("b", inventory: [VariableLayer(.inventory, "b", ["i": 2])])
        other.set = ["registered": 3]
        let scope = TaskScope(
            run: RunVariables(extra: ["e": 4]), play: PlayVariables(play, name: ""), host: HostVariables("a"),
            hosts: ToyHosts(known: [other]))
        guard case .scope(let all)? = scope.lookUp("hostvars"), case .scope(let b)? = all.lookUp("b") else {
            Issue.record("no hostvars")
            return
        }
        #expect(b.value("i") == 2)
        #expect(b.value("registered") == 3)
        #expect(b.value("e") == 4)
        #expect(b.value("p") == nil)
        #expect(b.value("inventory_hostname") == "b")
        #expect(b.value("playbook_dir") == .string(play.directory))
        #expect(all.lookUp("c") == nil)
        // Each name once, weaker layers first, and nothing that holds itself.
        #expect(
            b.names.prefix(8) == [
                "i", "inventory_hostname", "inventory_hostname_short", "group_names", "ansible_facts", "registered",
                "e",
                "playbook_dir",
            ])
        #expect(Set(b.names).count == b.names.count)
        #expect(!b.names.contains("hostvars") && !b.names.contains("vars"))
    }

    @Test(
        "facts never change connection or control variables",
        arguments: [
            "ansible_host", "ansible_user", "ansible_become_password", "ansible_ssh_port", "ansible_shell_executable",
            "inventory_hostname", "vars", "hostvars", "group_names", "ansible_python_interpreter", "ansible_check_mode",
            "playbook_dir", "omit",
        ])
    func control(name: String) {
        let facts = Facts([.string(name): "evil"].mapping)
        #expect(facts.variables[name] == nil)
    }

    @Test func `facts are available under both names`() {
        let facts = Facts([
            "ansible_distribution": "Debian", "packages": ["a": 1], "ansible_ssh_host_key_rsa_public": "k",
            "ansible_local": ["x": 1],
        ])
        #expect(facts.variables["ansible_distribution"] == "Debian")
        #expect(facts.variables["packages"] == ["a": 1])
        #expect(facts.variables["ansible_ssh_host_key_rsa_public"] == "k")
        #expect(facts.variables["ansible_facts"]?.map?["distribution"] == "Debian")
        #expect(facts.variables["ansible_facts"]?.map?["packages"] == ["a": 1])
        #expect(facts.variables["ansible_facts"]?.map?["ansible_local"] == ["x": 1])
    }

    @Test(
        "mappings are replaced, or merged if hash_behaviour says so",
        arguments: [(false, ["b": ["y": 2]] as Value), (true, ["a": 1, "b": ["x": 1, "y": 2]] as Value)])
    func merging(merges: Bool, expected: Value) {
        var stack = VariableStack(mergesMappings: merges)
        stack.push(.inventory, "weak", ["m": ["a": 1, "b": ["x": 1]]])
        stack.push(.playVariables, "strong", ["m": ["b": ["y": 2]]])
        #expect(stack.lookUp("m") == expected)
        #expect(stack.origins(of: "m").map(\.source) == ["weak", "strong"])
    }

    @Test func `loop variables override everything`() throws {
        var control = LoopControl()
        control.indexVariable = "i"
        let iteration = LoopIteration(items: ["a", "b", "c"], index: 1, control: control)
        let scope = TaskScope(
            run: RunVariables(extra: ["item": "extra"]), hosts: ToyHosts(), local: iteration.variables(extended: true))
        #expect(scope.value("item") == "b")
        #expect(scope.value("i") == 1)
        let loop = try #require(scope.value("ansible_loop")?.map)
        let expected: Mapping = [
            "index": 2, "index0": 1, "first": false, "last": false, "length": 3, "revindex": 2, "revindex0": 1,
            "allitems": ["a", "b", "c"], "previtem": "a", "nextitem": "c",
        ]
        #expect(loop == expected)
    }
}

extension [Value: Value] {
    fileprivate var mapping: Mapping { Mapping(map { ($0.key, $0.value) }) }
}
