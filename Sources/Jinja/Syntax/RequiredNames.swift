package import Values

/// The variables without which a template cannot be rendered, whatever else holds.
///
/// Only what is put out at the top of the template counts, and only as it stands: a default, a condition or an operator
/// around a name may do without it.
struct RequiredNames {
    private(set) var found: [NameNode] = []

    init(_ body: [Statement]) {
        for statement in body {
            switch statement {
            case .output(let node): visit(node.expression)
            case .text, .if, .for, .perform: break
            // What sets or brings names, or hands parts of the template to others, leaves nothing certain.
            default:
                found = []
                return
            }
        }
    }

    private mutating func visit(_ expression: Expression) {
        switch expression {
        case .name(let node): found.append(node)
        case .attribute(let node): visit(node.base)
        case .item(let node): visit(node.base)
        case .filter(let node) where Self.strict.contains(node.use.filter.name): visit(node.input)
        default: break
        }
    }

    /// Filters that fail without their input.
    private static let strict: Set<String> = [
        "b64encode", "basename", "bool", "dirname", "first", "float", "int", "join", "last", "length", "list", "lower",
        "mandatory", "quote", "regex_replace", "replace", "sort", "string", "to_json", "to_nice_json", "to_nice_yaml",
        "to_yaml", "trim", "unique", "upper",
    ]
}

extension Templar {
    /// The variables without which a value cannot be rendered, each with what is said if nothing sets it.
    package static func requiredNames(in value: Value) -> [(name: String, problem: Diagnostic)] {
        switch value {
        case .template(let template): required(in: template, try? CompiledTemplate.value(template))
        case .list(let items): items.flatMap(requiredNames)
        case .map(let mapping): mapping.flatMap { requiredNames(in: $0.value) }
        default: []
        }
    }

    /// The same for a template that is a file.
    package static func requiredNames(inFile file: TemplateText) -> [(name: String, problem: Diagnostic)] {
        required(in: file, try? CompiledTemplate.file(file, options: TemplateOptions()))
    }

    private static func required(
        in source: TemplateText, _ template: CompiledTemplate?
    ) -> [(name: String, problem: Diagnostic)] {
        let nodes = RequiredNames(template?.body ?? []).found.filter { !Globals.names.contains($0.name) }
        return nodes.map { node in
            var position = node.position
            position.length = Int32(node.name.utf8.count)
            let fault = Fault(
                .undefined, "undefined variable", "`\(node.name)` is not defined, and nothing here could define it.",
                at: source.span(of: position))
            return (node.name, fault.diagnostic)
        }
    }
}
