import Jinja
import ModuleKit
import Values

/// Shows a text or a variable.
struct Debug: Action {
    static let doc = ModuleDoc(
        "debug", "Show a message or a variable.", checkMode: .runs, traits: [.showsMessageOnly],
        examples: """
            - debug:
                msg: "{{ inventory_hostname }} listens on port {{ port | default(80) }}"
            - debug: { var: ansible_facts.distribution, verbosity: 1 }
            """)

    @Argument("Message or data to show.") var msg: Value = .string("\(MatchedPhrase.hello)")
    @Argument("An expression to show with its value.") var `var`: Value?
    @Argument("Show only at this verbosity (-v is 1) or above.") var verbosity: Int = 0

    static let rules: [ArgumentRule] = [.exclusive("msg", "var")]

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        guard verbosity <= context.verbosity else {
            return ActionResult(fields: ["skipped_reason": .string(unmet)], skipReason: unmet)
        }
        guard let `var` else { return ActionResult(fields: ["msg": msg], showsFields: true) }
        return ActionResult(fields: try shown(`var`, context), showsFields: true)
    }

    private var unmet: String { "\(MatchedPhrase.hidden)" }

    /// The expression as it was written is the key; an undefined one is shown as such rather than failing.
    private func shown(_ variable: Value, _ context: ActionContext) throws(ModuleFailure) -> Mapping {
        guard let expression = variable.text else { return [variable.kindInWords: variable] }
        guard isCode(expression, context), let span = context.span else { return Mapping([(expression, variable)]) }
        // As a template, because a template's result has the types that Ansible gives it.
        let template = TemplateText("{{ \(expression) }}", at: span, layout: .flow(offset: 0))
        do {
            return Mapping([(expression, try context.templar.resolve(.template(template)) ?? .null)])
        } catch  where error.kind == .undefined {
            return Mapping([(expression, .string("\(MatchedPhrase.undefinedVariable)"))])
        } catch {
            throw ModuleFailure(error)
        }
    }

    /// What a template gave is data, which may come from a host: as code it can only name a variable.
    private func isCode(_ expression: String, _ context: ActionContext) -> Bool {
        let isWritten = context.given.last { $0.name == "var" }?.value.isDynamic == false
        return isWritten
            || expression.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || "0123456789_.[]'\"".unicodeScalars.contains(scalar))
            }
    }
}
