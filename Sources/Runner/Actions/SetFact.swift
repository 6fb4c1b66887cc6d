import Jinja
import ModuleKit
import Values

/// Sets variables of the host for the rest of the run.
struct SetFact: Action {
    static let doc = ModuleDoc(
        "set_fact", "Set host variables for the rest of the run.", checkMode: .runs, traits: [.setsFacts],
        freeForm: "_raw_params",
        examples: """
            - set_fact:
                release: "{{ version | default('1.0') }}"
                cacheable: true
            """)

    @Argument("Whether they also become facts of the host.") var cacheable: Bool = false
    @ExtraArguments("Names and values.") var facts: Mapping

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        let facts = try rendered(context)
        guard !facts.isEmpty else { throw ModuleFailure("set_fact needs at least one name and value") }
        for name in facts.keys where !(name.text?.isVariableName ?? false) { throw .noVariableName(name) }
        var result = ActionResult(effects: [.setFacts(facts, cacheable: cacheable)])
        result.facts = facts
        return result
    }

    /// Names may be templates, where they are written as such and not brought by data.
    private func rendered(_ context: ActionContext) throws(ModuleFailure) -> Mapping {
        var rendered: Mapping = [:]
        for (name, value) in facts {
            let written = context.given.first { $0.name == name.text && TemplateText.hasMarkers($0.name) }
            rendered[try written.map { written throws(ModuleFailure) in try self.name(written, context) } ?? name] =
                context.templar.context.settings.native ? value : value.asWordOfTruth
        }
        return rendered
    }

    private func name(_ written: GivenArgument, _ context: ActionContext) throws(ModuleFailure) -> Value {
        guard let span = written.nameSpan ?? context.span else { return .string(written.name) }
        do {
            let template = TemplateText(written.name, at: span, layout: .flow(offset: 0))
            return .string(try context.templar.resolveText(.template(template)))
        } catch {
            throw ModuleFailure(error)
        }
    }
}

extension ModuleFailure {
    static func noVariableName(_ name: Value) -> ModuleFailure {
        ModuleFailure(
            "\(name.text ?? "a key") cannot be used as a variable name",
            hint: "use letters, digits and underscores, beginning with a letter")
    }
}

extension Value {
    /// A text that reads as true or false becomes that, as in Ansible whoever wrote or rendered it. A text within a list
    /// or mapping stays one. Ansible's `set_fact` does so with these four words alone.
    fileprivate var asWordOfTruth: Value {
        guard let text, ["yes", "no", "true", "false"].contains(text.lowercased()) else { return self }
        return text.boolean.map(Value.bool) ?? self
    }
}
