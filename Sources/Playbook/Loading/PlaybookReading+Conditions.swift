import Jinja
import Values

/// Reading `when`, `until`, `changed_when`, `failed_when` and `break_when`.
extension PlaybookReading {
    mutating func conditions(_ written: KeywordValue?) -> [Condition] {
        var conditions: [Condition] = []
        for item in written?.items ?? [] {
            if let condition = condition(item) { conditions.append(condition) }
        }
        return conditions
    }

    private mutating func condition(_ item: KeywordValue) -> Condition? {
        switch item.value {
        case .bool(let flag): return .constant(flag, item.span)
        case .int(let number): return .constant(number != 0, item.span)
        case .null, .string(""): return nil
        case .string:
            let expression = TemplateText(literal: item.node)
            keywordFaults += Templar.check(expression: expression)
            return .expression(expression)
        case .template(let template): return rendered(template)
        case .big, .double, .sealed, .list, .map:
            problems.add(.notACondition(item))
            return nil
        }
    }

    /// `when: "{{ x }}"` is accepted with a warning, and so is a template inside an expression, which is then a part of
    /// it: what a host answered is never read as code.
    private mutating func rendered(_ template: TemplateText) -> Condition? {
        guard let inner = template.soleExpression else { return embedded(template) }
        keywordFaults += Templar.check(template)
        problems.add(.bracesAroundCondition(template, inner: inner))
        return .template(template)
    }

    /// `os == "{{ wanted }}"`: a template in the condition. One with statements is rendered, and must give yes or no.
    private mutating func embedded(_ template: TemplateText) -> Condition? {
        problems.add(.bracesInCondition(template))
        guard let text = EmbeddedTemplates.expression(for: template.text) else {
            keywordFaults += Templar.check(template)
            return .template(template)
        }
        let expression = TemplateText(text, expressionAt: template.span)
        keywordFaults += Templar.check(expression: expression)
        return .expression(expression)
    }
}

extension TemplateText {
    /// The text of a scalar without markers, such as an expression, with the place where its first letter stands.
    convenience init(literal node: Node) {
        let start = node.span.file.line(node.span.line)?.unicodeScalars.dropFirst(node.span.column - 1).first
        let text = node.text ?? ""
        switch start {
        case "|", ">": self.init(text, at: node.span, layout: .block(indent: node.blockIndent))
        case "'" where !text.hasPrefix("'"), "\"" where !text.hasPrefix("\""):
            self.init(text, at: node.span, layout: .flow(offset: 1))
        default: self.init(text, at: node.span, layout: .flow(offset: 0))
        }
    }

    /// The expression, if the text is `{{ expression }}` and nothing else.
    var soleExpression: String? {
        let trimmed = text.trimmed
        guard trimmed.hasPrefix("{{"), trimmed.hasSuffix("}}"), trimmed.utf8.count >= 4 else { return nil }
        let inner = trimmed.dropFirst(2).dropLast(2)
        guard !TemplateText.hasMarkers(String(inner)), !inner.contains("}}") else { return nil }
        return inner.trimmed
    }
}

extension Node {
    /// How far the first line of a block scalar is indented.
    fileprivate var blockIndent: Int {
        span.file.line(span.line + 1)?.unicodeScalars.prefix { $0 == " " }.count ?? 0
    }
}

// What is said about conditions.
extension Diagnostic {
    fileprivate static func notACondition(_ item: KeywordValue) -> Diagnostic {
        Diagnostic(
            "condition", "not a condition",
            detail:
                "A condition is an expression, such as `count > 3`, or a boolean; this is \(item.value.kindInWords).",
            at: item.span, help: item.value.map == nil ? nil : "put the expression in quotes if it contains `: `")
    }

    fileprivate static func bracesInCondition(_ template: TemplateText) -> Diagnostic {
        Diagnostic(
            "condition", "braces in a condition", severity: .warning,
            detail:
                "A condition is already an expression. The template is taken as a part of it, and its result is treated as "
                + "data, not as code.", at: template.span, help: "write the variable name without braces")
    }

    fileprivate static func bracesAroundCondition(_ template: TemplateText, inner: String) -> Diagnostic {
        Diagnostic(
            "condition", "condition in braces", severity: .warning,
            detail: "A condition is already an expression, so the braces are not needed.", at: template.span,
            help: "write: \(inner)")
    }
}
