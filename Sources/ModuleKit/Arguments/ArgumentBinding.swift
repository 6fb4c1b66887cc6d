package import Values

/// An argument as a task gives it: rendered, with the places of its name and value.
package struct GivenArgument: Sendable {
    package let name: String
    package let value: Value
    package let nameSpan: SourceSpan?
    package let valueSpan: SourceSpan?
    /// The value as it is written, where that is a list or a mapping.
    private let written: Node?

    package init(
        _ name: String, _ value: Value, nameSpan: SourceSpan? = nil, valueSpan: SourceSpan? = nil,
        written: Node? = nil
    ) {
        self.name = name
        self.value = value
        self.nameSpan = nameSpan
        self.valueSpan = valueSpan
        self.written = written
    }

    /// Where something within the value stands.
    func span(of path: [ArgumentStep]) -> SourceSpan? {
        guard let written else { return valueSpan }
        var node = written
        for step in path {
            switch step {
            case .item(let index): node = node.sequence.flatMap { index < $0.count ? $0[index] : nil } ?? node
            case .field(let name): node = node[name] ?? node
            case .name(let name): return node.entry(name)?.key.span ?? node.span
            }
        }
        return node.span
    }
}

/// Checks given arguments against a module's declaration and reads them, collecting every mistake.
struct ArgumentBinding {
    private let table: ArgumentTable
    /// The place of the module's name, for what is missing.
    let span: SourceSpan?

    private(set) var problems = Diagnostics()
    /// What was given without being declared, where that is allowed.
    private(set) var extras = Mapping()

    init(_ table: ArgumentTable, span: SourceSpan?) {
        self.table = table
        self.span = span
    }

    private var doc: ModuleDoc { table.doc }

    /// The given arguments, each once: of several the last counts. Names that nobody knows are problems.
    mutating func matched(_ given: [GivenArgument]) -> [(spec: ArgumentSpec, argument: GivenArgument)] {
        var matched: [(spec: ArgumentSpec, argument: GivenArgument)] = []
        for argument in given {
            guard let spec = table.argument(named: argument.name) else {
                if table.takesExtras { extras[argument.name] = argument.value } else { problems.add(unknown(argument)) }
                continue
            }
            matched.removeAll { $0.spec === spec }
            matched.append((spec, argument))
        }
        return matched
    }

    /// Reads all values. Arguments not given are left out, and missing ones are problems, as are those that do not go
    /// together; a value that is still a template is left for the run.
    mutating func parsed(_ given: [GivenArgument], resources: any ArgumentResources) -> [String: any ArgumentValue] {
        let matched = matched(given)
        var values: [String: any ArgumentValue] = [:]
        var missing = table.required.filter { spec in !matched.contains { $0.spec === spec } }.map(\.name)
        for (spec, argument) in matched {
            if argument.value.isNull, !spec.takesNull {
                // As good as left out: what is required is missing, anything else has its default.
                if spec.isRequired { missing.append(spec.name) } else { values[spec.property] = spec.defaultValue }
                continue
            }
            let (value, wrong) = spec.read(argument.value, resources)
            values[spec.property] = value
            for problem in wrong { problems.add(misfit(spec, argument, problem)) }
        }
        if !missing.isEmpty { problems.add(lack(of: missing.sorted())) }
        let check = ArgumentRuleCheck(table: table, given: matched, values: values, span: span)
        problems.add(Diagnostics(check.problems))
        return values
    }
}

/// The messages of this file's checks.
extension ArgumentBinding {
    private func unknown(_ argument: GivenArgument) -> Diagnostic {
        if let reason = doc.refused[argument.name] {
            return Diagnostic(
                "unsupported", "argument not supported",
                detail: "`\(argument.name)` of the module `\(doc.name)`: \(reason).",
                at: argument.nameSpan, help: "swiftplay doc \(doc.name)")
        }
        let near = Suggestion.nearest(to: argument.name, among: table.arguments.flatMap(\.allNames))
        return Diagnostic(
            "args", "unknown argument", detail: "The module `\(doc.name)` has no argument `\(argument.name)`.",
            at: argument.nameSpan, help: near.map { "did you mean `\($0)`?" } ?? "swiftplay doc \(doc.name)")
    }

    private func lack(of names: [String]) -> Diagnostic {
        Diagnostic(
            "args", "missing argument", detail: "\(MatchedPhrase.argumentsMissing): \(names.joined(separator: ", "))",
            at: span, help: "swiftplay doc \(doc.name)")
    }

    private func misfit(_ spec: ArgumentSpec, _ argument: GivenArgument, _ problem: ArgumentProblem) -> Diagnostic {
        Diagnostic(
            "args", "invalid argument",
            detail: "Argument `\(argument.name)\(problem.path.text)` of the module `\(doc.name)` \(problem.message).",
            at: argument.span(of: problem.path) ?? argument.nameSpan,
            help: problem.help ?? "swiftplay doc \(doc.name)")
    }
}

extension [ArgumentStep] {
    /// As one writes it in Python and Jinja: `[0].type`.
    fileprivate var text: String {
        map { step in
            switch step {
            case .item(let index): "[\(index)]"
            case .field(let name): ".\(name)"
            case .name: ""
            }
        }.joined()
    }
}
