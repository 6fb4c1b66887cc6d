package import Values

extension Templar {
    /// What is wrong with a template without rendering it: its syntax, and filters and tests that do not exist.
    package static func check(_ template: TemplateText) -> [Diagnostic] {
        TemplateCheck.problems(in: template, as: .template)
    }

    /// ``check(_:)`` for the text of a bare expression, such as a `when`.
    package static func check(expression: TemplateText) -> [Diagnostic] {
        TemplateCheck.problems(in: expression, as: .expression)
    }

    /// ``check(_:)`` for a template that is a file, with the settings in its first line.
    package static func check(templateFile file: TemplateText) -> [Diagnostic] {
        TemplateCheck.problems(in: file, as: .file)
    }

    /// Whether there is a lookup of this name, as in `with_NAME`.
    package static func check(lookup name: String, at span: SourceSpan) -> [Diagnostic] {
        do throws(Fault) {
            _ = try Lookup.named(name)
            return []
        } catch {
            var problem = error.diagnostic
            problem.span = span
            return [problem]
        }
    }

    /// The variables a value's templates mention at any depth, whether or not they will be reached.
    ///
    /// Text with no markers mentions nothing; names a template sets itself are not among them.
    package static func mentionedNames(in value: Value) -> Set<String> {
        switch value {
        case .template(let template): TemplateCheck.names(in: template, as: .template)
        case .list(let items): items.reduce(into: []) { $0.formUnion(mentionedNames(in: $1)) }
        case .map(let mapping): mapping.reduce(into: []) { $0.formUnion(mentionedNames(in: $1.value)) }
        default: []
        }
    }

    /// The variables a bare expression mentions.
    package static func mentionedNames(inExpression expression: TemplateText) -> Set<String> {
        TemplateCheck.names(in: expression, as: .expression)
    }
}

extension Templar {
    /// The hash that the filter `password_hash` makes.
    ///
    /// - Parameters:
    ///   - method: `sha512` and the like, or as `vars_prompt` has it `sha512_crypt`.
    ///   - salt: Random letters if `nil`, of which there are `saltSize`.
    package static func passwordHash(of password: String, method: String, salt: String?, saltSize: Int?)
        throws(Diagnostic) -> String
    {
        do {
            return try PasswordHash.make(password, method: method, salt: salt, saltSize: saltSize, rounds: nil)
        } catch {
            throw error.diagnostic
        }
    }
}

extension TemplateText {
    /// An expression whose place may be unknown, for messages that quote it all the same.
    package convenience init(_ text: String, expressionAt span: SourceSpan?) {
        let span = span ?? SourceSpan(SourceFile(path: "<expression>", text: text), line: 1, column: 1)
        self.init(text, at: span, layout: .flow(offset: 0))
    }
}

extension Templar {
    /// What templates may call, by name, in sorted order.
    package static let filterNames: [String] = Filter.names
    package static let testNames: [String] = Test.names
    package static let lookupNames: [String] = Lookup.names
}
