import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct AssembleTests {
    private func host() -> FakeHost {
        FakeHost(files: ["/srv/d/2": "two", "/srv/d/1": "one\n", "/srv/d/.hidden": "h\n", "/srv/d/sub/3": "no\n"])
    }

    @Test(
        "fragments are joined in the order of their names",
        arguments: [
            ([], "h\none\ntwo"), ([("ignore_hidden", true)], "one\ntwo"),
            ([("ignore_hidden", true), ("delimiter", "--")], "one\n--\ntwo"), ([("regexp", "^2")], "two"),
            ([("regexp", "^[12]"), ("delimiter", #"\n#\n"#)], "one\n\n#\ntwo"),
        ] as [([(String, Value)], String)])
    func joins(arguments: [(String, Value)], expected: String) async throws {
        let host = host()
        let execution = try await run("assemble", [("src", "/srv/d"), ("dest", "/etc/f")] + arguments, on: host)
        #expect(execution.failure == nil)
        #expect(host.files.text("/etc/f") == expected)
        #expect(try await !run("assemble", [("src", "/srv/d"), ("dest", "/etc/f")] + arguments, on: host).changed)
    }

    @Test func `a fragment without a trailing line break gets one`() async throws {
        let host = FakeHost(files: ["/srv/d/1": "one", "/srv/d/2": "two"])
        _ = try await run("assemble", [("src", "/srv/d/"), ("dest", "/etc/f")], on: host)
        #expect(host.files.text("/etc/f") == "one\ntwo")
    }
}
