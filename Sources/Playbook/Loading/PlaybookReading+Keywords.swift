import Values

/// Reading the keywords of plays, blocks, tasks and role entries.
extension PlaybookReading {
    /// The keywords among the entries of a mapping. Other words are mistakes, save those in `others`, which are read
    /// elsewhere.
    mutating func keywords(of node: Node, as holder: KeywordHolder, except others: Set<String> = []) -> Keywords {
        var settings: [Keyword: KeywordValue] = [:]
        for entry in node.entries ?? [] {
            guard let word = entry.key.text else { continue }
            if let keyword = keyword(word, entry, holder) {
                settings[keyword] = KeywordValue(entry.value, nameSpan: entry.key.span)
            } else if !others.contains(word) {
                problems.add(.unknownKeyword(entry.key, word, holder: holder))
            }
        }
        for (keyword, written) in settings { checkKind(keyword, written) }
        return Keywords(
            settings, variables: variables(settings[.vars]?.node), conditions: conditions(settings[.when]))
    }

    /// The keyword a word stands for; old words are understood with a warning.
    private mutating func keyword(_ word: String, _ entry: Node.Entry, _ holder: KeywordHolder) -> Keyword? {
        if let keyword = Keyword(rawValue: word), Keyword.allowed(in: holder).contains(keyword) { return keyword }
        guard let (keyword, isObsolete) = Self.formerWords[word], holder != .role || word != "user" else { return nil }
        if isObsolete { problems.add(.obsoleteKeyword(entry.key, word, keyword)) }
        return holder == .play || isObsolete ? keyword : nil
    }

    private static let formerWords: [String: (Keyword, isObsolete: Bool)] = [
        "user": (.remoteUser, false), "sudo": (.become, true), "sudo_user": (.becomeUser, true),
    ]

    /// The mapping behind `vars:`; also the old form, a list of mappings.
    ///
    /// - Parameter checksNames: Whether names must be such that templates can use them, as in playbooks; files of
    ///   variables may hold others.
    mutating func variables(_ node: Node?, checksNames: Bool = true) -> Mapping {
        guard let node, !node.isNull else { return [:] }
        if let items = node.sequence {
            return items.reduce(into: [:]) { $0.merge(variables($1, checksNames: checksNames)) }
        }
        guard let entries = node.entries else {
            problems.add(.notVariables(node))
            return [:]
        }
        if checksNames { for entry in entries { checkVariableName(entry.key) } }
        // A variable that nothing uses harms no run, whatever is in it; a check wants to know.
        if context.isStrict { checkTemplates(in: node.value) }
        return node.value.map ?? [:]
    }

    private mutating func checkVariableName(_ key: Node) {
        if key.text?.isVariableName != true { problems.add(.badVariableName(key)) }
    }

    private mutating func checkKind(_ keyword: Keyword, _ written: KeywordValue) {
        guard !written.value.isDynamic, !written.value.isNull, let kind = keyword.literalKind else { return }
        if !kind.fits(written.value) { problems.add(.wrongKind(keyword, kind, written)) }
    }
}

extension Keyword {
    enum LiteralKind: String {
        case flag = "a boolean"
        case integer = "a whole number"
        case number = "a number"
        case text
        case name = "a variable name"

        func fits(_ value: Value) -> Bool {
            switch self {
            case .flag: value.boolean != nil
            case .integer: value.wholeNumber != nil
            case .number: value.percentage != nil
            case .text: value.list == nil && value.map == nil
            case .name: value.text?.isVariableName ?? false
            }
        }
    }

    /// What a literal behind the keyword must be; `nil` where many kinds are allowed.
    fileprivate var literalKind: LiteralKind? {
        switch self {
        case .become, .checkMode, .diff, .noLog, .runOnce, .ignoreErrors, .ignoreUnreachable, .anyErrorsFatal,
            .delegateFacts, .gatherFacts, .forceHandlers:
            .flag
        case .port, .throttle, .timeout, .retries, .async, .poll, .gatherTimeout: .integer
        case .delay, .maxFailPercentage: .number
        case .name, .connection, .remoteUser, .becomeUser, .becomeMethod, .becomeFlags, .becomeExe, .delegateTo,
            .strategy, .order, .factPath:
            .text
        case .register: .name
        default: nil
        }
    }
}

// What is said about keywords.
extension Diagnostic {
    fileprivate static func unknownKeyword(_ key: Node, _ word: String, holder: KeywordHolder) -> Diagnostic {
        let near = Suggestion.nearest(to: word, among: Keyword.allowed(in: holder).map(\.rawValue))
        return Diagnostic(
            "keyword", "unknown keyword", detail: "A \(holder.rawValue) has no keyword `\(word)`.", at: key.span,
            help: near.map { "did you mean `\($0)`?" })
    }

    fileprivate static func obsoleteKeyword(_ key: Node, _ word: String, _ keyword: Keyword) -> Diagnostic {
        Diagnostic(
            "keyword", "obsolete keyword", severity: .warning,
            detail: "`\(word)` was replaced by `\(keyword.rawValue)` and is read as that.", at: key.span,
            help: "use `\(keyword.rawValue)`")
    }

    fileprivate static func notVariables(_ node: Node) -> Diagnostic {
        Diagnostic(
            "vars", "variables are not a mapping",
            detail: "Variables are written as `name: value`; this is \(node.value.kindInWords).", at: node.span)
    }

    fileprivate static func badVariableName(_ key: Node) -> Diagnostic {
        Diagnostic(
            "vars", "not a variable name",
            detail: "A variable name consists of letters, digits and `_` and does not begin with a digit.", at: key.span
        )
    }

    fileprivate static func wrongKind(
        _ keyword: Keyword, _ kind: Keyword.LiteralKind, _ written: KeywordValue
    ) -> Diagnostic {
        let word = kind == .name ? "\(MatchedPhrase.invalidName) `\(keyword.rawValue)`: it" : "`\(keyword.rawValue)`"
        return Diagnostic(
            "keyword", "wrong type",
            detail: "\(word) must be \(kind.rawValue), not \(written.value.shown).", at: written.span)
    }
}

extension Value {
    /// The value in a sentence: short text as it is, anything else by its kind.
    fileprivate var shown: String {
        guard case .string(let text) = self, text.count <= 40 else { return kindInWords }
        return "`\(text)`"
    }
}
