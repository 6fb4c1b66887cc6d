package import Values

/// A type that an argument can have: how it is read from a rendered value and how it is documented.
package protocol ArgumentValue: Sendable {
    /// In the words of the documentation: `path`, `boolean`, `list of text`.
    static var typeName: String { get }
    /// The only texts allowed, when there are few.
    static var choices: [String]? { get }
    /// Whether nobody may see the value.
    static var isSecret: Bool { get }
    /// What stands for "not given": `nil` of an optional. Types without such a value are required.
    static var notGiven: Self? { get }
    /// Whether an empty text is as good as nothing: of paths, which cannot be empty.
    static var emptyIsNotGiven: Bool { get }
    /// Whether it is as good as not given: an optional that is `nil`.
    var isNothing: Bool { get }
    /// How a default is written in the documentation; `nil` for none worth saying.
    var documentation: String? { get }

    /// The file of the controller that a text names, where that can be told before a run.
    static func namedFile(in text: String) -> (name: String, kind: ResourceKind)?
    /// What a mapping of this type consists of; `nil` for what has no fields of its own.
    static var fields: [ArgumentSpec]? { get }

    static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Self

    /// All that can be said against a value of which parts may still be templates.
    static func problems(in value: Value, _ resources: any ArgumentResources) -> [ArgumentProblem]
}

extension ArgumentValue {
    package static var fields: [ArgumentSpec]? { nil }

    package static func problems(in value: Value, _ resources: any ArgumentResources) -> [ArgumentProblem] {
        guard !value.isDynamic else { return [] }
        do throws(ArgumentProblem) {
            _ = try parse(value, resources)
            return []
        } catch {
            return [error]
        }
    }

    package static var choices: [String]? { nil }
    package static var isSecret: Bool { false }
    package static var notGiven: Self? { nil }
    package static var emptyIsNotGiven: Bool { false }
    package static func namedFile(in text: String) -> (name: String, kind: ResourceKind)? { nil }
    package var isNothing: Bool { false }
    package var documentation: String? { nil }
}

/// Why a value does not fit an argument.
package struct ArgumentProblem: Error, Sendable {
    /// A sentence that continues "argument `x` …": "must be an integer, not text".
    package let message: String
    package let help: String?
    /// Where it is within the argument's value.
    package private(set) var path: [ArgumentStep]

    package init(_ message: String, help: String? = nil, at path: [ArgumentStep] = []) {
        self.message = message
        self.help = help
        self.path = path
    }

    /// The same, one step further within.
    func inside(_ step: ArgumentStep) -> ArgumentProblem {
        var problem = self
        problem.path.insert(step, at: 0)
        return problem
    }

    /// "must be a boolean, not a list".
    package static func expected(_ wanted: String, _ value: Value) -> ArgumentProblem {
        ArgumentProblem("must be \(wanted), not \(value.kindInWords)")
    }
}

/// One step into the value of an argument.
package enum ArgumentStep: Sendable, Hashable {
    /// The name of a field, not its value.
    case name(String)
    case field(String)
    case item(Int)
}

/// A type with a few named values. The raw value is what people write.
package protocol ArgumentChoice: ArgumentValue, CaseIterable, RawRepresentable where RawValue == String {}

extension ArgumentChoice {
    package static var typeName: String { "string" }
    package static var choices: [String]? { allCases.map(\.rawValue) }
    package var documentation: String? { rawValue }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Self {
        guard value.list == nil, value.map == nil else { throw .expected("a string", value) }
        let text = try String.parse(value, resources)
        if let choice = Self(rawValue: text) { return choice }
        // YAML reads an unquoted yes or no as a boolean; the choice is meant.
        if case .bool(let flag) = value, let choice = Self(rawValue: flag ? "yes" : "no") { return choice }
        let names = allCases.map(\.rawValue)
        throw ArgumentProblem(
            "must be one of \(names.joined(separator: ", ")), not \(text)",
            help: Suggestion.question(for: text, among: names))
    }
}
