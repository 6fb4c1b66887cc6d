import Values

/// Templates within the texts of a condition, as in `os == "{{ wanted }}"`.
///
/// Ansible renders them first and reads what comes out as an expression, so that a value can become code. Here the
/// condition is turned into the expression that it means for every value that cannot: `os == wanted`, with
/// the text of `wanted`.
package struct EmbeddedTemplates {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    /// The expression, without a template in it; `nil` if one stands elsewhere than in a quoted text or within another,
    /// or if a text or template is not closed.
    package static func expression(for condition: String) -> String? {
        var reader = EmbeddedTemplates(scalars: Array(condition.unicodeScalars))
        return reader.read().flatMap { TemplateText.hasMarkers($0) ? nil : $0 }
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private mutating func read() -> String? {
        var expression = String.UnicodeScalarView()
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "'" || scalar == "\"" {
                guard let text = quoted(scalar) else { return nil }
                expression.append(contentsOf: text.unicodeScalars)
            } else if isAt("{{") || isAt("{%") || isAt("{#") {
                return nil
            } else {
                expression.append(scalar)
                index += 1
            }
        }
        return String(expression)
    }

    /// A quoted text, or the parts of one joined.
    private mutating func quoted(_ quote: Unicode.Scalar) -> String? {
        index += 1
        var parts: [String] = []
        var literal = String.UnicodeScalarView()
        while index < scalars.count, scalars[index] != quote {
            if isAt("{%") || isAt("{#") { return nil }
            if isAt("{{") {
                guard let inner = template() else { return nil }
                parts += [Self.literal(literal, quote), Self.textOf(inner)]
                literal = String.UnicodeScalarView()
                continue
            }
            literal.append(scalars[index])
            index += 1
            if literal.last == "\\", index < scalars.count {
                literal.append(scalars[index])
                index += 1
            }
        }
        guard index < scalars.count else { return nil }
        index += 1
        parts.append(Self.literal(literal, quote))
        return parts.count == 1 ? parts[0] : "(" + parts.joined(separator: " ~ ") + ")"
    }

    /// The expression of a `{{ … }}`, which may hold texts with braces in them.
    private mutating func template() -> String? {
        index += 2
        var expression = String.UnicodeScalarView()
        var open: Unicode.Scalar?
        while index < scalars.count {
            let scalar = scalars[index]
            if open == nil, isAt("}}") {
                index += 2
                return String(expression)
            }
            if open == nil, scalar == "'" || scalar == "\"" { open = scalar } else if open == scalar { open = nil }
            expression.append(scalar)
            index += 1
        }
        return nil
    }

    private func isAt(_ mark: String) -> Bool {
        scalars[index...].starts(with: mark.unicodeScalars)
    }

    private static func literal(_ text: String.UnicodeScalarView, _ quote: Unicode.Scalar) -> String {
        "\(quote)\(String(text))\(quote)"
    }

    /// What a template makes of a value: nothing of null.
    private static func textOf(_ expression: String) -> String {
        "('' if (\(expression)) is none else (\(expression)))"
    }
}
