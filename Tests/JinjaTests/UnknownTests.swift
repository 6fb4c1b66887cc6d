import Jinja
import Testing
import Values

/// What a forecast does not know is told apart from what is not defined, wherever it is used.
@Suite struct UnknownTests {
    private let variables: Mapping = [
        "r": .map((["skipped": true] as Mapping).partlyKnown), "y": .unknown, "z": "{{ r.rc }}",
        "loop_result": ["results": [.map((["skipped": true] as Mapping).partlyKnown)]],
    ]

    private func evaluate(_ expression: String, doubting: Bool = false) -> String {
        var templar = templar(variables)
        templar.context.settings.doubtsSkips = doubting
        do {
            return try "\(templar.condition(.string(expression)))"
        } catch {
            return "\(error.kind)"
        }
    }

    @Test(arguments: [
        ("r is skipped", "true"), ("r.skipped", "true"), ("r.rc is defined", "false"), ("r.rc is not defined", "true"),
        ("y is defined", "true"), ("z is defined", "true"), ("nothing is defined", "false"),
        ("r.rc == 0", "notKnownYet"), ("r.rc", "notKnownYet"), ("not r.rc", "notKnownYet"), ("y", "notKnownYet"),
        ("y.a.b == 1", "notKnownYet"), ("y == 'a'", "notKnownYet"), ("'a' in y", "notKnownYet"),
        ("z == 1", "notKnownYet"),
        ("r is changed", "notKnownYet"), ("r is failed", "notKnownYet"),
        ("r.stdout | default('x') == 'x'", "notKnownYet"),
        ("r['stdout'] | default('x') == 'x'", "notKnownYet"), ("r.stdout is string", "notKnownYet"),
        ("r['stdout'] | length > 0", "notKnownYet"),
        ("loop_result.results[0].rc == 0", "notKnownYet"),
        ("r.rc == 0 and false", "false"), ("false and r.rc == 0", "false"), ("r.rc == 0 or true", "true"),
        ("r.rc == 0 and true", "notKnownYet"), ("nothing | default('x') == 'x'", "true"), ("nothing == 1", "undefined"),
    ])
    func condition(expression: String, told: String) { #expect(evaluate(expression) == told) }

    @Test(arguments: ["r is skipped", "r is not skipped", "r.skipped", "r.rc is defined", "not r.skipped"])
    func `outside check mode a skipped result is not treated as unknown`(expression: String) {
        #expect(evaluate(expression, doubting: true) == "notKnownYet")
    }
}
