import Foundation
import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// What an archive lists is what is unpacked: the whole of it is judged first, and nothing changes where it is refused.
@Suite(.timeLimit(.minutes(3))) struct ArchiveHazardTests {
    private typealias Entry = CraftedArchive.Entry

    enum Tar: String, CaseIterable, Sendable {
        case gnu = "/bin", busybox

        var shell: [String] { self == .gnu ? ["/bin/sh"] : ["/bin/busybox", "sh"] }
    }

    private static let long = String(repeating: "long/", count: 40) + String(repeating: "n", count: 180)

    private static let escapes: [(why: String, entries: [Entry])] = [
        ("up", [Entry("../up")]), ("up inside", [Entry("a/../../up")]), ("up at the end", [Entry("a/..", "d")]),
        ("absolute", [Entry("/tmp/swiftplay-absolute")]), ("up in a long name", [Entry("../" + long)]),
        ("through a link", [Entry("l", "l", to: "/tmp"), Entry("l/x")]),
        ("through a link by another name", [Entry("./a//l", "l", to: "/tmp"), Entry("a/./l/x")]),
        ("through a link with a long name", [Entry(long, "l", to: "/tmp"), Entry(long + "/x")]),
        ("through a hard link to a link", [Entry("l", "l", to: "/tmp"), Entry("h", "h", to: "l"), Entry("h/x")]),
        ("a link and a file", [Entry("x", "l", to: "/tmp/swiftplay-written"), Entry("x")]),
        ("a file and a link", [Entry("x"), Entry("x", "l", to: "/tmp/swiftplay-written")]),
        ("a link and a directory", [Entry("x", "l", to: "/tmp"), Entry("x/", "d")]),
        ("a file and a hard link", [Entry("y"), Entry("x"), Entry("x", "h", to: "y")]),
        ("a link below a line break", [Entry("x\n-rw", "l", to: "/tmp"), Entry("x\n-rw/file")]),
        (
            "a line break that looks like a member",
            [Entry("x\n-rw-r--r-- 0/0 4 2023-11-14 22:13:20 y", "l", to: "/tmp"), Entry("x")]
        ),
        ("a hard link outside", [Entry("h", "h", to: "/etc/passwd")]),
        ("a hard link up", [Entry("h", "h", to: "../../etc/passwd")]),
        ("a hard link to what there is not", [Entry("h", "h", to: "gone")]), ("a pipe", [Entry("p", "p")]),
        ("a device", [Entry("b", "b")]), ("a device for characters", [Entry("c", "c")]),
        ("an owner like a detail", [Entry("h", "h", to: "/etc/passwd").owned(by: "x 0 2023-11-14 22:13:20 h -> a")]),
    ]

    private static let harmless: [(entries: [Entry], made: [String])] = [
        ([Entry(long)], [long]), ([Entry("x"), Entry("x", body: "new")], ["x"]),
        ([Entry("d/", "d"), Entry("d/", "d"), Entry("d/x")], ["d", "d/x"]),
        ([Entry("x"), Entry("h", "h", to: "x")], ["h", "x"]), ([Entry("l", "l", to: "/etc")], ["l"]),
        ([Entry("x -> y"), Entry("z link to x")], ["x -> y", "z link to x"]),
        ([Entry(" x"), Entry("é\\n\tö"), Entry("-x"), Entry("'\"$(id)")], [" x", "'\"$(id)", "-x", "é\\n\tö"]),
        ([Entry("x").owned(by: "Domain Users")], ["x"]),
    ]

    @Test(arguments: Tar.allCases) func `a tar archive that would write outside its directory is refused as a whole`(
        tar: Tar
    ) async throws {
        for (why, entries) in Self.escapes {
            try await refuses(CraftedArchive.tar([Entry("first")] + entries), tar, why)
        }
    }

    @Test(arguments: Tar.allCases) func `harmless archives are unpacked with all their names`(tar: Tar) async throws {
        for (entries, made) in Self.harmless {
            try await unpack(CraftedArchive.tar(entries), tar) { execution, names in
                #expect(
                    execution.failure == nil && execution.changed && names.filter { made.contains($0) } == made,
                    "\(execution.failure?.message ?? "") \(names)")
            }
        }
    }

    @Test func `a zip archive that would write outside its directory is refused as a whole`() async throws {
        guard try LocalShell.run(Command("sh", "-c", "command -v unzip")).exitCode == 0 else { return }
        let entries = Self.escapes.filter {
            $0.entries.allSatisfy { "-dlp".contains($0.kind) && !$0.name.contains("\n") }
        }
        for (why, entries) in entries + [("a backslash", [Entry("..\\up")])] where !why.contains("device") {
            try await refuses(CraftedArchive.zip([Entry("first")] + entries), .gnu, why)
        }
        try await unpack(CraftedArchive.zip([Entry("d/", "d"), Entry("d/x y"), Entry("l", "l", to: "d/x y")])) {
            execution, names in
            #expect(execution.failure == nil && names == ["d", "d/x y", "l"], "\(execution.failure?.message ?? "")")
        }
    }

    @Test(arguments: Tar.allCases) func `options that change names are checked by the resulting names`(tar: Tar)
        async throws
    {
        let archive = CraftedArchive.tar([Entry("a/l", "l", to: "/tmp"), Entry("b/l/x"), Entry("b/y")])
        try await refuses(archive, tar, "stripped", options: ["--strip-components=1"])
        try await unpack(archive, tar) { execution, _ in
            #expect(execution.failure == nil, "\(execution.failure?.message ?? "")")
        }
        let nested = CraftedArchive.tar([
            Entry("top/", "d"), Entry("top/x"), Entry("top/d/", "d"), Entry("top/d/l", "l", to: "/etc"),
        ])
        try await unpack(nested, tar, options: ["--strip-components=1"]) { execution, names in
            #expect(execution.failure == nil && names == ["d", "d/l", "x"], "\(execution.failure?.message ?? "")")
        }
    }

    @Test(arguments: Tar.allCases) func `archives that are truncated or too large for the disk are refused`(tar: Tar)
        async throws
    {
        try await refuses(
            CraftedArchive.tar([Entry("first"), Entry("huge", body: "", size: 0o77777777777)]), tar, "huge")
        let whole = CraftedArchive.tar([Entry("first"), Entry("x", body: String(repeating: "x", count: 9000))])
        try await refuses(Array(whole.prefix(6000)), tar, "cut")
        let packed = try LocalShell.run(Command(.arguments(["gzip", "-c"]), input: whole)).standardOutput.bytes
        try await unpack(packed, tar) { execution, names in
            #expect(execution.failure == nil && names == ["first", "x"])
        }
        try await refuses(Array(packed.dropLast(9)), tar, "cut and packed")
    }

    @Test func `an archive that changes before it is unpacked is refused`() async throws {
        try await LocalShell.withDirectory { directory in
            let (source, dest) = (directory + "/a.tar", directory + "/dest")
            try FileManager.default.createDirectory(atPath: dest, withIntermediateDirectories: true)
            try Data(CraftedArchive.tar([Entry("x")])).write(to: URL(filePath: source))
            var world = FakeHostWorld()
            world.files.makeDirectories(dest)
            world.onRun { command, _ in
                let output = try? LocalShell.run(command)
                if command.isListing {
                    try? Data(CraftedArchive.tar([Entry("l", "l", to: "/tmp"), Entry("l/x")])).write(
                        to: URL(filePath: source))
                }
                return output
            }
            let arguments: [(String, Value)] = [
                ("src", .string(source)), ("dest", .string(dest)), ("remote_src", true),
            ]
            let execution = try await run("unarchive", arguments, on: FakeHost(world))
            #expect(execution.failure?.message.contains("has changed") == true, "\(execution.failure?.message ?? "")")
            #expect(try FileManager.default.contentsOfDirectory(atPath: dest) == [])
        }
    }

    private func refuses(_ archive: [UInt8], _ tar: Tar, _ why: String, options: [String] = []) async throws {
        try await unpack(archive, tar, options: options) { execution, names in
            #expect(execution.failure != nil && names == [], "\(why): \(names)")
        }
    }

    private func unpack(
        _ archive: [UInt8], _ tar: Tar = .gnu, options: [String] = [],
        _ judge: (ModuleExecution, [String]) throws -> Void
    ) async throws {
        try await LocalShell.withDirectory { directory in
            let dest = directory + "/dest"
            try FileManager.default.createDirectory(atPath: dest, withIntermediateDirectories: true)
            var controller = FakeController()
            controller.files["a"] = .file(FakeController.file("a", archive))
            let arguments: [(String, Value)] = [
                ("src", "a"), ("dest", .string(dest)), ("extra_opts", .list(options.map(Value.string))),
            ]
            let host = LocalShell.host(sharing: dest, shell: tar.shell)
            let execution = try await run("unarchive", arguments, on: host, controller: controller)
            let names = FileManager.default.enumerator(atPath: dest)?.compactMap { $0 as? String } ?? []
            try judge(execution, names.sorted())
            #expect(!FileManager.default.fileExists(atPath: "/tmp/swiftplay-absolute"))
            #expect(!FileManager.default.fileExists(atPath: "/tmp/swiftplay-written"))
        }
    }
}

extension Command {
    fileprivate var isListing: Bool {
        guard case .script(let text, _) = form else { return false }
        return text.contains("-tvf")
    }
}
