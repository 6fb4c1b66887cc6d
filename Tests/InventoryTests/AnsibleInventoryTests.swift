import Controller
import Foundation
import Testing
import Values
import Vault

@testable import Inventory

/// `ansible-inventory` beside the Python of `SWIFTPLAY_PYTHON`, or in `.build/venv`.
private enum AnsibleInventory {
    static let path: String? = {
        let python = ProcessInfo.processInfo.environment["SWIFTPLAY_PYTHON"]
        let beside = python.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/ansible-inventory" }
        return [beside, ".build/venv/bin/ansible-inventory"].compactMap(\.self)
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
        var program = ControllerProgram(try #require(path), arguments, timeout: .seconds(60))
        program.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let outcome = try program.run()
        #expect(outcome.code == 0, "\(String(decoding: outcome.errors, as: UTF8.self))")
        return String(decoding: outcome.output, as: UTF8.self)
    }
}

@Suite(.enabled(if: AnsibleInventory.path != nil, "needs ansible-inventory beside SWIFTPLAY_PYTHON"))
struct AnsibleInventoryTests {
    static let inventories: [[String: String]] = [
        ["hosts": "a\nb x=1\n"],
        [
            "hosts": """
            lone y='{"a": [1, 2]}' z=0644 f=1.50 n=None t=True q='it''s' e="x=y" tpl="{{ lone }}"
            [web]
            web[01:12:3] ansible_host=10.0.0.1
            n-[a:c]:2200
            [db]
            db1
            [site:children]
            web
            db
            [site:vars]
            list=[1, 'two', 3.0]
            dict={'a': {'b': None}}
            text = spaced out # kept
            [web:vars]
            ansible_group_priority=5
            v=web
            [other]
            db1
            lone
            """,
            "group_vars/all.yml": "domain: example.org\nv: all\nwhen: 2020-01-01\noct: 0755\n",
            "group_vars/web/one.yml": "v: one\n", "group_vars/web/two": "v: two\nu: [a, {b: ü}]\n",
            "host_vars/db1.json": "{\"h\": null}",
        ],
        [
            "hosts.yml": """
            all:
              hosts: {x: {a: 1}, "y[1:3]": }
              vars: {p: yes, q: ~}
              children:
                inner:
                  hosts: {x: {b: 2}}
                  children: {deep: {hosts: {z: }}}
                empty:
            top: {children: {inner: }}
            """
        ],
        ["01.yml": "g: {hosts: {a: {x: 1}}}\n", "02": "[g]\nb\n[h]\na x=2\n", "skip.txt": "c\n"],
        ["hosts": "[b]\nx\ny\n[a]\nz\nx\n[c:children]\na\nb\n[d]\n"],
    ]

    @Test(arguments: inventories)
    func `lists and graphs are identical to Ansible's, byte for byte`(files: [String: String]) throws {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, name) }
        let found = try Inventory.load(sources: [folder.path])
        let writer = JSONWriter(indent: 4, sortsKeys: true, ensuresASCII: false)
        let options = ["-i", folder.path]
        var text = ""
        var pieces = ListingText(found) { $0 }
        try pieces.write { text += $0 }
        #expect(text == writer.write(found.listing()) + "\n")
        #expect(writer.write(found.listing()) + "\n" == (try AnsibleInventory.run(options + ["--list"])))
        let listing = InventoryListing(found, hosts: found.hosts)
        let graph = try listing.graph(from: "all", describe: nil) ?? ""
        #expect(graph + "\n" == (try AnsibleInventory.run(options + ["--graph"])))
        #expect(try read(YAMLWriter().write(listing.tree)) == read(AnsibleInventory.run(options + ["--list", "-y"])))
        let exported = InventoryListing(found, hosts: found.hosts, isForExport: true)
        #expect(
            try read(YAMLWriter().write(exported.tree))
                == read(AnsibleInventory.run(options + ["--list", "-y", "--export"])))
        #expect(writer.write(exported.flat) + "\n" == (try AnsibleInventory.run(options + ["--list", "--export"])))
        let host = try #require(found.hosts.last)
        let ours = writer.write(.map(found.variables(of: host)))
        #expect(ours + "\n" == (try AnsibleInventory.run(options + ["--host", host.name])))
    }

    /// What YAML says: PyYAML writes what stands in several places once, and dates as no text.
    private func read(_ yaml: String) throws -> Value? {
        try YAMLReader.read(SourceFile(path: "listing", text: yaml), isData: true).root?.value
    }

    @Test func `mappings are merged if hash_behaviour says so`() throws {
        let folder = try TemporaryFolder([
            "hosts":
                "[g]\na m=\"{'h': 1, 'deep': {'h': [1]}}\"\nb\n[g:vars]\nm={'g': 1, 'deep': {'g': 1, 'h': 2}}\nn={'g': 1}\n",
            "group_vars/all.yml": "m: {all: 1, deep: {all: [2]}}\nn: text\n", "host_vars/b.yml": "m: {deep: {b: 1}}\n",
        ])
        let found = try Inventory.load(sources: [folder.path])
        var text = ""
        var pieces = ListingText(found, mergesMappings: true) { $0 }
        try pieces.write { text += $0 }
        let writer = JSONWriter(indent: 4, sortsKeys: true, ensuresASCII: false)
        #expect(text == writer.write(found.listing(mergesMappings: true)) + "\n")
        let merges = ["ANSIBLE_HASH_BEHAVIOUR": "merge"]
        #expect(text == (try AnsibleInventory.run(["-i", folder.path, "--list"], environment: merges)))
    }
}
