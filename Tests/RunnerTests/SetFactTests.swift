import Jinja
import Testing
import Values

@testable import Runner

/// What `set_fact` makes of what it is given.
@Suite struct SetFactTests {
    /// Whether each of some expressions is a boolean.
    private func areBooleans(_ tasks: String, native: Bool = false, _ expressions: String...) async throws -> String {
        var stage = Stage(inventory: "web1\n")
        stage.settings.templates.native = native
        let told = expressions.map { "{{ \($0) is boolean }}" }.joined(separator: " ")
        let all = tasks + "\n- debug: { msg: \"kinds \(told)\" }\n"
        let last = try await stage.play(playbook(tasks: all)).transcript.split(separator: "\n").last ?? ""
        return String(last.replacing("debug: web1='kinds ", with: "").replacing("'", with: ""))
    }

    @Test(
        arguments: [
            ("- set_fact: a=false", true), ("- set_fact: a=\"No\"", true), ("- set_fact: a=5", false),
            ("- set_fact: { a: \"no\" }", true), ("- set_fact: { a: \"off\" }", false),
            ("- set_fact: { a: \"y\" }", false), ("- set_fact: { a: \"TRUE\" }", true),
            ("- set_fact: { a: \"{{ 'yes' }}\" }", true),
            ("- set_fact: { a: \"{{ b }}\" }\n  vars: { b: \"no\" }", true),
            ("- set_fact: { a: \"{{ 'no' ~ 'pe' }}\" }", false),
            ("- set_fact: { \"{{ 'a' }}\": \"true\" }", true), ("- set_fact: { a: \" yes\" }", false),
        ])
    func `strings that read as true or false become booleans`(task: String, isBoolean: Bool) async throws {
        #expect(try await areBooleans(task, "a") == (isBoolean ? "True" : "False"))
    }

    @Test func `strings within lists and mappings stay strings`() async throws {
        #expect(try await areBooleans("- set_fact: { l: [\"no\"], m: { x: \"yes\" } }", "l[0]", "m.x") == "False False")
    }

    @Test func `with native types no string becomes a boolean`() async throws {
        let task = "- set_fact: { a: \"no\", b: \"{{ 'yes' }}\", c: \"{{ true }}\" }"
        #expect(try await areBooleans(task, native: true, "a", "b", "c") == "False False True")
    }

    @Test func `a condition on such a fact works`() async throws {
        let tasks = "- set_fact: restart=no\n- ping:\n  when: restart\n"
        #expect(try await play(playbook(tasks: tasks), on: Stage(inventory: "web1\n")).hasSuffix("ping: web1=skipped"))
    }
}
