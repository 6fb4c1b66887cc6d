package import ModuleKit
import Values

/// Steers the run itself.
package struct Meta: Action {
    package static let doc = ModuleDoc(
        "meta", "Steer the run: flush handlers, end the play or the host, clear facts or errors.",
        freeForm: "_raw_params",
        examples: """
            - meta: flush_handlers
            - meta: end_host
              when: ansible_facts.os_family != 'Debian'
            """)

    @Argument("What to do.", aliases: "free_form", name: "_raw_params") var action: MetaAction

    package init() {}

    package func run(_ turn: ActionTurn) async throws(ModuleFailure) -> ActionResult {
        ActionResult(effects: [.meta(action)])
    }
}
