import Values

/// Templates within a condition, as in `os == "{{ wanted }}"`, `{{ count }} > 3` or `{{ name }}_enabled`.
///
/// Ansible renders them first and reads what comes out as an expression, so that a value can become code. Here the
/// condition is turned into the expression that it means for every value that cannot: `os == wanted`, with
/// the text of `wanted`, `(count) > 3`, and the variable whose name is that of `name` and `_enabled`.
package struct EmbeddedTemplates {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    /// The expression, without a template in it; `nil` if one stands within another, if a statement stands in it, or if a
    /// text or template is not closed.
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
            } else if isAt("{{") {
                guard let text = operand(behind: &expression) else { return nil }
                expression.append(contentsOf: text.unicodeScalars)
            } else if isAt("{%") || isAt("{#") {
                return nil
            } else {
                expression.append(scalar)
                index += 1
            }
        }
        return String(expression)
    }

    /// What a template outside of texts stands for. Beside letters it is part of a name, behind a dot a key; where it is
    /// asked whether it is defined, it names what is asked for.
    private mutating func operand(behind expression: inout String.UnicodeScalarView) -> String? {
        var parts = Self.literals(Self.takeName(from: &expression))
        let isKey = expression.last == "."
        var lone: String?
        while index < scalars.count {
            if isAt("{{") {
                guard let inner = template() else { return nil }
                lone = parts.isEmpty ? inner : nil
                parts.append(Self.textOf(inner))
            } else if scalars[index].isPartOfName {
                parts += Self.literals(
                    String(String.UnicodeScalarView(scalars[index...].prefix(while: \.isPartOfName))))
                index = scalars[index...].firstIndex { !$0.isPartOfName } ?? scalars.count
                lone = nil
            } else {
                break
            }
        }
        let name = parts.joined(separator: " ~ ")
        if isKey {
            expression.removeLast()
            return "[\(name)]"
        }
        guard let lone, !isAskedForDefinition else { return "vars[\(name)]" }
        return "((\(lone)) | \(Self.reading))"
    }

    /// The filter that makes a value of a template's text.
    static let reading = "__literal__"

    /// Whether `is defined` or the like stands here.
    private var isAskedForDefinition: Bool {
        let words = String(String.UnicodeScalarView(scalars[index...])).split(whereSeparator: \.isWhitespace).prefix(3)
        guard words.first == "is" else { return false }
        return words.dropFirst().contains { ["defined", "undefined"].contains($0.prefix(while: \.isLetter)) }
    }

    /// Letters right before a template, which belong to the same name.
    private static func takeName(from expression: inout String.UnicodeScalarView) -> String {
        var name = String.UnicodeScalarView()
        while let last = expression.last, last.isPartOfName {
            name.insert(expression.removeLast(), at: name.startIndex)
        }
        return String(name)
    }

    private static func literals(_ name: String) -> [String] { name.isEmpty ? [] : ["'\(name)'"] }

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

extension Unicode.Scalar {
    fileprivate var isPartOfName: Bool { self == "_" || properties.isAlphabetic || properties.numericType != nil }
}
