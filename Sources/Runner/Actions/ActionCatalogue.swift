package import ModuleKit
package import Playbook
package import Values

/// One action with its arguments, as the runner finds it.
package struct ActionFactory: Sendable {
    package let table: ArgumentTable
    private let make: @Sendable ([GivenArgument], any ArgumentResources, SourceSpan?) throws(Diagnostics) -> any Action

    package init<A: Action>(_ action: A.Type) {
        let table = ArgumentTable(action)
        self.table = table
        make = { given, resources, span throws(Diagnostics) in
            try table.read(A.self, given, resources: resources, at: span)
        }
    }

    package func bind(_ given: [GivenArgument], resources: any ArgumentResources, at span: SourceSpan?)
        throws(Diagnostics) -> any Action
    {
        try make(given, resources, span)
    }
}

/// All actions, by every name a task may use.
package enum Actions {
    package static let entries: [ActionFactory] = [
        ActionFactory(AddHost.self),
        ActionFactory(Assert.self),
        ActionFactory(AsyncStatus.self),
        ActionFactory(Debug.self),
        ActionFactory(Fail.self),
        ActionFactory(GroupBy.self),
        ActionFactory(IncludeRole.self),
        ActionFactory(IncludeTasks.self),
        ActionFactory(IncludeVars.self),
        ActionFactory(Meta.self),
        ActionFactory(Pause.self),
        ActionFactory(Reboot.self),
        ActionFactory(SetFact.self),
        ActionFactory(SetStats.self),
        ActionFactory(Synchronize.self),
        ActionFactory(ValidateArgumentSpec.self),
        ActionFactory(WaitForConnection.self),
    ]

    package static let byName = Dictionary(
        entries.flatMap { entry in entry.table.doc.allNames.map { ($0, entry) } },
        uniquingKeysWith: { first, _ in first })

    /// Names and arguments alone, for checking playbooks.
    package static let catalogue = ActionTable(entries.map { ActionEntry($0.table) })
}
