import Testing
import Values

@testable import ModuleKit

/// A module that only declares arguments.
private struct Sample: Module {
    enum Shade: String, ArgumentChoice { case light, dark }

    static let doc = ModuleDoc(
        "sample", "Shows how arguments are read.", freeForm: nil, refused: ["attributes": "no flags here"], examples: ""
    )

    @Argument("Where.", aliases: "dest", "name") var path: RemotePath
    @Argument("Text to look for.") var searchString: String?
    @Argument("How many.") var count: Int = 3
    @Argument("Which.") var shade: Shade = .light
    @Argument("Several.") var items: [String] = []
    @ArgumentGroup var attributes: FileAttributeArguments

    init() {}

    var probe: Probe<Void> { .nothing }
    func changes(from state: Void) -> [Change] { [] }

    func result(_ applied: Applied<Void>) -> ModuleResult {
        [
            "path": .string(path.text), "search": searchString.map(Value.string) ?? .null, "count": .int(count),
            "shade": .string(shade.rawValue), "items": .list(items.map(Value.string)),
            "mode": attributes.mode.map { .string("\($0)") } ?? .null, "given": .bool($count.isGiven),
        ]
    }
}

private let entry = ModuleEntry(Sample.self)

private func bind(_ arguments: [(String, Value)]) throws -> Mapping {
    let given = arguments.map { GivenArgument($0.0, $0.1) }
    let bound = try entry.bind(given, resources: NoResources(), at: nil)
    let decision = try DecisionDriver(bound, as: nil).decide { _ in Answers() }.decision
    return try decision.result(after: nil, outcomes: [], checkMode: false).fields
}

private func problems(_ arguments: [(String, Value)]) -> [String] {
    do {
        _ = try bind(arguments)
        return []
    } catch let error as Diagnostics {
        return error.all.map { "\($0.summary): \($0.help ?? "")" }
    } catch {
        return ["\(error)"]
    }
}

@Suite struct ArgumentTests {
    @Test func `values, aliases and defaults reach their properties`() throws {
        let result = try bind([("dest", "/etc/x"), ("search_string", "a"), ("items", "p,q"), ("mode", 0o600)])
        #expect(
            result == [
                "path": "/etc/x", "search": "a", "count": 3, "shade": "light", "items": ["p", "q"],
                "mode": "exact(384)", "given": false,
            ])
    }

    @Test func `a given value is distinguished from an equal default`() throws {
        #expect(try bind([("path", "/x"), ("count", "3")])["given"] == true)
    }

    @Test(
        "mistakes are reported with a suggestion",
        arguments: [
            ([("path", "/x"), ("shde", "dark")], ["unknown argument: did you mean `shade`?"]),
            ([("count", 1)], ["missing argument: swiftplay doc sample"]),
            ([("path", "/x"), ("shade", "drak")], ["invalid argument: did you mean `dark`?"]),
            ([("path", "/x"), ("count", "many")], ["invalid argument: swiftplay doc sample"]),
            ([("path", "/x"), ("attributes", "+i")], ["argument not supported: swiftplay doc sample"]),
            (
                [("path", ""), ("count", [1])],
                ["invalid argument: give a path", "invalid argument: swiftplay doc sample"]
            ),
        ] as [([(String, Value)], [String])])
    func mistakes(given: [(String, Value)], expected: [String]) {
        #expect(problems(given) == expected)
    }

    @Test(
        "text is read as a mapping as Ansible's arguments of the type `dict` read it",
        arguments: [
            ("", [:]), ("a=1", ["a": "1"]), ("a=1,b=2", ["a": "1", "b": "2"]),
            (" a=1, b=\"x, y\" ", ["a": "1", "b": "x, y"]), ("a='it\\'s'", ["a": "it's"]), ("a=b=c", ["a": "b=c"]),
            ("a=1 b", nil), ("a=\"x", ["a": "x"]), ("a=\\,b", ["a": ",b"]), ("a", nil),
            ("a=1\tb=2", ["a": "1\tb=2"]), ("a= ,b=2", ["a": "", "b": "2"]), ("'k k'=v", ["k k": "v"]),
            ("a=b\"c d\"e", ["a": "bc de"]), ("{\"a\": [1]}", ["a": [1]]),
        ] as [(String, Mapping?)])
    func mappings(text: String, expected: Mapping?) {
        #expect((try? Mapping.parse(.string(text), NoResources())) == expected)
    }

    @Test func `the declaration is the documentation`() {
        #expect(entry.arguments.map(\.name).prefix(3) == ["path", "search_string", "count"])
        #expect(entry.arguments.map(\.name).contains("unsafe_writes"))
        #expect(entry.arguments.filter(\.isRequired).map(\.name) == ["path"])
        #expect(entry.arguments.first { $0.name == "shade" }?.choices == ["light", "dark"])
        #expect(entry.arguments.first { $0.name == "count" }?.defaultText == "3")
    }
}
