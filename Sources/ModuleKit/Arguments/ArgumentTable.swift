package import Values

/// The arguments of one module or action: read once from its declaration, used to check and to bind.
package struct ArgumentTable: Sendable {
    package let doc: ModuleDoc
    package let arguments: [ArgumentSpec]
    /// Whether arguments without a declaration are taken too, as `set_fact` takes any name.
    package let takesExtras: Bool
    private let byProperty: [String: ArgumentSpec]

    package init<Declared: Documented>(_ declared: Declared.Type) {
        doc = Declared.doc
        arguments = ArgumentSpec.all(of: Declared())
        takesExtras = ArgumentSpec.takesExtras(Declared())
        byProperty = Dictionary(arguments.map { ($0.property, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Mistakes that can be seen before any template is rendered: unknown and missing names, literals that do
    /// not fit. Values that are still templates are not judged.
    ///
    /// - Parameter place: Where the task names the module, for what is missing.
    package func check(_ given: [GivenArgument], resources: any ArgumentResources, at place: SourceSpan?)
        -> Diagnostics
    {
        var binding = ArgumentBinding(self, place: place)
        _ = binding.parsed(given, resources: resources)
        return binding.problems
    }

    /// Reads rendered arguments into the type this table was made from.
    ///
    /// - Throws: every mistake in the arguments.
    package func read<Declared: Documented>(
        _ type: Declared.Type, _ given: [GivenArgument], resources: any ArgumentResources, at place: SourceSpan?
    ) throws(Diagnostics) -> Declared {
        var binding = ArgumentBinding(self, place: place)
        let values = binding.parsed(given, resources: resources)
        try binding.problems.throwIfErrors()
        do {
            return try Declared(from: ModuleDecoder(values: values, extras: binding.extras, specs: byProperty))
        } catch {
            throw Diagnostics(
                Diagnostic("internal", "module cannot be bound", detail: "`\(doc.name)`: \(error).", at: place))
        }
    }
}
