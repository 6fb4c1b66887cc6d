package import ModuleKit
package import Values

/// One action with its arguments, as the runner finds it.
package struct ActionEntry: Sendable {
    package let table: ArgumentTable
    private let make: @Sendable ([GivenArgument], any ArgumentResources, SourceSpan?) throws(Diagnostics) -> any Action

    package init<A: Action>(_ action: A.Type) {
        let table = ArgumentTable(action)
        self.table = table
        make = { given, resources, place throws(Diagnostics) in
            try table.read(A.self, given, resources: resources, at: place)
        }
    }

    package func bind(_ given: [GivenArgument], resources: any ArgumentResources, at place: SourceSpan?)
        throws(Diagnostics) -> any Action
    {
        try make(given, resources, place)
    }
}

/// All actions, by every name a task may use.
package enum Actions {
    package static let entries: [ActionEntry] = [
        ActionEntry(AddHost.self),
        ActionEntry(Assert.self),
        ActionEntry(Debug.self),
        ActionEntry(Fail.self),
        ActionEntry(GroupBy.self),
        ActionEntry(IncludeRole.self),
        ActionEntry(IncludeTasks.self),
        ActionEntry(IncludeVars.self),
        ActionEntry(Meta.self),
        ActionEntry(Pause.self),
        ActionEntry(SetFact.self),
    ]

    package static let byName = Dictionary(
        entries.flatMap { entry in entry.table.doc.allNames.map { ($0, entry) } },
        uniquingKeysWith: { first, _ in first })
}
