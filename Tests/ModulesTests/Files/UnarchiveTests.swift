import Foundation
import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// Makes an archive with shell commands run in an empty directory, and brings its bytes.
private func archive(_ commands: String, in directory: String) throws -> FakeController {
    let tree = directory + "/tree"
    let text = "mkdir \(tree) && cd \(tree) && { \(commands); }"
    let output = try LocalShell.run(Command(.shell(text, executable: nil)))
    #expect(output.exitCode == 0, "\(output.standardError.text)")
    var controller = FakeController()
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: tree + "/a")))
    controller.files["a"] = .file(FakeController.file("a", bytes))
    return controller
}

private let tree = "mkdir d && echo one > d/1 && echo two > 'd/2 b' && ln -s 1 d/l && chmod 750 d/1 && "

@Suite struct UnarchiveTests {
    @Test(
        "archives of each format are unpacked once",
        arguments: [
            ("tar -cf a d", "TarArchive"), ("tar -czf a d", "TgzArchive"), ("tar -cJf a d", "TarXzArchive"),
            ("tar -cjf a ./d", "TarBzipArchive"), ("zip -qry a.zip d && mv a.zip a", "ZipArchive"),
        ])
    func kinds(packing: String, handler: String) async throws {
        let tools = ["zip": "unzip zip", "tar -cj": "bzip2", "tar -cJ": "xz"].first { packing.hasPrefix($0.key) }?.value
        guard isInstalled(tools ?? "tar") else { return }
        try await LocalShell.withDirectory { directory in
            let controller = try archive(tree + packing, in: directory)
            let host = LocalShell.host(sharing: directory + "/tree")
            let arguments: [(String, Value)] = [
                ("src", "a"), ("dest", .string(directory + "/tree")), ("list_files", true),
            ]
            try FileManager.default.removeItem(atPath: directory + "/tree/d")
            let forecast = try await run("unarchive", arguments, on: host, controller: controller, checkMode: true)
            #expect(forecast.changed)
            #expect(LocalShell.contents(directory + "/tree/d/1") == nil)
            let execution = try await run("unarchive", arguments, on: host, controller: controller)
            #expect(execution.failure == nil)
            #expect(execution.changed)
            #expect(execution.keys["handler"] == .string(handler))
            #expect(execution.keys["files"]?.list?.count == 4)
            #expect(LocalShell.contents(directory + "/tree/d/2 b") == "two\n")
            #expect(try await !run("unarchive", arguments, on: host, controller: controller).changed)
            try "other\n".write(toFile: directory + "/tree/d/1", atomically: false, encoding: .utf8)
            #expect(try await run("unarchive", arguments, on: host, controller: controller).changed)
            #expect(LocalShell.contents(directory + "/tree/d/1") == "one\n")
        }
    }

    @Test(
        "an archive that would write outside its directory is refused, and nothing is unpacked",
        arguments: [
            "echo x > x && tar -cf a --transform 's,^,../,' -P x", "echo x > x && tar -cf a -P \"$PWD/x\"",
            "ln -s /tmp l && tar -cf a l && rm l && mkdir l && echo x > l/x && tar -rf a l/x",
            "echo x > x && ln x y && tar -cf a x y && tar --delete -f a x", "mkfifo p && tar -cf a p",
            "mkdir d && echo x > d/x && tar -cf a --transform 's,d/x,d/../../x,' -P d/x",
        ])
    func escapes(packing: String) async throws {
        try await LocalShell.withDirectory { directory in
            let controller = try archive(packing, in: directory)
            let dest = directory + "/dest"
            try FileManager.default.createDirectory(atPath: dest, withIntermediateDirectories: true)
            let host = LocalShell.host(sharing: dest)
            let execution = try await run(
                "unarchive", [("src", "a"), ("dest", .string(dest))], on: host, controller: controller)
            #expect(
                execution.failure?.message.hasPrefix("the archive is refused") == true,
                "\(execution.failure?.message ?? "")"
            )
            #expect(host.steps == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: dest) == [])
        }
    }

    @Test func `members can be excluded or selected, and options are passed on`() async throws {
        for (option, value, made) in [
            ("exclude", "d/1", ["2 b", "l"]), ("include", "d/1", ["1"]), ("extra_opts", "--exclude=l", ["1", "2 b"]),
        ] as [(String, String, [String])] {
            try await LocalShell.withDirectory { directory in
                let controller = try archive(tree + "tar -czf a d", in: directory)
                try FileManager.default.removeItem(atPath: directory + "/tree/d")
                let host = LocalShell.host(sharing: directory + "/tree")
                let arguments: [(String, Value)] = [
                    ("src", "a"), ("dest", .string(directory + "/tree")), (option, [.string(value)]),
                ]
                #expect(try await run("unarchive", arguments, on: host, controller: controller).failure == nil)
                #expect(try FileManager.default.contentsOfDirectory(atPath: directory + "/tree/d").sorted() == made)
                #expect(try await !run("unarchive", arguments, on: host, controller: controller).changed)
            }
        }
    }

    @Test func `owner and mode apply to everything that is unpacked`() async throws {
        try await LocalShell.withDirectory { directory in
            let controller = try archive(tree + "tar -czf a d", in: directory)
            try FileManager.default.removeItem(atPath: directory + "/tree/d")
            let host = LocalShell.host(sharing: directory + "/tree")
            let execution = try await run(
                "unarchive",
                [("src", "a"), ("dest", .string(directory + "/tree")), ("owner", "root"), ("mode", "u=rwX,go=rX")],
                on: host,
                controller: controller, checkMode: true)
            let set = execution.steps.compactMap { step -> String? in
                guard case .setAttributes(let path, let attributes, false) = step else { return nil }
                return "\(path.name) \(attributes.owner ?? "") \(attributes.mode?.octal ?? "-")"
            }
            #expect(set.sorted() == ["1 root 0755", "2 b root 0644", "d root 0755", "l root -"])
        }
    }

    @Test func `existing files and invalid archives are reported`() async throws {
        try await LocalShell.withDirectory { directory in
            let controller = try archive("echo no archive > a", in: directory)
            let host = LocalShell.host(sharing: directory)
            host.change { $0.files.put("/etc/here", "") }
            let arguments: [(String, Value)] = [("src", "a"), ("dest", .string(directory))]
            let created = try await run(
                "unarchive", arguments + [("creates", "/etc/here")], on: host, controller: controller)
            #expect(created.failure == nil)
            #expect(!created.changed)
            let broken = try await run("unarchive", arguments, on: host, controller: controller)
            #expect(broken.failure?.message.hasPrefix("a cannot be read as an archive") == true)
            let nowhere = try await run(
                "unarchive", [("src", "a"), ("dest", "/none")], on: host, controller: controller)
            #expect(nowhere.failure?.message == "the directory /none does not exist")
        }
    }

    private func isInstalled(_ tools: String) -> Bool {
        let command = Command(.shell("for t in \(tools); do command -v $t || exit 1; done", executable: nil))
        return (try? LocalShell.run(command).exitCode) == 0
    }
}
