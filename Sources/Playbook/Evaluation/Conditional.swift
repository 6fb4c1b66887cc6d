package import Jinja
package import Values

extension Templar {
    /// The first of several conditions that does not hold; `nil` if all do.
    ///
    /// Conditions behind it are not evaluated, so `x is defined` guards what follows it. One that is not known yet does
    /// not matter if another does not hold.
    package func firstUnmet(_ conditions: [Condition]) throws(TemplateError) -> Condition? {
        var unknown: TemplateError?
        for condition in conditions {
            do throws(TemplateError) {
                if try !holds(condition) { return condition }
            } catch {
                guard error.kind == .notKnownYet || unknown != nil else { throw error }
                unknown = unknown ?? error
            }
        }
        if let unknown { throw unknown }
        return nil
    }

    package func holds(_ condition: Condition) throws(TemplateError) -> Bool {
        switch condition {
        case .constant(let flag, _): return flag
        case .expression(let text): return try self.condition(expression: text)
        case .template(let template):
            guard let value = try resolve(.template(template)) else { return false }
            return try truth(of: value, in: template)
        }
    }

    /// Text that says neither yes nor no would be code to Ansible, and so is refused.
    private func truth(of value: Value, in template: TemplateText) throws(TemplateError) -> Bool {
        switch value {
        case .null: return false
        case .list(let items): return !items.isEmpty
        case .map(let entries): return !entries.isEmpty
        case .int(let number): return number != 0
        case .big: return true
        case .double(let number): return number != 0
        default: break
        }
        if let flag = value.boolean { return flag }
        if let number = value.decimalNumber { return number != 0 }
        if value.text == "" { return false }
        throw TemplateError(
            .failed,
            Diagnostic(
                "condition", "condition yields a string",
                detail: "A condition inside braces must evaluate to true or false; a string is not evaluated again.",
                at: template.span, help: "write the expression without the braces"))
    }
}

extension Condition {
    /// The condition as a report shows it, in place of `false_condition`.
    package var shown: Value {
        switch self {
        case .constant(let flag, _): .bool(flag)
        case .expression(let text), .template(let text): .string(text.text)
        }
    }
}
