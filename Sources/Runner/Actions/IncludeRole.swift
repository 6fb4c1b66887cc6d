import ModuleKit
import Playbook
import Values

/// Brings in a role while the run goes on.
struct IncludeRole: Action {
    static let doc = ModuleDoc(
        "include_role", "Include a role during the run.", checkMode: .runs,
        traits: [.includesRole, .endsLookAhead, .takesRawParameters],
        examples: """
            - include_role:
                name: web
                tasks_from: tls
            """)

    @Argument("The role, or a mapping as under `roles:` with keywords and parameters.", aliases: "role") var name: Value
    @Argument("File of its tasks/ folder.") var tasksFrom: String = "main"
    @Argument("File of its vars/ folder.") var varsFrom: String = "main"
    @Argument("File of its defaults/ folder.") var defaultsFrom: String = "main"
    @Argument("File of its handlers/ folder.") var handlersFrom: String = "main"
    @Argument("Keywords to apply to each task of the role.") var apply: Mapping = [:]
    @Argument("Whether its variables are visible to the rest of the play.") var `public`: Bool = false
    @Argument("Whether the role may run again.") var allowDuplicates: Bool = true
    @Argument("Whether its argument specification is enforced.") var rolespecValidate: Bool = true

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        guard var request = RoleRequest(named: name) else {
            throw ModuleFailure("`name` must be the name of a role, or a mapping with `role`")
        }
        let chosen = ["tasks": tasksFrom, "vars": varsFrom, "defaults": defaultsFrom, "handlers": handlersFrom]
        request.files = chosen.filter { $0.value != "main" }
        request.isPublic = `public`
        request.allowsDuplicates = $allowDuplicates.isGiven ? allowDuplicates : nil
        request.validates = rolespecValidate
        return ActionResult(fields: ["include_role": .string(request.name)], effects: [.includeRole(request)])
    }
}
