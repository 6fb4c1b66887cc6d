import Foundation
import ModuleKit
import Testing

@testable import PythonModules

/// Where a name leads, in a folder that holds what a controller may have.
struct LibraryTests {
    private static let importing = "from ansible.module_utils.basic import AnsibleModule\n"

    private static let files = [
        "core/ansible/module_utils/basic.py": "import ansible.module_utils.common.text\n",
        "core/ansible/module_utils/common/__init__.py": "",
        "core/ansible/module_utils/common/text.py": "",
        "core/ansible/release.py": "__version__ = '2.18.1'\n",
        "core/ansible/modules/press.py": importing,
        "core/ansible/modules/copy.py": importing,
        "core/ansible/plugins/action/copy.py": "",
        "core/ansible/config/ansible_builtin_runtime.yml":
            "plugin_routing: { modules: { squeeze: { redirect: orchard.fruit.squeezer }, loop: { redirect: loop } } }\n",
        "core/ansible_collections/orchard/fruit/plugins/modules/squeezer.py": importing,
        "core/ansible_collections/orchard/fruit/plugins/modules/deep/down.py": importing,
        "core/ansible_collections/orchard/fruit/plugins/modules/fronted.py": importing,
        "core/ansible_collections/orchard/fruit/plugins/action/fronted.py": "",
        "core/ansible_collections/orchard/fruit/meta/runtime.yml": """
        plugin_routing:
          modules:
            old: { redirect: orchard.fruit.squeezer }
            gone: { tombstone: { removal_version: 2.0.0, warning_text: Take a spoon. } }
        """,
        "site/library/oldie": "#!/bin/sh\n",
        "site/library/below/newie.py": importing,
        "site/library/apt.py": importing,
        "site/library/copy.py": importing,
        "site/library/newie.md": "",
        "site/collections/ansible_collections/orchard/nuts/plugins/modules/crack.py": importing,
        "role/library/newie.py": importing,
        "role/library/roley.py": importing,
    ]

    /// Makes the folder; `body` gets the library and the folder's path.
    private func with<Result>(hasCore: Bool = true, _ body: (PythonLibrary, String) throws -> Result) throws -> Result {
        let root = FileManager.default.temporaryDirectory.appending(path: "swiftplay-library-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (name, text) in Self.files {
            let file = root.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let controller = ControllerPython(path: hasCore ? [root.path + "/core"] : [])
        let library = PythonLibrary(PythonLibrary.Paths(), controller: controller) { $0 == "meta" }
        library.look(beside: root.path + "/site")
        library.look(beside: root.path + "/role")
        return try body(library, root.path)
    }

    @Test(
        arguments: [
            ("oldie", "site/library/oldie"), ("newie", "site/library/below/newie.py"),
            ("ansible.legacy.newie", "site/library/below/newie.py"), ("roley", "role/library/roley.py"),
            ("press", "core/ansible/modules/press.py"), ("ansible.builtin.press", "core/ansible/modules/press.py"),
            ("orchard.fruit.squeezer", "core/ansible_collections/orchard/fruit/plugins/modules/squeezer.py"),
            ("orchard.fruit.deep.down", "core/ansible_collections/orchard/fruit/plugins/modules/deep/down.py"),
            ("orchard.fruit.old", "core/ansible_collections/orchard/fruit/plugins/modules/squeezer.py"),
            ("squeeze", "core/ansible_collections/orchard/fruit/plugins/modules/squeezer.py"),
            ("orchard.nuts.crack", "site/collections/ansible_collections/orchard/nuts/plugins/modules/crack.py"),
            ("ansible.builtin.newie", nil), ("crack", nil), ("meta", nil), ("loop", nil), ("nowhere", nil), ("", nil),
            ("../library/oldie", nil), ("orchard.fruit.nowhere", nil),
        ] as [(String, String?)])
    func module(name: String, path: String?) throws {
        try with { library, root in
            #expect(library.module(named: name)?.doc.summary == path.map { "it is in \(root)/\($0)" })
        }
    }

    @Test func `short names are looked for in the collections of plays`() throws {
        try with { library, _ in
            #expect(library.module(named: "crack") == nil)
            library.look(in: ["orchard.nuts"])
            #expect(library.module(named: "crack")?.doc.fullName == "orchard.nuts.crack")
        }
    }

    @Test(
        arguments: [
            ("orchard.fruit.gone", "Take a spoon."), ("orchard.fruit.fronted", "action plugin"),
            ("copy", "action plugin"),
            ("orchard.cellar.barrel", "the collection orchard.cellar is not on this machine"),
        ])
    func obstacle(name: String, words: String) throws {
        try with { library, _ in
            let isOwn = name == "copy"
            #expect(isOwn || library.module(named: name) == nil)
            let reason = isOwn ? Self.reason(library.ownModule(named: name)) : library.obstacle(to: name)?.reason
            #expect(reason?.contains(words) == true, "\(reason ?? "")")
        }
    }

    private static func reason(_ own: OwnModule?) -> String? {
        if case .cannot(let reason) = own?.use { reason } else { nil }
    }

    @Test(
        arguments: [
            ("apt", true), ("ansible.legacy.apt", true), ("ansible.builtin.apt", false), ("press", false),
            ("orchard.fruit.squeezer", false),
        ])
    func `the project's own modules are known by name`(name: String, isOwn: Bool) throws {
        try with { library, root in
            #expect(library.ownModule(named: name)?.path == (isOwn ? "\(root)/site/library/apt.py" : nil))
        }
    }

    @Test func `without Ansible, what imports nothing of it still runs`() throws {
        try with(hasCore: false) { library, _ in
            #expect(library.module(named: "oldie") != nil && library.module(named: "newie") == nil)
            #expect(library.obstacle(to: "newie")?.help.contains("install ansible-core") == true)
            #expect(library.module(named: "press") == nil && library.obstacle(to: "press") == nil)
        }
    }

    @Test func `what a module needs beside the usual is sent apart, by a digest of it all`() throws {
        try with { library, _ in
            let file = FoundFile("x", name: "x", collection: "c", as: "ansible.modules.x")
            let code = library.code(of: file, Array(Self.importing.utf8))
            #expect(code.version == "2.18.1")
            #expect(code.own.files.keys.sorted() == ["ansible/modules/x.py"])
            #expect(
                code.base?.files.keys.sorted() == [
                    "ansible/module_utils/basic.py", "ansible/module_utils/common/text.py",
                ])
            let same = CodeTree(["a": [1], "b": [2]])
            #expect(same == CodeTree(["b": [2], "a": [1]]))
            #expect(same.digest.count == 40)
            for other in [["a": [1]], ["a": [1], "b": [3]], ["a": [1], "c": [2]], ["ab": [1, 2]]] as [[String: [UInt8]]]
            {
                #expect(same != CodeTree(other))
            }
        }
    }
}
