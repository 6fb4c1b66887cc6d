import Testing
import Values

@testable import ModuleKit

/// A crate with mappings among its arguments.
private struct Crate: Module {
    struct Fruit: ArgumentRecord {
        enum Colour: String, ArgumentChoice { case red, green }

        @Argument("What it is called.", aliases: "called") var name: String
        @Argument("Its colour.") var colour: Colour = .green
        @Argument("How many.") var count: Int?
    }

    static let doc = ModuleDoc("crate", "Shows how mappings are read.", examples: "")

    @Argument("What is in it.") var fruits: [Fruit] = []
    @Argument("The one on top.") var top: Fruit?

    init() {}

    var probe: Probe<Void> { .nothing }
    func changes(from state: Void) -> [Change] { [] }

    func result(_ applied: Applied<Void>) -> ModuleResult {
        [
            "fruits": .list(
                (fruits + [top].compactMap(\.self)).map { .string("\($0.name) \($0.colour) \($0.count ?? 0)") })
        ]
    }
}

private let entry = ModuleEntry(Crate.self)

@Suite struct ArgumentRecordTests {
    /// The arguments of a task in YAML, as the reading of playbooks gives them.
    private func given(_ text: String) throws -> [GivenArgument] {
        let root = try YAMLReader.read(SourceFile(path: "task.yml", text: text)).root
        return (root?.entries ?? []).map {
            GivenArgument(
                $0.key.text ?? "", $0.value.value, nameSpan: $0.key.span, valueSpan: $0.value.span, written: $0.value)
        }
    }

    @Test(
        "fields are read as arguments are, with their names, defaults and choices",
        arguments: [
            ("fruits: [{name: apple, count: '3'}, {called: pear, colour: red}]", ["apple green 3", "pear red 0"]),
            ("fruits: {name: apple}", ["apple green 0"]), ("top: {name: fig, count: null}", ["fig green 0"]),
            ("fruits: []", []),
        ] as [(String, [String])])
    func read(text: String, fruits: [String]) throws {
        let bound = try entry.bind(given(text), resources: NoResources(), at: nil)
        let decision = try DecisionDriver(bound, as: nil).decide { _ in Answers() }.decision
        let result = try decision.result(after: nil, outcomes: [], checkMode: false)
        #expect(result["fruits"] == .list(fruits.map(Value.string)))
    }

    @Test(
        "all mistakes are found where they stand, whatever the templates beside them will give",
        arguments: [
            (
                "fruits: [{name: a, coulor: red}]",
                ["1:20 Argument `fruits[0]` of the module `crate` has no field `coulor`."]
            ),
            (
                "fruits: [{name: '{{ x }}', colour: blue}, {count: many}]",
                [
                    "1:36 Argument `fruits[0].colour` of the module `crate` must be one of red, green, not blue.",
                    "1:51 Argument `fruits[1].count` of the module `crate` must be an integer, not the string \"many\".",
                    "1:43 Argument `fruits[1]` of the module `crate` has no field `name`, which is required.",
                ]
            ),
            ("fruits: [7]", ["1:10 Argument `fruits[0]` of the module `crate` must be a mapping, not an integer."]),
            ("fruits: '{{ all }}'", []),
            ("top: {name: null}", ["1:13 Argument `top.name` of the module `crate` must not be null."]),
        ] as [(String, [String])])
    func mistakes(text: String, expected: [String]) throws {
        let problems = entry.table.check(try given(text), resources: NoResources(), at: nil)
        let found = problems.all.map { problem in
            let position = (problem.span?.description ?? "").replacing("task.yml:", with: "")
            return "\(position) \(problem.detail ?? "")"
        }
        #expect(found == expected)
    }

    @Test func `the fields are part of the declaration`() {
        #expect(entry.arguments.first?.typeName == "list of mapping")
        #expect(entry.arguments.first?.fields?.map(\.name) == ["name", "colour", "count"])
    }
}
