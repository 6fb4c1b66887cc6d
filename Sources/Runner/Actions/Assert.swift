import Jinja
import ModuleKit
import Values

/// Fails unless all conditions hold.
struct Assert: Action {
    static let doc = ModuleDoc(
        "assert", "Fail unless all conditions hold.", checkMode: .runs,
        examples: """
            - assert:
                that:
                  - port | int > 1024
                  - name is defined
                fail_msg: "{{ name | default('the service') }} needs a port above 1024"
            """)

    @Argument("Conditions as in `when`; all must be true.") var that: Conditions
    @Argument("Message when a condition is false.", aliases: "msg") var failMsg: Value?
    @Argument("Message when all conditions are true.") var successMsg: Value?
    @Argument("Do not show conditions that are true.") var quiet: Bool = false

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        // As written: what a template makes of a condition would be data that becomes code.
        let written = context.given.last { $0.name == "that" }?.value ?? that.written
        for condition in written.list ?? [written] {
            guard try holds(condition, context) else { return failure(condition) }
        }
        let message = successMsg ?? .string("\(MatchedPhrase.assertionsPassed)")
        return ActionResult(fields: ["msg": message], showsFields: !quiet)
    }

    private func holds(_ condition: Value, _ context: ActionContext) throws(ModuleFailure) -> Bool {
        do {
            return try context.templar.condition(condition, at: context.span)
        } catch {
            throw ModuleFailure(error)
        }
    }

    private func failure(_ condition: Value) -> ActionResult {
        let fields: Mapping = [
            "assertion": condition, "evaluated_to": false,
            "msg": failMsg ?? .string("\(MatchedPhrase.assertionFailed)"),
        ]
        var result = ActionResult(fields: fields, showsFields: !quiet)
        result.failed = true
        return result
    }
}
