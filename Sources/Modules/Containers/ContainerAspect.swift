import ModuleKit
import Values

/// One thing that an engine keeps of a container, as the task wants it.
struct ContainerAspect: Sendable {
    /// How what is there is compared with what is wanted.
    enum Shape: Sendable {
        case value, list, set, mapping
        /// A list of mappings in any order, of which only what is given counts.
        case records
    }

    enum Mode: String, Sendable {
        case strict, ignore
        case allowMore = "allow_more_present"
    }

    enum Field: Sendable {
        case config(String)
        case host(String)
    }

    /// The argument's name.
    let name: String
    let field: Field
    var shape: Shape = .value
    /// Whether a container takes it while it is there.
    var isUpdatable = false
    /// As a new container gets it; `nil` where only what the image brings is expected.
    var wanted: Value?
    /// What is expected to be there, where that is more than what is wanted.
    var expected: Value?
    /// What is there, where that is kept in another form.
    var reads: @Sendable (Value) -> Value = { $0 }
    /// The argument whose comparison holds for it.
    var comparedAs: String?

    func found(in container: Value) -> Value {
        let told =
            switch field {
            case .config(let key): container["Config", key]
            case .host(let key): container["HostConfig", key]
            }
        return reads(told ?? .null)
    }

    /// - Parameter mode: `nil` for the usual one of the shape.
    func isMet(by found: Value, _ mode: Mode?) -> Bool {
        let mode = mode ?? ([.value, .list].contains(shape) ? .strict : .allowMore)
        guard mode != .ignore, let expected = expected ?? wanted else { return true }
        return switch shape {
        case .value: expected == found || (expected == false && found.isNull)
        case .list: Self.holds(found.list ?? [], expected.list ?? [], exactly: mode == .strict)
        case .set: Self.holds(found.asSet, expected.asSet, exactly: mode == .strict)
        case .mapping: Self.holds(found.map ?? [:], expected.map ?? [:], exactly: mode == .strict)
        case .records: Self.holds(records: found.list ?? [], expected.list ?? [], exactly: mode == .strict)
        }
    }

    /// In the same order, with others in between.
    private static func holds(_ found: [Value], _ wanted: [Value], exactly: Bool) -> Bool {
        guard !exactly else { return found == wanted }
        var rest = found[...]
        for item in wanted {
            guard let index = rest.firstIndex(of: item) else { return false }
            rest = rest[(index + 1)...]
        }
        return true
    }

    private static func holds(_ found: Set<String>, _ wanted: Set<String>, exactly: Bool) -> Bool {
        exactly ? found == wanted : found.isSuperset(of: wanted)
    }

    private static func holds(_ found: Mapping, _ wanted: Mapping, exactly: Bool) -> Bool {
        let isThere = wanted.allSatisfy { entry in found[entry.key].map { $0 == entry.value } ?? false }
        return isThere && (!exactly || found.count == wanted.count)
    }

    private static func holds(records found: [Value], _ wanted: [Value], exactly: Bool) -> Bool {
        let isThere = wanted.allSatisfy { record in
            found.contains { holds($0.map ?? [:], record.map ?? [:], exactly: false) }
        }
        return isThere && (!exactly || found.count == wanted.count)
    }
}

extension Value {
    /// The texts of a list, or the names of a mapping.
    fileprivate var asSet: Set<String> {
        if let map { return Set(map.map { $0.key.requestText }) }
        return textSet
    }
}

/// How the arguments of a container are compared, as the task says.
struct ContainerComparisons: Sendable {
    private let modes: [String: ContainerAspect.Mode]
    private let all: ContainerAspect.Mode?

    /// - Parameters:
    ///   - given: The argument `comparisons`.
    ///   - aliases: What arguments of a container are called else, and how they are really called.
    ///   - values: Those that are one value each, of which there cannot be more.
    init(_ given: Mapping, aliases: [String: String], values: Set<String>, names: Set<String>) throws(ModuleFailure) {
        var modes: [String: ContainerAspect.Mode] = [:]
        var all: ContainerAspect.Mode?
        for (key, value) in given {
            let word = key.requestText
            guard let mode = ContainerAspect.Mode(rawValue: value.requestText) else {
                throw ModuleFailure(
                    "`comparisons` has no way `\(value.requestText)`", hint: "use strict, ignore or allow_more_present")
            }
            let name = aliases[word] ?? word
            let isOneValue = word == "*" || values.contains(name)
            guard mode != .allowMore || !isOneValue else {
                throw ModuleFailure("`\(word)` in `comparisons` can only be strict or ignore")
            }
            guard word == "*" || names.contains(name) else {
                throw ModuleFailure("`comparisons` names `\(word)`, which is nothing that a container is compared by")
            }
            if word == "*" { all = mode } else { modes[name] = mode }
        }
        self.modes = modes
        self.all = all
    }

    func mode(of name: String) -> ContainerAspect.Mode? { modes[name] ?? all }
}
