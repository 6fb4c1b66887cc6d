package import Jinja
package import Values

extension Templar {
    /// The first of several conditions that does not hold; `nil` if all do.
    ///
    /// Conditions behind it are not evaluated, so `x is defined` guards what follows it.
    package func firstUnmet(_ conditions: [Condition]) throws(TemplateError) -> Condition? {
        for condition in conditions where try !holds(condition) { return condition }
        return nil
    }

    package func holds(_ condition: Condition) throws(TemplateError) -> Bool {
        switch condition {
        case .constant(let flag, _): flag
        case .expression(let text): try self.condition(expression: text)
        }
    }
}

extension Condition {
    /// The condition as a report shows it, in place of `false_condition`.
    package var shown: Value {
        switch self {
        case .constant(let flag, _): .bool(flag)
        case .expression(let text): .string(text.text)
        }
    }
}
