import ModuleKit
import Testing
import Values

@testable import PythonModules

/// What modules print, read as their result.
struct OutputTests {
    private func output(_ text: String, code: Int = 0, errors: String = "") -> ModuleOutput {
        ModuleOutput(
            CommandOutput(
                exitCode: code, standardOutput: CapturedOutput(Array(text.utf8)),
                standardError: CapturedOutput(Array(errors.utf8))))
    }

    @Test(
        arguments: [
            ("{\"changed\": true, \"a\": 1}", ["a": 1], true, 0),
            ("{\"changed\": false, \"a\": {\"b\": [1]}}\n", ["a": ["b": [1]]], false, 0),
            ("Welcome to the press\n{\"a\": 1}\n", ["a": 1], false, 1),
            ("{\"a\": 1}\nbye\n", ["a": 1], false, 1),
            ("\n\n  {\n \"a\": 1\n}\n", ["a": 1], false, 0),
            ("{\"_ansible_verbose\": true, \"a\": 1, \"warnings\": [\"w\"]}", ["a": 1], false, 1),
            ("{\"a\": \"ä\\ud83d\\ude00\"}", ["a": "ä😀"], false, 0),
        ] as [(String, Mapping, Bool, Int)])
    func result(text: String, fields: Mapping, changed: Bool, warnings: Int) throws {
        let result = try output(text).result()
        #expect(result.fields == fields && result.changed == changed && result.warnings.count == warnings)
    }

    @Test func `facts, differences and reasons are kept apart`() throws {
        let text = """
            {"ansible_facts": {"barrels": 3}, "diff": [{"before": "a", "after": "b"}, {"prepared": "x"}, {}],
             "skipped": true, "msg": "no apples"}
            """
        let result = try output(text).result()
        #expect(result.facts == ["barrels": 3])
        #expect(result.skipReason == "no apples")
        #expect(result.diffs?.count == 2)
    }

    @Test(
        arguments: [
            ("{\"failed\": true, \"msg\": \"ruined\"}", 1, "", "ruined"),
            ("{\"rc\": 3, \"msg\": \"ruined\"}", 0, "", "ruined"),
            ("{\"rc\": \"3\"}", 0, "", "does not say why"),
            ("", 1, "Traceback:\nKeyError: 'ruined'\n", "KeyError: 'ruined'"),
            ("{\"a\": ", 0, "", "no result"), ("[1]", 0, "", "no result"), ("} {", 0, "", "no result"),
        ])
    func failure(text: String, code: Int, errors: String, words: String) {
        let failure = #expect(throws: ModuleFailure.self) { try output(text, code: code, errors: errors).result() }
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test func `a failed module's other words stay in its result`() {
        let failure = #expect(throws: ModuleFailure.self) {
            try output("{\"failed\": true, \"msg\": \"m\", \"exception\": \"Traceback\"}").result()
        }
        #expect(failure?.result.fields["exception"] == "Traceback")
        let silent = #expect(throws: ModuleFailure.self) { try output("x", code: 7, errors: "Traceback").result() }
        #expect(
            silent?.result.fields["module_stderr"] == "Traceback" && silent?.result.fields["module_stdout"] == "x"
                && silent?.result.fields["rc"] == 7)
    }

    @Test func `a result that says it has not failed has not, whatever it ran`() throws {
        #expect(try output("{\"failed\": false, \"rc\": 3}").result().fields["rc"] == 3)
    }
}
