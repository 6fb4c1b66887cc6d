import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct ModprobeTests {
    /// A host whose kernel has a module or has not, with files that say what happens at boot.
    private func host(isLoaded: Bool, files: [String: String] = [:]) -> FakeHost {
        var world = FakeHostWorld()
        world.files.makeDirectories("/etc/modules-load.d")
        world.files.makeDirectories("/etc/modprobe.d")
        for (path, text) in files { world.files.put(path, text) }
        world.files.put("/run/loaded", isLoaded ? "x" : "")
        world.onRun { command, world in
            switch command.line {
            case let line where line.contains("/proc/modules"):
                return CommandOutput(exitCode: world.files.text("/run/loaded") == "x" ? 0 : 1)
            case let line where line.hasPrefix("modprobe "):
                world.files.put("/run/loaded", line.hasPrefix("modprobe -r") ? "" : "x")
                return CommandOutput(exitCode: 0)
            case let line where line.contains("print()"):
                let folder = String(line.split(separator: " ").last ?? "")
                let listed = world.files.nodes.keys.filter { $0.hasPrefix(folder + "/") }.sorted().map { path in
                    let text = world.files.text(path) ?? ""
                    return "\(text.utf8.count) \(path)\n\(text)"
                }
                return .saying(listed.joined())
            default: return nil
            }
        }
        return FakeHost(world)
    }

    @Test(
        "a module is loaded or unloaded only where it is not so already",
        arguments: [
            ("{name: dummy}", false, ["modprobe dummy"]), ("{name: dummy}", true, []),
            ("{name: dummy, params: 'numdummies=2 debug=1'}", false, ["modprobe dummy numdummies=2 debug=1"]),
            ("{name: dummy, state: absent}", true, ["modprobe -r dummy"]), ("{name: dummy, state: absent}", false, []),
        ])
    func load(task: String, isLoaded: Bool, calls: [String]) async throws {
        let host = host(isLoaded: isLoaded)
        try await hold(HostTask("modprobe", task, changes: !calls.isEmpty), on: host)
        let ran = host.steps.compactMap { if case .run(let command) = $0 { command.line } else { nil } }
        #expect(ran == calls)
    }

    @Test(
        "what is loaded at boot is said in one file, and old lines become comments",
        arguments: [
            ("present", "", [:], ["/etc/modules-load.d/dummy.conf": "dummy\n"]),
            ("present", "", ["/etc/modules-load.d/a.conf": "# all\ndummy # one\n"], [:]),
            (
                "present", "numdummies=2",
                [
                    "/etc/modules-load.d/dummy.conf": "dummy\n",
                    "/etc/modprobe.d/old.conf": "options dummy numdummies=9\noptions other x=1\n",
                ],
                [
                    "/etc/modprobe.d/old.conf": "#options dummy numdummies=9\noptions other x=1\n",
                    "/etc/modprobe.d/dummy.conf": "options dummy numdummies=2\n",
                ]
            ),
            (
                "absent", "",
                [
                    "/etc/modules-load.d/a.conf": "dummy\ndummy2\n",
                    "/etc/modprobe.d/dummy.conf": "options dummy numdummies=2\n",
                ],
                [
                    "/etc/modules-load.d/a.conf": "#dummy\ndummy2\n",
                    "/etc/modprobe.d/dummy.conf": "#options dummy numdummies=2\n",
                ]
            ),
            ("disabled", "numdummies=2", ["/etc/modules-load.d/a.conf": "other\n"], [:]),
        ] as [(String, String, [String: String], [String: String])])
    func persistence(persistent: String, params: String, files: [String: String], changed: [String: String])
        async throws
    {
        let host = host(isLoaded: true, files: files)
        let task = "{name: dummy, params: '\(params)', persistent: \(persistent)}"
        try await hold(HostTask("modprobe", task, changes: !changed.isEmpty), on: host)
        for (path, text) in files.merging(changed, uniquingKeysWith: { $1 }) { #expect(host.files.text(path) == text) }
        if changed.isEmpty { #expect(host.steps.isEmpty) }
    }

    @Test("names that are no names are refused", arguments: ["-r", "a b", "../x", ""])
    func names(name: String) {
        #expect(Trial.failure(Modprobe.self, "{name: '\(name)'}") == "not a name of a kernel module: \(name)")
    }
}
