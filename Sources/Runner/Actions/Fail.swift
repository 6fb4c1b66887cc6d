import ModuleKit
import Values

/// Ends the play for this host with a message.
struct Fail: Action {
    static let doc = ModuleDoc(
        "fail", "Fail with a message.", checkMode: .runs, traits: [.alwaysFails],
        examples: """
            - fail:
                msg: This role needs Debian.
              when: ansible_facts.os_family != 'Debian'
            """)

    @Argument("Why.") var msg: Value = .string("\(MatchedPhrase.failedAsRequested)")

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        var result = ActionResult(fields: ["msg": msg])
        result.failed = true
        return result
    }
}
