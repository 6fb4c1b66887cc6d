import Jinja
import Runner
import Values

extension MicroBenchmark {
    static let templates = [
        MicroBenchmark("template", "a file of 200 lines rendered with a loop, filters and conditions") {
            _ = try templar.render(serverFile)
        },
        MicroBenchmark("template-compiling", "100 templates of 200 lines compiled and rendered") {
            for number in 0..<100 { _ = try templar.render(serverTemplate(number)) }
        },
        MicroBenchmark("conditions", "10,000 conditions as `when` has them") {
            for _ in 0..<2_500 { for condition in conditions { _ = try templar.condition(expression: condition) } }
        },
    ]

    private static let templar = templar(over: ServerVariables())
    /// A templar whose templates may look at nothing but their variables.
    static func templar(over scope: any VariableScope) -> Templar {
        let lookups = LookupContext(.bare(in: "/nonexistent"), hosts: { _ in [] }, workingDirectory: "/nonexistent")
        return Templar(TemplateContext(scope: scope, lookups: lookups))
    }

    private static let serverFile = serverTemplate(0)

    private static let conditions = [
        "port > 1024 and kind == 'web'", "name is defined and name | length > 3", "kind in ['web', 'db']",
        "missing is not defined or missing | bool",
    ].map { TemplateText($0, expressionAt: nil) }

    private static func serverTemplate(_ number: Int) -> TemplateText {
        let part = """
            # part \(number)
            {% for server in servers %}
            server {{ server.name | upper }}:{{ server.port + loop.index0 }}{{ ';' if not loop.last else '.' }}
            {% if server.tags | select('match', 'a.*') | list %}
            tags {{ server.tags | sort | join(', ') }}
            {% endif %}
            {% endfor %}
            kind {{ kind | default('none') }} of {{ name }} on {{ port }}

            """
        return TemplateText(file: SourceFile(path: "server.j2", text: String(repeating: part, count: 20)))
    }
}

/// Plain variables, as a play has them.
private struct ServerVariables: VariableScope {
    private static let values: [String: Value] = [
        "port": 8080, "kind": "web", "name": "server-1",
        "servers": .list(
            (0..<10).map { ["name": .string("server\($0)"), "port": .int(8000 + $0), "tags": ["beta", "alpha"]] }),
    ]

    func lookUp(_ name: String) -> Variable? { Self.values[name].map { .value($0) } }
    var names: [String] { Self.values.keys.sorted() }
}
