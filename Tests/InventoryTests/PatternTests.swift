import Testing
import Values

@testable import Inventory

@Suite struct PatternTests {
    static let text = """
        [web]
        web1.example.org
        web2.example.org
        web3.example.org
        [db]
        db1
        db2
        [staging]
        web2.example.org
        db2
        [empty]
        """

    @Test(
        arguments: [
            ("all", ["web1.example.org", "web2.example.org", "web3.example.org", "db1", "db2"]),
            ("*", ["web1.example.org", "web2.example.org", "web3.example.org", "db1", "db2"]),
            ("db", ["db1", "db2"]), ("db1", ["db1"]),
            ("db:web", ["db1", "db2", "web1.example.org", "web2.example.org", "web3.example.org"]),
            ("web:&staging", ["web2.example.org"]),
            ("web:!staging", ["web1.example.org", "web3.example.org"]),
            ("!staging", ["web1.example.org", "web3.example.org", "db1"]), ("web[0]", ["web1.example.org"]),
            ("web[-1]", ["web3.example.org"]),
            ("web[0:1]", ["web1.example.org", "web2.example.org"]),
            ("web[1:]", ["web2.example.org", "web3.example.org"]),
            ("*.example.org", ["web1.example.org", "web2.example.org", "web3.example.org"]),
            ("web[12].example.org", ["web1.example.org", "web2.example.org"]),
            ("db?", ["db1", "db2"]), ("~(web|db)1", ["web1.example.org", "db1"]), ("empty", []),
            ("st*:db1", ["web2.example.org", "db2", "db1"]),
            ("localhost", ["localhost"]), ("db[!2]", ["db1"]), ("&staging:db", ["db2"]),
            ("db1,web,&staging", ["web2.example.org"]),
        ] as [(String, [String])])
    func `a pattern selects hosts in its own order`(pattern: String, expected: [String]) throws {
        #expect(try inventory(Self.text).names(pattern) == expected)
    }

    @Test func `a limit restricts the hosts, also from a file`() throws {
        let found = try inventory(Self.text)
        #expect(try found.names("all", limit: "staging") == ["web2.example.org", "db2"])
        #expect(try found.names("web", limit: "!web1*") == ["web2.example.org", "web3.example.org"])
        let folder = try TemporaryFolder(["retry": "db1\n\nweb3.example.org\n"])
        #expect(try found.names("all", limit: "@\(folder.path)/retry") == ["web3.example.org", "db1"])
        #expect(throws: Diagnostics.self) { try found.names("all", limit: "@/nowhere/x") }
    }

    @Test(
        arguments: [
            ("wbe", "did you mean group `web` (3 hosts)?"), ("db11", "did you mean host `db1`?"),
            ("nothing-like-it", nil),
        ] as [(String, String?)])
    func `a pattern that matches nothing is an error with the nearest name`(pattern: String, help: String?) throws {
        let found = try inventory(Self.text)
        #expect { try found.select(pattern) } throws: { error in
            let first = (error as? Diagnostics)?.all.first
            return first?.summary == "no host matches" && first?.severity == .error && first?.help == help
        }
        #expect(throws: Diagnostics.self) { try found.select("all", limit: pattern) }
    }

    @Test func `one unknown term among others is a warning`() throws {
        let selection = try inventory(Self.text).selection("db:wbe")
        #expect(selection.hosts.count == 2)
        #expect(selection.warnings.map(\.severity) == [.warning])
    }

    @Test(arguments: ["web[7]", "~(unclosed"])
    func `an invalid pattern is an error`(pattern: String) throws {
        let found = try inventory(Self.text)
        #expect(throws: Diagnostics.self) { try found.select(pattern) }
    }
}
