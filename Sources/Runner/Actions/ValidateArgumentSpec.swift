import Jinja
import ModuleKit
import Values

/// Fails unless variables are as a specification says; what a role with `meta/argument_specs.yml` begins with.
struct ValidateArgumentSpec: Action {
    static let doc = ModuleDoc(
        "validate_argument_spec", "Fail unless variables match a specification.", checkMode: .runs,
        traits: [.validatesRoles],
        examples: """
            - validate_argument_spec:
                argument_spec:
                  web_port: { type: int, required: true }
                  web_user: { type: str, choices: [www, nginx] }
                provided_arguments: { web_port: "{{ port }}" }
            """)

    @Argument("What each variable must be: type, choices, required, options and so on.") var argumentSpec: Mapping
    @Argument("Values to check instead of the variables with their names.") var providedArguments: Mapping = [:]
    @Argument("What the result says about the origin of the specification.") var validateArgsContext: Mapping = [:]

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        let values = try variables(context).merging(providedArguments)
        let check = ArgumentSpecCheck(argumentSpec, values)
        var fields: Mapping = ["validate_args_context": .map(validateArgsContext)]
        guard check.errors.isEmpty else {
            let lines = check.errors.joined(separator: "\n")
            fields["msg"] = .string("The arguments do not match their specification:\n\(lines)")
            fields["argument_errors"] = .list(check.errors.map(Value.string))
            fields["argument_spec_data"] = .map(argumentSpec)
            return .failed(fields)
        }
        fields["msg"] = "All arguments match their specification"
        return ActionResult(fields: fields)
    }

    /// The variables that the specification names, rendered, as far as there are any.
    private func variables(_ context: ActionContext) throws(ModuleFailure) -> Mapping {
        var values: Mapping = [:]
        for name in argumentSpec.keys {
            guard let text = name.text, case .value(let written) = context.templar.context.scope.lookUp(text) else {
                continue
            }
            do {
                values[name] = try context.templar.resolve(written)
            } catch {
                throw ModuleFailure(error)
            }
        }
        return values
    }
}

extension ActionResult {
    fileprivate static func failed(_ fields: Mapping) -> ActionResult {
        var result = ActionResult(fields: fields)
        result.failed = true
        return result
    }
}
