import ModuleKit
import Playbook
import Values

/// Steers the run itself.
struct Meta: Action {
    static let doc = ModuleDoc(
        "meta", "Control the run: flush handlers, end the play or the host, clear facts or errors.",
        checkMode: .runs, traits: [.controlsRun], freeForm: "_raw_params",
        examples: """
            - meta: flush_handlers
            - meta: end_host
              when: ansible_facts.os_family != 'Debian'
            """)

    @Argument("What to do.", aliases: "free_form", name: "_raw_params") var action: MetaAction

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        ActionResult(effects: [.meta(action)])
    }
}

extension Task {
    /// The conditions that decide whether it is done.
    var askedConditions: [Condition] { action.metaAction?.ignoresConditions ?? false ? [] : conditions }

    /// Whether a condition of its own decides nothing.
    var hasConditionForNothing: Bool { !keywords.conditions.isEmpty && askedConditions.isEmpty }
}

extension Diagnostic {
    static func conditionForNothing(_ task: Task) -> Diagnostic {
        Diagnostic(
            "meta", "condition without effect", severity: .warning,
            detail: "`meta: \(task.action.metaAction?.rawValue ?? "")` runs regardless of its `when`.", at: task.span)
    }
}
