import Foundation
import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// The shells that must understand what modules write, as far as this machine has them.
private let shells = [["/bin/dash"], ["/bin/bash"], ["/bin/busybox", "sh"]].filter {
    FileManager.default.isExecutableFile(atPath: $0[0])
}

@Suite struct ShellTextTests {
    @Test("a script runs with its arguments and leaves nothing", arguments: shells)
    func scripts(shell: [String]) async throws {
        try await LocalShell.withDirectory { directory in
            let host = LocalShell.host(sharing: directory, shell: shell)
            var controller = FakeController()
            controller.put("it's a.sh", "#!/bin/sh\necho \"$0\"; printf '%s|' \"$@\"; umask; pwd; cat; exit 3\n")
            let execution = try await run(
                "script", [("cmd", #""it's a.sh" 'a  b' $((1 + 2))"#), ("chdir", .string(directory))], on: host,
                controller: controller)
            let fields = try #require(execution.failure?.result)
            #expect(fields["rc"] == 3)
            let lines = try #require(fields["stdout_lines"]?.list).compactMap(\.text)
            #expect(lines.last?.hasSuffix(RemotePath(directory).name) == true)
            #expect(lines[1].hasPrefix("a  b|3|"))
            #expect(!lines[1].hasSuffix("77"))
            #expect(!FileManager.default.fileExists(atPath: lines[0]))
        }
    }

    @Test("temporary files are new and private", arguments: shells)
    func temporary(shell: [String]) async throws {
        try await LocalShell.withDirectory { directory in
            let host = LocalShell.host(sharing: directory, shell: shell)
            for (state, kind) in [("file", FileAttributeType.typeRegular), ("directory", .typeDirectory)] {
                let execution = try await run(
                    "tempfile",
                    [("state", .string(state)), ("path", .string(directory)), ("prefix", "a b'"), ("suffix", ".x")],
                    on: host)
                let path = try #require(execution.keys["path"]?.text)
                #expect(RemotePath(path).name.hasPrefix("a b'") && path.hasSuffix(".x"))
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect(attributes[.type] as? FileAttributeType == kind)
                #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o77 } == 0)
            }
        }
    }

    @Test("patterns of creates are matched by the host", arguments: shells)
    func patterns(shell: [String]) async throws {
        try await LocalShell.withDirectory { directory in
            try "".write(toFile: directory + "/it's $x.txt", atomically: false, encoding: .utf8)
            let host = LocalShell.host(sharing: directory, shell: shell)
            for (pattern, runs) in [("it's $x.*", false), ("[a-j]t*", false), ("none*", true), ("it's $y*", true)] {
                let execution = try await run(
                    "command", [("cmd", "true"), ("chdir", .string(directory)), ("creates", .string(pattern))], on: host
                )
                #expect(execution.changed == runs, "\(pattern)")
            }
        }
    }
}
