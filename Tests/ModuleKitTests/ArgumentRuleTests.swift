import Testing
import Values

@testable import ModuleKit

/// A module whose arguments depend on each other in every way there is.
private struct Ruled: Module {
    enum Wanted: String, ArgumentChoice { case present, absent, link }

    static let doc = ModuleDoc("ruled", "Shows rules between arguments.", examples: "")
    static let rules: [ArgumentRule] = [
        .exclusive("left", "right"), .exactlyOne("src", "content", saying: "nothing to write"),
        .requires("owner_key", "owner"), .required("line", when: "state", is: "present", "link"),
        .atLeastOne("line", "pattern", when: "state", is: "absent"), .only("target", when: "state", is: "link"),
        .required("pattern", when: "groups", is: "true"),
    ]

    @Argument("One side.") var left: String?
    @Argument("The other side.") var right: Int?
    @Argument("From where.", aliases: "source") var src: RemotePath?
    @Argument("What.") var content: String?
    @Argument("Whose.") var owner: String?
    @Argument("With which key.") var ownerKey: String?
    @Argument("What shall be.") var state: Wanted = .present
    @Argument("A line.") var line: String?
    @Argument("An expression.") var pattern: String?
    @Argument("Where it leads.") var target: RemotePath?
    @Argument("Whether there are groups.") var groups: Bool = false

    init() {}

    var probe: Probe<Void> { .nothing }
    func changes(from state: Void) -> [Change] { [] }

    func result(_ applied: Applied<Void>) -> ModuleResult { [:] }
}

private let table = ArgumentTable(Ruled.self)
private let file = SourceFile(path: "tasks.yml", text: "- ruled:\n    one: 1\n    two: 2\n")
private let spans = (
    module: SourceSpan(file, line: 1, column: 3), first: SourceSpan(file, line: 2, column: 5),
    second: SourceSpan(file, line: 3, column: 5)
)
private let template = Value.template(TemplateText("{{ x }}", at: spans.first, layout: .flow(offset: 0)))

private func problems(_ given: [(String, Value)]) -> [Diagnostic] {
    let arguments = given.enumerated().map { index, argument in
        GivenArgument(argument.0, argument.1, nameSpan: index == 0 ? spans.first : spans.second)
    }
    return table.check(arguments, resources: NoResources(), at: spans.module).all
}

@Suite struct ArgumentRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var given: [(String, Value)]
        var says: [String]

        init(_ name: String, _ given: [(String, Value)], _ says: String...) {
            (self.name, self.given, self.says) = (name, given, says)
        }

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case("nothing is wrong", [("content", "x"), ("line", "a")]),
        Case(
            "two that exclude each other", [("left", "a"), ("right", 2), ("src", "/a"), ("line", "a")],
            "parameters are mutually exclusive: left|right"),
        Case("of which one is null", [("left", "a"), ("right", .null), ("src", "/a"), ("line", "a")]),
        Case("of which one is a template", [("left", "a"), ("right", template), ("src", "/a"), ("line", "a")]),
        Case("none of those of which one must be", [("line", "a")], "nothing to write"),
        Case(
            "both, one by its other name", [("source", "/a"), ("content", "b"), ("line", "a")],
            "parameters are mutually exclusive: src|content"),
        Case("a path that is empty", [("src", ""), ("line", "a")], "nothing to write"),
        Case("a template where one must be", [("src", template), ("line", "a")]),
        Case("one without the other", [("owner_key", "k"), ("src", "/a"), ("line", "a")], "`owner_key` needs `owner`"),
        Case("by a default", [("src", "/a")], "`state: present` or `state: link` needs `line`"),
        Case("by a value", [("src", "/a"), ("state", "absent")], "`state: absent` needs `line` or `pattern`"),
        Case("by a value that a template tells", [("src", "/a"), ("state", template)]),
        Case("only with a value", [("src", "/a"), ("line", "a"), ("target", "/b")], "`target` needs `state: link`"),
        Case("with that value", [("src", "/a"), ("line", "a"), ("target", "/b"), ("state", "link")]),
        Case(
            "a flag that is set", [("src", "/a"), ("line", "a"), ("groups", "yes")], "`groups: true` needs `pattern`"),
        Case("a flag that is not set", [("src", "/a"), ("line", "a"), ("groups", "no")]),
        Case(
            "several at once", [("left", "a"), ("right", 2)], "parameters are mutually exclusive: left|right",
            "nothing to write", "`state: present` or `state: link` needs `line`"),
    ]

    @Test("broken rules are found, without false alarms", arguments: cases)
    func broken(rule: Case) {
        #expect(problems(rule.given).compactMap(\.detail) == rule.says)
    }

    @Test func `a conflict is reported with both positions`() throws {
        let clash = try #require(problems([("src", "/a"), ("content", "b"), ("line", "a")]).first)
        #expect(clash.span == spans.second)
        #expect(clash.notes == [Diagnostic.Note("`src` is given here", at: spans.first)])
    }

    @Test func `a missing argument is reported at the module name`() throws {
        #expect(problems([("line", "a")]).first?.span == spans.module)
    }

    @Test func `rules are described in words`() {
        #expect(
            Ruled.rules.map(\.text) == [
                "at most one of `left` and `right`", "exactly one of `src` and `content`",
                "`owner_key` needs `owner`", "`state: present` or `state: link` needs `line`",
                "`state: absent` needs `line` or `pattern`", "`target` needs `state: link`",
                "`groups: true` needs `pattern`",
            ])
    }
}
