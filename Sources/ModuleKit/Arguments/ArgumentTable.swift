import Synchronization
package import Values

/// The arguments of one module or action: read once from its declaration, used to check and to bind.
package final class ArgumentTable: Sendable {
    package let doc: ModuleDoc
    private let declaration: Declaration

    /// - Parameter doc: What holds for one that is known by this declaration and no name of its own.
    package init<Declared: Documented>(_ declared: Declared.Type, as doc: ModuleDoc? = nil) {
        self.doc = doc ?? Declared.doc
        declaration = Declaration { DeclaredArguments(Declared(), rules: Declared.rules) }
    }

    /// What must hold between the arguments.
    package var rules: [ArgumentRule] { declaration.read.rules }

    package var arguments: [ArgumentSpec] { declaration.read.arguments }

    /// The argument that has this name, or this as another of its names.
    package func argument(named name: String) -> ArgumentSpec? { declaration.read.byName[name] }

    /// Those that a task must give.
    var required: [ArgumentSpec] { declaration.read.required }

    /// The defaults as a result tells them; null where there is none, or none that can be told.
    var defaultsForReading: Mapping { declaration.read.defaultsForReading }

    /// Whether arguments without a declaration are taken too, as `set_fact` takes any name.
    package var takesExtras: Bool { declaration.read.takesExtras }

    /// Mistakes that can be seen before any template is rendered: unknown and missing names, literals that do
    /// not fit. Values that are still templates are not judged.
    ///
    /// - Parameter span: Where the task names the module, for what is missing.
    package func check(_ given: [GivenArgument], resources: any ArgumentResources, at span: SourceSpan?)
        -> Diagnostics
    {
        var binding = ArgumentBinding(self, span: span)
        _ = binding.parsed(given, resources: resources)
        return binding.problems
    }

    /// Reads rendered arguments into the type this table was made from.
    ///
    /// - Throws: every mistake in the arguments.
    package func read<Declared: Documented>(
        _ type: Declared.Type, _ given: [GivenArgument], resources: any ArgumentResources, at span: SourceSpan?
    ) throws(Diagnostics) -> Declared {
        var binding = ArgumentBinding(self, span: span)
        let values = binding.parsed(given, resources: resources)
        try binding.problems.throwIfErrors()
        do {
            let read = ReadArguments(values: values, extras: binding.extras, defaults: declaration.read.defaults)
            return try Declared(from: ModuleDecoder(read: read))
        } catch {
            throw Diagnostics(
                Diagnostic("internal", "module cannot be bound", detail: "`\(doc.name)`: \(error).", at: span))
        }
    }
}

/// What a type declares, read by reflection.
final class DeclaredArguments: Sendable {
    let rules: [ArgumentRule]
    let arguments: [ArgumentSpec]
    let takesExtras: Bool
    let required: [ArgumentSpec]
    let byName: [String: ArgumentSpec]
    /// By property.
    let defaults: [String: any ArgumentValue]
    let defaultsForReading: Mapping

    init(_ declared: Any, rules: [ArgumentRule] = []) {
        self.rules = rules
        arguments = ArgumentSpec.all(of: declared)
        takesExtras = ArgumentSpec.takesExtras(declared)
        required = arguments.filter(\.isRequired)
        defaults = Dictionary(
            arguments.compactMap { spec in spec.defaultValue.map { (spec.property, $0) } },
            uniquingKeysWith: { first, _ in first })
        defaultsForReading = Mapping(arguments.map { (.string($0.name), $0.defaultForReading) })
        byName = Dictionary(arguments.flatMap { spec in spec.allNames.map { ($0, spec) } }) { first, _ in first }
    }
}

/// The same of a module, read when it is first needed: a run uses a few modules of many.
private final class Declaration: Sendable {
    private let make: @Sendable () -> DeclaredArguments
    private let kept = Mutex<DeclaredArguments?>(nil)

    init(_ make: @escaping @Sendable () -> DeclaredArguments) { self.make = make }

    var read: DeclaredArguments {
        kept.withLock { kept in
            let reading = kept ?? make()
            kept = reading
            return reading
        }
    }
}
