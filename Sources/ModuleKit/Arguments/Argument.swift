import Values

/// Declares one argument of a module: its help, aliases and default in the place where it is used.
///
/// The property's name in snake case is the argument's name (`searchString` is `search_string`). An argument
/// without a default value and of a type that is not optional is required. Documentation, validation, completion
/// and binding are derived from this declaration.
@propertyWrapper
package struct Argument<Kind: ArgumentValue>: Sendable, Decodable {
    private let declaration: ArgumentDeclaration?
    private let bound: Kind?
    /// Whether the user gave this argument.
    package let isGiven: Bool

    /// The value given, or else the default.
    ///
    /// - Precondition: the module was bound, or the argument has a default.
    package var wrappedValue: Kind {
        guard let value = bound ?? declaration?.defaultValue as? Kind ?? Kind.notGiven else {
            preconditionFailure("a required argument was read before the module was bound")
        }
        return value
    }

    package var projectedValue: Argument<Kind> { self }

    /// An argument without a default: required, or `nil` if optional.
    ///
    /// - Parameters:
    ///   - name: When the argument's name is not the property's name in snake case.
    package init(_ help: String, aliases: String..., name: String? = nil) {
        declaration = ArgumentDeclaration(help: help, name: name, aliases: aliases, defaultValue: nil, defaultText: nil)
        bound = nil
        isGiven = false
    }

    package init(wrappedValue: Kind, _ help: String, aliases: String..., name: String? = nil) {
        declaration = ArgumentDeclaration(
            help: help, name: name, aliases: aliases, defaultValue: wrappedValue,
            defaultText: wrappedValue.documentation)
        bound = nil
        isGiven = false
    }

    package init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? ModuleDecoder, let property = decoder.property else {
            throw BindingMisuse.notByCodable
        }
        let given = decoder.read.values[property]
        guard let value = (given ?? decoder.read.defaults[property]) as? Kind else { throw BindingMisuse.notByCodable }
        declaration = nil
        bound = value
        isGiven = given != nil
    }
}

/// What `@Argument` was told, without its type.
struct ArgumentDeclaration: Sendable {
    let help: String
    let name: String?
    let aliases: [String]
    let defaultValue: (any ArgumentValue)?
    let defaultText: String?
}

/// Arguments that several modules share, such as owner, group and mode.
@propertyWrapper
package struct ArgumentGroup<Group: ArgumentGroupContents>: Sendable, Decodable {
    package let wrappedValue: Group

    package init() { wrappedValue = Group() }

    package init(from decoder: any Decoder) throws { wrappedValue = try Group(from: decoder) }
}

/// The arguments of a shared group, declared like those of a module.
package protocol ArgumentGroupContents: Decodable, Sendable {
    init()
}

enum BindingMisuse: Error {
    case notByCodable
}

extension Argument: DeclaredArgument {
    func spec(property: String) -> ArgumentSpec {
        let declaration =
            declaration ?? ArgumentDeclaration(help: "", name: nil, aliases: [], defaultValue: nil, defaultText: nil)
        return ArgumentSpec(
            name: declaration.name ?? property.snakeCase, property: property, aliases: declaration.aliases,
            help: declaration.help, typeName: Kind.typeName, choices: Kind.choices,
            isSecret: Kind.isSecret, isRequired: declaration.defaultValue == nil && Kind.notGiven == nil,
            defaultText: declaration.defaultText,
            defaultValue: declaration.defaultValue ?? Kind.notGiven,
            namedFile: { Kind.namedFile(in: $0) },
            fields: Kind.fields, problems: { Kind.problems(in: $0, $1) },
            parse: { value, resources throws(ArgumentProblem) in try Kind.parse(value, resources) })
    }

    var paths: [RemotePath] {
        guard isGiven || declaration?.defaultValue != nil || bound != nil else { return [] }
        return switch wrappedValue {
        case let path as RemotePath: [path]
        case let paths as [RemotePath]: paths
        default: []
        }
    }
}

extension ArgumentGroup: DeclaredArgumentGroup {
    var contents: any Sendable { wrappedValue }
}

/// Seen by reflection: a property that is one argument.
protocol DeclaredArgument: Sendable {
    func spec(property: String) -> ArgumentSpec
    /// What it names of the host's files.
    var paths: [RemotePath] { get }
}

/// Seen by reflection: a property that holds several arguments.
protocol DeclaredArgumentGroup {
    var contents: any Sendable { get }
}

extension String {
    /// `searchString` as `search_string`.
    fileprivate var snakeCase: String {
        var snake = ""
        for character in self {
            if character.isUppercase { snake += "_" + character.lowercased() } else { snake.append(character) }
        }
        return snake
    }
}
