import Jinja
import Playbook
import Values

/// The answers to `vars_prompt`, asked before any host is contacted.
struct PromptedVariables {
    let session: Session
    /// Extra variables: what they give is not asked for.
    let given: Mapping

    init(_ session: Session, given: Mapping) {
        self.session = session
        self.given = given
    }

    func ask(_ playbook: LoadedPlaybook) throws -> Mapping {
        var answers: Mapping = [:]
        for prompt in playbook.plays.flatMap(\.prompts) where answers[prompt.name] == nil && given[prompt.name] == nil {
            let answer = try encrypted(answer(to: prompt), as: prompt)
            if prompt.isPrivate { session.secrets.register(answer) }
            answers[prompt.name] = .string(answer)
        }
        return answers
    }

    /// What is typed, or else the default. Without a terminal, as in a pipeline, what has a default takes it.
    private func answer(to prompt: VariablePrompt) throws -> String {
        let standard = prompt.defaultValue?.value.scalarText
        if let standard, !Prompt.isPossible {
            session.warn([.notAsked(prompt)])
            return standard
        }
        let typed = try typed(question(prompt, standard), prompt)
        return typed.isEmpty ? standard ?? "" : typed
    }

    private func question(_ prompt: VariablePrompt, _ standard: String?) -> String {
        guard let text = prompt.prompt?.value.text else { return "input for \(prompt.name)" }
        return standard.map { "\(text) [\($0)]" } ?? text
    }

    /// With `confirm` it is asked for twice, until both are the same.
    private func typed(_ question: String, _ prompt: VariablePrompt) throws -> String {
        while true {
            let first = try Prompt.ask(question, isSecret: prompt.isPrivate)
            guard prompt.confirms else { return first }
            if try Prompt.ask("confirm \(question)", isSecret: prompt.isPrivate) == first { return first }
            session.terminal.tell("The two answers differ.\n")
        }
    }

    private func encrypted(_ answer: String, as prompt: VariablePrompt) throws -> String {
        guard let method = prompt.encryption else { return answer }
        if prompt.isPrivate { session.secrets.register(answer) }
        return try Templar.passwordHash(of: answer, method: method, salt: prompt.salt, saltSize: prompt.saltSize)
    }
}

extension Diagnostic {
    fileprivate static func notAsked(_ prompt: VariablePrompt) -> Diagnostic {
        Diagnostic(
            "prompt", "no terminal to ask on", severity: .warning,
            detail: "`\(prompt.name)` gets its default.", at: prompt.span)
    }
}
