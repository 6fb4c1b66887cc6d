import ModuleKit
import Playbook
import Values

/// What a task asks of its play on one host: the play's order decides when it happens.
struct TaskRequest: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A file of tasks, its name rendered.
        case tasks(file: String)
        case role(RoleRequest)
        case meta(MetaAction)
    }

    let kind: Kind
    /// The variables of the loop's iteration that asked.
    let local: Mapping
    /// What stands for the loop's item in the report.
    var label: Value?
    /// In a check: why it is not known whether this is asked for.
    var doubt: String?

    var isInclude: Bool {
        if case .meta = kind { false } else { true }
    }
}

extension TaskRequest {
    /// `nil` for effects that are no matter of the play's order.
    init?(_ effect: RunEffect, local: Mapping) {
        switch effect {
        case .includeTasks(let file): self.init(kind: .tasks(file: file), local: local)
        case .includeRole(let role): self.init(kind: .role(role), local: local)
        case .meta(let action): self.init(kind: .meta(action), local: [:])
        default: return nil
        }
    }
}
