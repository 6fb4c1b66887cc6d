import Values

/// Everything known of one argument of a module, read once from its declaration and then shared.
package final class ArgumentSpec: Sendable {
    package let name: String
    let property: String
    package let aliases: [String]
    package let help: String
    /// `path`, `boolean`, `list of text` …
    package let typeName: String
    package let choices: [String]?
    let isSecret: Bool
    package let isRequired: Bool
    package let defaultText: String?
    let defaultValue: (any ArgumentValue)?
    /// Those of the mappings that it consists of.
    package let fields: [ArgumentSpec]?
    let problems: @Sendable (Value, any ArgumentResources) -> [ArgumentProblem]
    let parse: @Sendable (Value, any ArgumentResources) throws(ArgumentProblem) -> any ArgumentValue
    /// The file of the controller that a text names, where that can be told before a run.
    package let namedFile: @Sendable (_ text: String) -> (name: String, kind: ResourceKind)?

    init(
        name: String, property: String, aliases: [String], help: String, typeName: String, choices: [String]?,
        isSecret: Bool, isRequired: Bool, defaultText: String?, defaultValue: (any ArgumentValue)?,
        namedFile: @escaping @Sendable (_ text: String) -> (name: String, kind: ResourceKind)?,
        fields: [ArgumentSpec]?, problems: @escaping @Sendable (Value, any ArgumentResources) -> [ArgumentProblem],
        parse: @escaping @Sendable (Value, any ArgumentResources) throws(ArgumentProblem) -> any ArgumentValue
    ) {
        self.name = name
        self.property = property
        self.aliases = aliases
        self.help = help
        self.typeName = typeName
        self.choices = choices
        self.isSecret = isSecret
        self.isRequired = isRequired
        self.defaultText = defaultText
        self.defaultValue = defaultValue
        self.namedFile = namedFile
        self.fields = fields
        self.problems = problems
        self.parse = parse
    }

    /// Whether null is a value like any other; elsewhere it is as good as left out.
    var takesNull: Bool { typeName == Value.typeName || isConditions }
    /// Whether it is left as it is written.
    package var isConditions: Bool { typeName == Conditions.typeName }
    /// Whether any text will do, so that one stands for a value that is not known yet.
    package var takesAnyText: Bool { [String.typeName, Value.typeName].contains(typeName) }

    package var allNames: [String] { [name] + aliases }

    /// What a value says, or all that is wrong with it; of one in which templates stand only the latter.
    func read(_ value: Value, _ resources: any ArgumentResources) -> (value: (any ArgumentValue)?, [ArgumentProblem]) {
        guard !value.isDynamic else { return (nil, problems(value, resources)) }
        do throws(ArgumentProblem) {
            return (try parse(value, resources), [])
        } catch {
            let all = problems(value, resources)
            return (nil, all.isEmpty ? [error] : all)
        }
    }
}

extension ArgumentSpec {
    /// The arguments of a module in the order of declaration, those of groups included.
    static func all(of declaring: Any) -> [ArgumentSpec] {
        Mirror(reflecting: declaring).children.flatMap { child -> [ArgumentSpec] in
            if let group = child.value as? any DeclaredArgumentGroup { return all(of: group.contents) }
            guard let argument = child.value as? any DeclaredArgument, let label = child.label else { return [] }
            // The compiler stores a wrapped property `path` as `_path`.
            return [argument.spec(property: String(label.drop { $0 == "_" }))]
        }
    }

    /// Whether the module takes arguments it does not declare.
    static func takesExtras(_ declaring: Any) -> Bool {
        Mirror(reflecting: declaring).children.contains { $0.value is ExtraArguments }
    }
}
