package import Values

/// One module as the catalogue holds it: its documentation, its arguments, and how to bind it.
package struct ModuleEntry: Sendable {
    package let table: ArgumentTable
    private let make:
        @Sendable ([GivenArgument], any ArgumentResources, SourceSpan?) throws(Diagnostics) -> any BoundModule

    /// Whether it is none of our own but was found on this machine (``ModuleFinder``).
    package let isFound: Bool

    package init<M: Module>(_ module: M.Type) {
        let table = ArgumentTable(module)
        self.table = table
        isFound = false
        make = { given, resources, span throws(Diagnostics) in
            Bound(module: try table.read(M.self, given, resources: resources, at: span), doc: M.doc)
        }
    }

    /// A module that was found: what is known of it, and how what its arguments do not tell is made known to it.
    package init<M: Module>(
        found module: M.Type, as doc: ModuleDoc,
        completing complete: @escaping @Sendable (inout M, any ArgumentResources) throws(Diagnostics) -> Void
    ) {
        let table = ArgumentTable(module, as: doc)
        self.table = table
        isFound = true
        make = { given, resources, span throws(Diagnostics) in
            var module = try table.read(M.self, given, resources: resources, at: span)
            try complete(&module, resources)
            return Bound(module: module, doc: doc)
        }
    }

    package var doc: ModuleDoc { table.doc }
    package var arguments: [ArgumentSpec] { table.arguments }

    /// Reads rendered arguments into a module.
    ///
    /// - Parameter span: Where the task names the module, for what is missing.
    /// - Throws: every mistake in the arguments.
    package func bind(_ given: [GivenArgument], resources: any ArgumentResources, at span: SourceSpan?)
        throws(Diagnostics) -> any BoundModule
    {
        try make(given, resources, span)
    }
}

/// All modules, by every name a task may use.
package struct Catalogue: Sendable {
    /// Our own.
    package let entries: [ModuleEntry]
    private let byName: [String: ModuleEntry]
    /// Who looks for the others; `nil` if nobody does.
    package private(set) var finder: (any ModuleFinder)?

    package init(_ entries: [ModuleEntry]) {
        self.entries = entries
        byName = Dictionary(
            entries.flatMap { entry in entry.doc.allNames.map { ($0, entry) } }, uniquingKeysWith: { first, _ in first }
        )
    }

    package subscript(name: String) -> ModuleEntry? { byName[name] ?? finder?.module(named: name) }

    /// What the project brings along under the name of one of ours, and Ansible would take in its place.
    package func replacement(of name: String) -> OwnModule? {
        byName[name] == nil ? nil : finder?.ownModule(named: name)
    }

    package func looking(by finder: any ModuleFinder) -> Catalogue {
        var catalogue = self
        catalogue.finder = finder
        return catalogue
    }

    /// The module that has a trait; `nil` if there is none.
    package func entry(with trait: ModuleTraits) -> ModuleEntry? {
        entries.first { $0.doc.traits.contains(trait) }
    }

    package var names: [String] { entries.map(\.doc.name) }
}
