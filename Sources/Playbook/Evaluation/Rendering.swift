package import Jinja
package import Values

/// Reads what holds for a keyword of a task. What renders to `omit` is as if it were not written: then what is said
/// around the task holds.
extension Templar {
    package func flag(_ keyword: Keyword, of task: Task) throws(TemplateError) -> Bool? {
        try held(keyword, of: task)?.flag
    }

    package func text(_ keyword: Keyword, of task: Task) throws(TemplateError) -> String? {
        try held(keyword, of: task).map { held throws(TemplateError) in try text(held) }
    }

    package func integer(_ keyword: Keyword, of task: Task) throws(TemplateError) -> Int? {
        try held(keyword, of: task)?.integer
    }

    package func number(_ keyword: Keyword, of task: Task) throws(TemplateError) -> Double? {
        try held(keyword, of: task)?.number
    }

    private func held(_ keyword: Keyword, of task: Task) throws(TemplateError) -> RenderedKeyword? {
        guard let nearest = task.setting(keyword) else { return nil }
        for written in [nearest] + task.allSaid(of: keyword).dropFirst() {
            let value = written.value.isDynamic ? try resolve(written.value) : written.value
            if let value { return value.isNull ? nil : RenderedKeyword(written, value) }
        }
        return nil
    }
}

/// Reads what stands behind a keyword as the type that the keyword has.
///
/// Each gives `nil` where the keyword is not set, is `null`, or renders to `omit`. The error says what was expected,
/// with the place of the value.
extension Templar {
    package func flag(_ written: KeywordValue?) throws(TemplateError) -> Bool? {
        try rendered(written)?.flag
    }

    package func text(_ written: KeywordValue?) throws(TemplateError) -> String? {
        try rendered(written).map { rendered throws(TemplateError) in try text(rendered) }
    }

    /// What is no text once it is rendered, such as `True`, is rendered again to the text that it was made of.
    private func text(_ rendered: RenderedKeyword) throws(TemplateError) -> String {
        if case .string(let text) = rendered.value { return text }
        return try resolveText(rendered.written.value)
    }

    package func integer(_ written: KeywordValue?) throws(TemplateError) -> Int? {
        try rendered(written)?.integer
    }

    /// A number of seconds, or a percentage without its sign.
    package func number(_ written: KeywordValue?) throws(TemplateError) -> Double? {
        try rendered(written)?.number
    }

    /// Texts: a list, or one text taken apart at commas.
    package func texts(_ written: KeywordValue?) throws(TemplateError) -> [String] {
        try rendered(written)?.texts ?? []
    }

    /// Names that may hold commas, such as those of handlers: a list, or one text as it is.
    package func names(_ written: KeywordValue) throws(TemplateError) -> [String] {
        try rendered(written)?.names ?? []
    }

    /// The variables of `environment:`, the outermost first; later ones win.
    ///
    /// - Parameter gathersFacts: Whether it is for the gathering of facts. What needs those is then left out, as in Ansible,
    ///   for `PATH: "{{ ansible_env.PATH }}:/opt/bin"` of a play can mean nothing else.
    package func environment(_ settings: [KeywordValue], gathersFacts: Bool = false) throws(TemplateError) -> Mapping {
        var environment: Mapping = [:]
        for written in settings.flatMap(\.items) {
            for part in gathersFacts ? written.parts : [written] {
                do throws(TemplateError) {
                    guard let rendered = try rendered(part) else { continue }
                    environment.merge(try rendered.mapping)
                } catch {
                    guard gathersFacts, error.kind == .undefined else { throw error }
                }
            }
        }
        return environment
    }

    private func rendered(_ written: KeywordValue?) throws(TemplateError) -> RenderedKeyword? {
        guard let written else { return nil }
        let value = written.value.isDynamic ? try resolve(written.value) : written.value
        return value.flatMap { $0.isNull ? nil : RenderedKeyword(written, $0) }
    }
}

/// What stands behind a keyword, and what it renders to.
private struct RenderedKeyword {
    let written: KeywordValue
    let value: Value

    init(_ written: KeywordValue, _ value: Value) {
        self.written = written
        self.value = value
    }

    var flag: Bool { get throws(TemplateError) { try fit(value.boolean, "a boolean") } }
    var integer: Int { get throws(TemplateError) { try fit(value.wholeNumber, "a whole number") } }
    var number: Double { get throws(TemplateError) { try fit(value.percentage, "a number") } }
    var texts: [String] { get throws(TemplateError) { try fit(value.texts, "a string or a list of strings") } }
    var names: [String] {
        get throws(TemplateError) { if case .string(let name) = value { [name] } else { try texts } }
    }
    var mapping: Mapping { get throws(TemplateError) { try fit(value.map, "a mapping") } }

    private func fit<Wanted>(_ wanted: Wanted?, _ expected: String) throws(TemplateError) -> Wanted {
        guard let wanted else { throw written.unfit(expected, value) }
        return wanted
    }
}

extension KeywordValue {
    /// A mapping for each entry of a mapping; anything else as it is.
    fileprivate var parts: [KeywordValue] {
        guard let entries = node.entries else { return [self] }
        return entries.map { KeywordValue(Node(.mapping([$0]), at: $0.value.span), nameSpan: nameSpan) }
    }

    fileprivate func unfit(_ expected: String, _ value: Value) -> TemplateError {
        TemplateError(
            .failed,
            Diagnostic(
                "keyword", "wrong type", detail: "This must be \(expected), not \(value.kindInWords).",
                at: span))
    }
}

extension Value {
    /// A number, with or without a `%` behind it.
    package var percentage: Double? {
        guard let text, text.utf8.last == UInt8(ascii: "%") else { return decimalNumber }
        return Python.float(of: String(text.dropLast()))
    }

    /// The texts of a list (nested lists as well), or of a text between commas; `nil` for anything else.
    package var texts: [String]? {
        switch self {
        case .list(let items):
            var texts: [String] = []
            for item in items {
                guard let more = item.texts else { return nil }
                texts += more
            }
            return texts
        case .string(let text):
            return text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
        case .int, .big: return scalarText.map { [$0] }
        case .null: return []
        default: return nil
        }
    }
}
