import Values

/// What a module is, for people and for the runner.
package struct ModuleDoc: Sendable {
    /// What check mode can tell.
    package enum CheckMode: Sendable, Equatable {
        /// What the task would change, as far as the host's answers tell it.
        case full
        /// The same with exceptions, which continue "except …": "what the scripts of packages do".
        case partly(except: String)
        /// The task is skipped, unless its probe alone decides (`creates`): Ansible's rule for commands.
        case skips
        /// It runs as it does otherwise, because it changes no host.
        case runs
        /// Its steps are taken, for they know by themselves that they must change nothing.
        case rehearses
    }

    /// How the return key `diff` tells differences.
    package enum Diffs: Sendable {
        /// One, or a list where there are several.
        case single
        /// A list, of contents and of properties.
        case list
        /// As ``single``, and even without `--diff`.
        case always
        /// As the module itself has told it, which stands in the result.
        case told
    }

    package let name: String
    /// Further names of the same module: `systemd` of `systemd_service`.
    package let aliases: [String]
    /// The collection whose name may stand before the module's: `ansible.builtin`.
    package let collection: String
    package let summary: String
    /// Tasks in YAML, as a reader would copy them; a test binds each.
    package let examples: String
    package let checkMode: CheckMode
    /// The argument that takes free-form text (`command: ls -l`); `nil` if the module takes none.
    package let freeForm: String?
    /// Arguments of Ansible's module that are refused here, with the reason.
    package var refused: [String: String] { tables.refused() }
    /// Declared arguments that have no effect here, with the reason.
    package var ignored: [String: String] { tables.ignored() }
    package let traits: ModuleTraits
    package let diffs: Diffs
    /// The folder in which the lists of loops (`with_first_found`) are looked for first.
    package let searches: ResourceKind
    /// The module of the host's manager that Ansible's hands on to.
    package let handsOnTo: HandingOn?
    /// The return keys beside those that every result has; the contract compares them with results.
    package var returns: [ReturnValue] { tables.returns() }
    /// What differs from Ansible's module, for `swiftplay doc`.
    package let differences: String?
    private let tables: Tables

    /// What is made when it is asked for: a run asks it of a few modules of many.
    private struct Tables: Sendable {
        let refused: @Sendable () -> [String: String]
        let ignored: @Sendable () -> [String: String]
        let returns: @Sendable () -> [ReturnValue]
    }

    package init(
        _ name: String, _ summary: String, aliases: [String] = [], collection: String = "ansible.builtin",
        checkMode: CheckMode = .full, traits: ModuleTraits = [], diffs: Diffs = .single,
        searches: ResourceKind = .files, freeForm: String? = nil,
        refused: @escaping @autoclosure @Sendable () -> [String: String] = [:],
        ignored: @escaping @autoclosure @Sendable () -> [String: String] = [:], handsOnTo: HandingOn? = nil,
        returns: @escaping @autoclosure @Sendable () -> [ReturnValue] = [], differences: String? = nil,
        examples: String
    ) {
        self.name = name
        self.aliases = aliases
        self.collection = collection
        self.summary = summary
        self.examples = examples
        self.checkMode = checkMode
        self.freeForm = freeForm
        self.handsOnTo = handsOnTo
        self.traits = traits
        self.diffs = diffs
        self.searches = searches
        tables = Tables(refused: refused, ignored: ignored, returns: returns)
        self.differences = differences
    }

    /// The name with the collection.
    package var fullName: String { "\(collection).\(name)" }

    /// The names under which tasks may call it: short, and with the collection.
    package var allNames: [String] {
        ([name] + aliases).flatMap { name in
            collection == BuiltinCollection.name
                ? BuiltinCollection.names(of: name) : [name, "\(collection).\(name)"]
        }
    }
}

/// A key of a module's result.
package struct ReturnValue: Sendable {
    package let name: String
    /// What it tells, in a sentence.
    package let help: String
    /// When it is there, which continues "Only …": "if a backup was made"; `nil` for each result that is no failure.
    package let condition: String?

    package init(_ name: String, _ help: String, only condition: String? = nil) {
        self.name = name
        self.help = help
        self.condition = condition
    }

    /// Keys whose names only the host knows.
    package static func others(_ help: String) -> ReturnValue { ReturnValue(openName, help, only: "for some results") }

    private static let openName = "others"
    package var isOpen: Bool { name == Self.openName }

    package var text: String { help + (condition.map { " Only \($0)." } ?? "") }
}
