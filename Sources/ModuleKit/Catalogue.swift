package import Values

/// One module as the catalogue holds it: its documentation, its arguments, and how to bind it.
package struct ModuleEntry: Sendable {
    package let doc: ModuleDoc
    package let arguments: [ArgumentSpec]
    private let make: @Sendable ([String: any ArgumentValue], [String: ArgumentSpec]) throws -> any BoundModule

    package init<M: Module>(_ module: M.Type) {
        doc = M.doc
        arguments = ArgumentSpec.all(of: M())
        make = { values, specs in Bound(module: try M(from: ModuleDecoder(values: values, specs: specs))) }
        byProperty = Dictionary(arguments.map { ($0.property, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private let byProperty: [String: ArgumentSpec]

    /// Reads rendered arguments into a module.
    ///
    /// - Parameter place: Where the task names the module, for what is missing.
    /// - Throws: every mistake in the arguments.
    package func bind(_ given: [GivenArgument], resources: any ArgumentResources, at place: SourceSpan?)
        throws(Diagnostics) -> any BoundModule
    {
        var binding = ArgumentBinding(doc: doc, specs: arguments, place: place)
        let values = binding.parsed(given, resources: resources)
        try binding.problems.throwIfErrors()
        do {
            return try make(values, byProperty)
        } catch {
            throw Diagnostics(
                Diagnostic("internal", "module cannot be bound", detail: "`\(doc.name)`: \(error).", at: place))
        }
    }

    /// Mistakes that can be seen before any template is rendered: unknown and missing names, literals that do
    /// not fit. Values that are still templates are not judged.
    package func check(_ given: [GivenArgument], resources: any ArgumentResources, at place: SourceSpan?)
        -> Diagnostics
    {
        var binding = ArgumentBinding(doc: doc, specs: arguments, place: place)
        _ = binding.parsed(given, resources: resources)
        return binding.problems
    }
}

/// All modules, by every name a task may use.
package struct Catalogue: Sendable {
    package let entries: [ModuleEntry]
    private let byName: [String: ModuleEntry]

    package init(_ entries: [ModuleEntry]) {
        self.entries = entries
        byName = Dictionary(
            entries.flatMap { entry in entry.doc.allNames.map { ($0, entry) } }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(name: String) -> ModuleEntry? { byName[name] }

    package var names: [String] { entries.map(\.doc.name) }
}
