import Synchronization
package import Values

/// One mapping among a module's arguments, such as an entry of a list of mounts. Its fields are declared like arguments:
/// checked when the playbook is loaded, bound and documented as these are.
package protocol ArgumentRecord: ArgumentValue, Decodable {
    init()
}

extension ArgumentRecord {
    package static var typeName: String { "mapping" }
    package static var fields: [ArgumentSpec]? { RecordDeclarations.shared.declaration(of: Self.self).arguments }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Self {
        let reading = RecordReading(
            try Mapping.parse(value, resources), declaration: RecordDeclarations.shared.declaration(of: Self.self),
            resources)
        if let problem = reading.problems.first { throw problem }
        let read = ReadArguments(values: reading.values, extras: [:], defaults: reading.declaration.defaults)
        do {
            return try Self(from: ModuleDecoder(read: read))
        } catch {
            throw ArgumentProblem("cannot be bound: \(error)")
        }
    }

    package static func problems(in value: Value, _ resources: any ArgumentResources) -> [ArgumentProblem] {
        if value.isDynamic, value.list == nil, value.map == nil { return [] }
        do throws(ArgumentProblem) {
            let mapping = try Mapping.parse(value, resources)
            let declaration = RecordDeclarations.shared.declaration(of: Self.self)
            return RecordReading(mapping, declaration: declaration, resources).problems
        } catch {
            return [error]
        }
    }
}

/// The fields of one mapping, read as far as they are no templates.
private struct RecordReading {
    let declaration: DeclaredArguments
    private(set) var values: [String: any ArgumentValue] = [:]
    private(set) var problems: [ArgumentProblem] = []

    init(_ mapping: Mapping, declaration: DeclaredArguments, _ resources: any ArgumentResources) {
        self.declaration = declaration
        var given: Set<String> = []
        for (key, value) in mapping {
            let name = key.scalarText ?? ""
            guard let field = declaration.byName[name] else {
                problems.append(unknown(name))
                continue
            }
            given.insert(field.name)
            read(field, value, as: name, resources)
        }
        for field in declaration.required where !given.contains(field.name) {
            problems.append(ArgumentProblem("has no field `\(field.name)`, which is required"))
        }
    }

    private mutating func read(
        _ field: ArgumentSpec, _ value: Value, as name: String, _ resources: any ArgumentResources
    ) {
        if value.isNull, !field.takesNull {
            if field.isRequired { problems.append(ArgumentProblem("must not be null").inside(.field(name))) }
            return
        }
        let (read, wrong) = field.read(value, resources)
        values[field.property] = read
        problems += wrong.map { $0.inside(.field(name)) }
    }

    private func unknown(_ name: String) -> ArgumentProblem {
        let near = Suggestion.question(for: name, among: declaration.arguments.flatMap(\.allNames))
        return ArgumentProblem("has no field `\(name)`", help: near, at: [.name(name)])
    }
}

/// The declarations of records, each read once.
private final class RecordDeclarations: Sendable {
    static let shared = RecordDeclarations()

    private let known = Mutex<[ObjectIdentifier: DeclaredArguments]>([:])

    func declaration<Record: ArgumentRecord>(of type: Record.Type) -> DeclaredArguments {
        if let declaration = known.withLock({ $0[ObjectIdentifier(type)] }) { return declaration }
        // Not within the lock: a record can have records among its fields.
        let declaration = DeclaredArguments(Record())
        known.withLock { $0[ObjectIdentifier(type)] = declaration }
        return declaration
    }
}
