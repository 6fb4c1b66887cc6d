import Values

/// A template ready to be run; kept with its text, which so it does not hold.
final class CompiledTemplate: Sendable {
    let options: TemplateOptions
    let body: [Statement]
    let blocks: [String: BlockNode]
    /// The `{{ … }}` of a template that is nothing else.
    let onlyOutput: OutputNode?
    /// The variable of a template that is `{{ name }}`: its number or boolean is passed on as it is.
    let onlyName: NameNode?
    let mentioned: Set<Symbol>
    let names: NameScope
    /// Whether it may change a list or mapping in place.
    let changesValues: Bool
    /// Line breaks at the end of the text, which the result must have as well.
    let finalLineBreaks: Int

    private init(_ source: TemplateText, options: TemplateOptions, isFile: Bool, hasHeader: Bool) throws(Fault) {
        var options = options
        // Ansible lets Jinja drop the last line break and puts back what is missing at the end.
        options.keepTrailingNewline = false
        let start = hasHeader ? try TemplateHeader.read(source, into: &options) : 0
        let tokens = try Lexer.template(source, options: options, from: start, keepsBackslashes: !isFile)
        var parser = Parser(tokens, source: source)
        let body = try parser.parseTemplate()
        self.options = options
        self.body = body
        blocks = parser.blocks
        mentioned = parser.mentioned
        names = parser.settledNames()
        changesValues = parser.changesValues
        finalLineBreaks = source.text.utf8.reversed().prefix { $0 == .newline }.count
        if body.count == 1, case .output(let output) = body[0] { onlyOutput = output } else { onlyOutput = nil }
        if case .name(let node) = onlyOutput?.expression, Self.isOnlyName(source.text) {
            onlyName = node
        } else {
            onlyName = nil
        }
    }

    /// Whether nothing but blanks stands between the braces and the name, and at most a line break behind: anything
    /// else makes text of the value.
    private static func isOnlyName(_ text: String) -> Bool {
        !text.utf8.contains(UInt8(ascii: "-")) && !text.utf8.contains(UInt8(ascii: "+")) && text.hasPrefix("{{")
            && (text.hasSuffix("}}") || text.hasSuffix("}}\n"))
    }

    /// A value of a playbook or a variables file.
    ///
    /// Ansible trims the line break behind statements here too, and reads backslashes in `{{ … }}` literally.
    static func value(_ source: TemplateText) throws(Fault) -> CompiledTemplate {
        try kept(source, options: TemplateOptions(), isFile: false)
    }

    /// A template file.
    static func file(_ source: TemplateText, options: TemplateOptions) throws(Fault) -> CompiledTemplate {
        try kept(source, options: options, isFile: true)
    }

    /// A template used by another, with that one's options.
    static func included(_ source: TemplateText, options: TemplateOptions) throws(Fault) -> CompiledTemplate {
        try CompiledTemplate(source, options: options, isFile: true, hasHeader: false)
    }

    private struct Kept: Sendable {
        let asked: TemplateOptions
        let template: CompiledTemplate
    }

    private static func kept(
        _ source: TemplateText, options: TemplateOptions, isFile: Bool
    ) throws(Fault) -> CompiledTemplate {
        do {
            let kept = try source.compiled {
                Kept(
                    asked: options,
                    template: try CompiledTemplate(source, options: options, isFile: isFile, hasHeader: isFile))
            }
            if kept.asked == options { return kept.template }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.syntax, "template cannot be parsed", "\(error)", at: source.span)
        }
        return try CompiledTemplate(source, options: options, isFile: isFile, hasHeader: isFile)
    }
}

/// A bare expression ready to be run; kept with its text, as templates are.
final class CompiledExpression: Sendable {
    let expression: Expression
    let mentioned: Set<Symbol>
    let names: NameScope
    let changesValues: Bool

    private init(_ source: TemplateText) throws(Fault) {
        var parser = Parser(try Lexer.expression(source), source: source)
        expression = try parser.parseWholeExpression()
        mentioned = parser.mentioned
        names = parser.settledNames()
        changesValues = parser.changesValues
    }

    static func of(_ source: TemplateText) throws(Fault) -> CompiledExpression {
        do {
            return try source.compiled { try CompiledExpression(source) }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.syntax, "expression cannot be parsed", "\(error)", at: source.span)
        }
    }
}
