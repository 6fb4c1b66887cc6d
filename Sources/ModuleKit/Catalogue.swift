package import Values

/// One module as the catalogue holds it: its documentation, its arguments, and how to bind it.
package struct ModuleEntry: Sendable {
    package let table: ArgumentTable
    private let make:
        @Sendable ([GivenArgument], any ArgumentResources, SourceSpan?) throws(Diagnostics) -> any BoundModule

    package init<M: Module>(_ module: M.Type) {
        let table = ArgumentTable(module)
        self.table = table
        make = { given, resources, place throws(Diagnostics) in
            Bound(module: try table.read(M.self, given, resources: resources, at: place))
        }
    }

    package var doc: ModuleDoc { table.doc }
    package var arguments: [ArgumentSpec] { table.arguments }

    /// Reads rendered arguments into a module.
    ///
    /// - Parameter place: Where the task names the module, for what is missing.
    /// - Throws: every mistake in the arguments.
    package func bind(_ given: [GivenArgument], resources: any ArgumentResources, at place: SourceSpan?)
        throws(Diagnostics) -> any BoundModule
    {
        try make(given, resources, place)
    }
}

/// All modules, by every name a task may use.
package struct Catalogue: Sendable {
    package let entries: [ModuleEntry]
    private let byName: [String: ModuleEntry]

    package init(_ entries: [ModuleEntry]) {
        self.entries = entries
        byName = Dictionary(
            entries.flatMap { entry in entry.doc.allNames.map { ($0, entry) } }, uniquingKeysWith: { first, _ in first }
        )
    }

    package subscript(name: String) -> ModuleEntry? { byName[name] }

    /// The module that has a trait; `nil` if there is none.
    package func entry(with trait: ModuleTraits) -> ModuleEntry? {
        entries.first { $0.doc.traits.contains(trait) }
    }

    package var names: [String] { entries.map(\.doc.name) }
}
