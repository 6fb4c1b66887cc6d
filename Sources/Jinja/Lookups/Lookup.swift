import Controller
import Values

/// A lookup: what `lookup('name', …)` and `with_name` read from the controller.
struct Lookup: Sendable {
    typealias Body = @Sendable (LookupCall) throws(Fault) -> [Object]

    let name: String
    /// Whether running it may change something or take long; looking ahead leaves such lookups alone.
    let hasEffects: Bool
    private let body: Body

    init(_ name: String, hasEffects: Bool = false, _ body: @escaping Body) {
        self.name = name
        self.hasEffects = hasEffects
        self.body = body
    }

    func run(_ call: LookupCall) throws(Fault) -> [Object] {
        guard !hasEffects || call.context.allowsEffects else {
            throw Fault(.lookup, "lookup not run yet", "`\(name)` runs only together with its task.")
        }
        return try body(call)
    }
}

/// The terms and options of one use of a lookup.
struct LookupCall {
    let terms: [Object]
    let options: [(name: String, value: Object)]
    let evaluation: Evaluation
    /// What the names of files stand for where that depends on the task.
    var fileKind = LookupContext.FileKind.files

    var context: LookupContext { evaluation.context.lookups }

    func option(_ name: String) -> Object? { options.last { $0.name == name }?.value }

    func text(_ name: String) throws(Fault) -> String? {
        guard let value = option(name), !value.isNone else { return nil }
        return try Python.text(value)
    }

    func flag(_ name: String, or fallback: Bool) throws(Fault) -> Bool {
        guard let value = option(name) else { return fallback }
        return try Self.isOn(value)
    }

    /// What an option means that is a boolean; all other words and numbers turn it off, as Ansible's options do.
    static func isOn(_ value: Object) throws(Fault) -> Bool {
        if case .undefined(let undefined) = value { throw undefined.fault }
        return value.boolean ?? false
    }

    /// A term of options and free words.
    static func keyValues(of term: String) throws(Fault) -> KeyValueText {
        do {
            return try KeyValueText(term)
        } catch {
            throw Fault(.lookup, "a quote that is never closed", "The term `\(term)` opens a quote or a template.")
        }
    }

    /// The terms of a lookup that takes nothing but text.
    func texts() throws(Fault) -> [String] {
        var texts: [String] = []
        for term in terms {
            guard let text = term.string else {
                throw Fault(.lookup, "term is not a string", "This lookup takes strings, not \(term.kindInWords).")
            }
            texts.append(text)
        }
        return texts
    }

    /// What a loop over a term goes through: the items of a list, the keys of a mapping, and anything else itself.
    static func items(of term: Object) throws(Fault) -> [Object] {
        if let items = try term.sequenceItems() { return items }
        return term.dict == nil ? [term] : try Python.iterate(term)
    }

    /// The text of an option that has to be one of a few.
    func choice(_ name: String, of choices: [String]) throws(Fault) -> String? {
        guard let text = try text(name) else { return nil }
        guard choices.contains(text) else {
            throw Fault(
                .lookup, "invalid option",
                "`\(text)` is not a value of `\(name)`; \(MatchedPhrase.validValues) \(choices.joined(separator: ", "))."
            )
        }
        return text
    }

    /// The first existing file of this name where files of its kind are searched.
    func find(_ name: String, _ kind: LookupContext.FileKind) throws(Fault) -> String {
        let paths = candidates(name, kind)
        if let found = paths.first(where: ControllerPath.exists) { return found }
        throw Fault(
            .lookup, "file not found",
            "`\(name)` was not found. Searched: \(paths.joined(separator: ", ")).")
    }

    func candidates(_ name: String, _ kind: LookupContext.FileKind) -> [String] {
        context.candidates(Path.expandingUser(name, evaluation.controller.environment), kind)
    }

    /// The contents of a file, opened if they are vaulted.
    func contents(of path: String, encoding: String = "utf-8") throws(Fault) -> String {
        let bytes = try TemplateFile.bytes(at: path)
        guard bytes.starts(with: Array("$ANSIBLE_VAULT".utf8)) else {
            return try TextEncoding.text(of: bytes, in: encoding)
        }
        guard let open = evaluation.controller.openVaultFile else {
            throw Fault(.lookup, "vaulted file cannot be decrypted", "No vault password was given for `\(path)`.")
        }
        do {
            let text = String(hostBytes: try open(bytes, path))
            evaluation.context.secrets?.register(text)
            return text
        } catch {
            throw Fault(.lookup, error.summary, error.detail ?? error.summary, help: error.help, at: error.span)
        }
    }
}

extension Lookup {
    static let all: [Lookup] = [
        cartesian, config, csvFile, dict, env, file, fileGlob, fileTree, firstFound, flattened, indexedItems, ini,
        inventoryHostnames, items,
        lines, list, nested, password, pipe, randomChoice, randomString, sequence, subelements, template, together,
        unvault, url, variables, variableNames,
    ]

    private static let table = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    static let names = table.keys.sorted()

    /// Lookups that people know from Ansible, and why they are not here.
    private static let refused = [
        "dig": "name servers are not queried", "dns": "name servers are not queried",
        "community.dns.lookup": "name servers are not queried",
        "collection_version": "collections are not installed here",
    ]

    /// The lookup of this name, whatever collection it is said to be from.
    static func named(_ name: String) throws(Fault) -> Lookup {
        let general = "community.general."
        let short = name.hasPrefix(general) ? String(name.dropFirst(general.count)) : name.withoutBuiltinCollection
        if let lookup = table[short] { return lookup }
        let base = name.split(separator: ".").last.map(String.init) ?? name
        if let reason = refused[name] ?? refused[base] {
            throw Fault(
                .lookup, "lookup not supported", "There is no lookup `\(name)` here: \(reason).",
                help: "put the value into a variable, or run a program: lookup('pipe', …)")
        }
        throw Fault(
            .lookup, "unknown lookup", "There is no lookup `\(name)`.",
            help: Suggestion.question(for: name, among: names))
    }
}
