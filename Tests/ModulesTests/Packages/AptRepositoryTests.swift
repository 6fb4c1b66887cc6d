import ModuleKit
import Testing
import Values

@testable import Modules

/// What the host prints of its lists.
private func listing(_ lists: [(path: String, text: String)]) -> (String) -> CommandOutput {
    let text = lists.map { "\($0.text.utf8.count) \($0.path)\n\($0.text)" }.joined()
    return { _ in .saying(text) }
}

private func written(_ trial: Trial) -> [String: String?] {
    var files: [String: String?] = [:]
    for step in trial.steps {
        switch step {
        case .write(let write):
            files[write.target.path.text] = write.content.bytes.map { String(decoding: $0, as: UTF8.self) }
        case .remove(let path): files[path.text] = .some(nil)
        default: break
        }
    }
    return files
}

@Suite struct AptRepositoryTests {
    private static let main = "/etc/apt/sources.list"
    private static let list = "/etc/apt/sources.list.d/x_org_deb.list"

    @Test(
        "a source gets its own list, is enabled where it is, and is removed everywhere",
        arguments: [
            ("repo: deb http://x.org/deb a b", [], [list: "deb http://x.org/deb a b\n"]),
            (
                "repo: 'deb [trusted=yes]  https://u:p@x.org/deb   a b'", [],
                [list: "deb [trusted=yes] https://u:p@x.org/deb a b\n"]
            ),
            (
                "repo: deb http://x.org/deb a b", [(main, "# deb  http://x.org/deb a  b # why\n")],
                [main: "deb http://x.org/deb a b # why\n"]
            ),
            ("repo: deb http://x.org/deb a b", [(main, "deb http://x.org/deb a b")], [:]),
            (
                "repo: deb http://x.org/deb a b, filename: own", [("/etc/apt/sources.list.d/own.list", "# own\n")],
                ["/etc/apt/sources.list.d/own.list": "# own\ndeb http://x.org/deb a b\n"]
            ),
            (
                "repo: deb http://x.org/deb a b, state: absent",
                [(main, "#a\ndeb http://x.org/deb a b\n"), (list, "deb http://x.org/deb a b\n")],
                [main: "#a\n", list: nil]
            ),
            ("repo: deb http://x.org/deb a b, state: absent", [(main, "# deb http://x.org/deb a b\n")], [:]),
        ] as [(String, [(String, String)], [String: String?])])
    func lists(wish: String, before: [(String, String)], after: [String: String?]) throws {
        let trial = try Trial(
            AptRepository.self, "{\(wish), update_cache: false}",
            programs: listing(before.map { (path: $0.0, text: $0.1) }))
        #expect(written(trial) == after)
        #expect(trial.commands == [])
        #expect(trial.rounds == 1)
    }

    @Test func `package lists are updated after a change, and only then`() throws {
        let changed = try Trial(AptRepository.self, "{repo: deb http://x.org/deb a b}", programs: listing([]))
        #expect(changed.commands.count == 1 && changed.commands[0].hasSuffix("update"))
        let result = try changed.result()
        #expect(result["sources_added"] == [.string(Self.list)] && result["sources_removed"] == [])
        let same = try Trial(
            AptRepository.self, "{repo: deb http://x.org/deb a b}",
            programs: listing([(path: Self.main, text: "deb http://x.org/deb a b\n")]))
        #expect(!same.changed)
    }

    @Test(
        "invalid arguments are refused",
        arguments: [
            ("{repo: ' '}", "`repo` is empty"),
            ("{repo: 'ppa:a/b'}", "Launchpad repositories are not supported: ppa:a/b"),
            ("{repo: 'http://x.org'}", "not an APT source: http://x.org"),
            ("{repo: \"deb http://x.org a # b\\ndeb http://y.org a\"}", "`repo` must not contain a line break"),
            ("{repo: '# deb http://x.org a'}", "not an APT source: # deb http://x.org a"),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(AptRepository.self, arguments) == expected)
    }
}
