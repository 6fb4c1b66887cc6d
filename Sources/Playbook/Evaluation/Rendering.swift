package import Jinja
package import Values

/// Reads what holds for a keyword of a task. What renders to `omit` is as if it were not written: then what is said
/// around the task holds.
extension Templar {
    package func flag(_ keyword: Keyword, of task: Task) throws(TemplateError) -> Bool? {
        try flag(try held(keyword, of: task))
    }

    package func text(_ keyword: Keyword, of task: Task) throws(TemplateError) -> String? {
        try text(try held(keyword, of: task))
    }

    package func integer(_ keyword: Keyword, of task: Task) throws(TemplateError) -> Int? {
        try integer(try held(keyword, of: task))
    }

    package func number(_ keyword: Keyword, of task: Task) throws(TemplateError) -> Double? {
        try number(try held(keyword, of: task))
    }

    private func held(_ keyword: Keyword, of task: Task) throws(TemplateError) -> Written? {
        guard let nearest = task.setting(keyword) else { return nil }
        guard try isOmitted(nearest) else { return nearest }
        for written in task.allSaid(of: keyword).dropFirst() where try !isOmitted(written) { return written }
        return nil
    }

    private func isOmitted(_ written: Written) throws(TemplateError) -> Bool {
        written.value.isDynamic ? try resolve(written.value) == nil : false
    }
}

/// Reads what stands behind a keyword as the type that the keyword has.
///
/// Each gives `nil` where the keyword is not set, is `null`, or renders to `omit`. The error says what was expected,
/// with the place of the value.
extension Templar {
    package func flag(_ written: Written?) throws(TemplateError) -> Bool? {
        guard let (written, value) = try rendered(written) else { return nil }
        guard let flag = value.flag else { throw written.unfit("yes or no", value) }
        return flag
    }

    package func text(_ written: Written?) throws(TemplateError) -> String? {
        guard let written, !written.value.isNull else { return nil }
        if case .string(let text) = written.value { return text }
        guard try resolve(written.value) != nil else { return nil }
        return try resolveText(written.value)
    }

    package func integer(_ written: Written?) throws(TemplateError) -> Int? {
        guard let (written, value) = try rendered(written) else { return nil }
        guard let number = value.wholeNumber else { throw written.unfit("a whole number", value) }
        return number
    }

    /// A number of seconds, or a percentage without its sign.
    package func number(_ written: Written?) throws(TemplateError) -> Double? {
        guard let (written, value) = try rendered(written) else { return nil }
        guard let number = value.decimalNumber else { throw written.unfit("a number", value) }
        return number
    }

    /// Texts: a list, or one text taken apart at commas.
    package func texts(_ written: Written?) throws(TemplateError) -> [String] {
        guard let (written, value) = try rendered(written) else { return [] }
        guard let texts = value.texts else { throw written.unfit("text or a list of texts", value) }
        return texts
    }

    /// The variables of `environment:`, the outermost first; later ones win.
    ///
    /// - Parameter gathersFacts: Whether it is for the gathering of facts. What needs those is then left out, as in Ansible,
    ///   for `PATH: "{{ ansible_env.PATH }}:/opt/bin"` of a play can mean nothing else.
    package func environment(_ settings: [Written], gathersFacts: Bool = false) throws(TemplateError) -> Mapping {
        var environment: Mapping = [:]
        for written in settings.flatMap(\.items) {
            for part in gathersFacts ? written.parts : [written] {
                do throws(TemplateError) {
                    guard let (written, value) = try rendered(part) else { continue }
                    guard let entries = value.map else { throw written.unfit("a mapping", value) }
                    environment.merge(entries)
                } catch {
                    guard gathersFacts, error.kind == .undefined else { throw error }
                }
            }
        }
        return environment
    }

    private func rendered(_ written: Written?) throws(TemplateError) -> (Written, Value)? {
        guard let written, !written.value.isNull else { return nil }
        guard written.value.isDynamic else { return (written, written.value) }
        guard let value = try resolve(written.value), !value.isNull else { return nil }
        return (written, value)
    }
}

extension Written {
    /// A mapping for each entry of a mapping; anything else as it is.
    fileprivate var parts: [Written] {
        guard let entries = node.entries else { return [self] }
        return entries.map { Written(Node(.mapping([$0]), at: $0.value.span), namePlace: namePlace) }
    }

    fileprivate func unfit(_ expected: String, _ value: Value) -> TemplateError {
        TemplateError(
            .failed,
            Diagnostic(
                "keyword", "value of the wrong kind", detail: "This must be \(expected), not \(value.kindInWords).",
                at: place))
    }
}

extension Value {
    /// As Ansible reads a boolean: also `yes`, `on`, `1`, `t` and `y` in any case, and their opposites.
    package var flag: Bool? {
        switch self {
        case .bool(let flag): return flag
        case .int(0), .double(0): return false
        case .int(1), .double(1): return true
        default: break
        }
        switch text?.lowercased() {
        case "yes", "on", "true", "1", "t", "y", "1.0": return true
        case "no", "off", "false", "0", "f", "n", "0.0": return false
        default: return nil
        }
    }

    package var wholeNumber: Int? {
        switch self {
        case .int(let number): number
        case .bool(let flag): flag ? 1 : 0
        case .double(let number): Int(exactly: number)
        default: text.flatMap { Int(trimmed($0)) }
        }
    }

    package var decimalNumber: Double? {
        switch self {
        case .int(let number): Double(number)
        case .big(let number): number.double
        case .double(let number): number
        default: text.flatMap { Double(trimmed($0.hasSuffix("%") ? String($0.dropLast()) : $0)) }
        }
    }

    private func trimmed(_ text: String) -> Substring {
        text.drop { $0 == " " }.split(separator: " ", omittingEmptySubsequences: true).first ?? ""
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
            return text.split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
        case .int, .big: return scalarText.map { [$0] }
        case .null: return []
        default: return nil
        }
    }
}

extension Substring {
    /// Without blanks and line breaks at both ends.
    var trimmingBlanks: String {
        let start = drop { $0.isWhitespace }
        var end = start
        while let last = end.last, last.isWhitespace { end.removeLast() }
        return String(end)
    }
}

extension String {
    var trimmingBlanks: String { self[...].trimmingBlanks }
}
