import ModuleKit
import Values

/// What `environment` and `timeout` of a task mean for the programs it runs.
extension TurnSettings {
    func adapted(_ step: Step) -> Step {
        guard case .run(let command) = step else { return step }
        return .run(adapted(command))
    }

    func adapted(_ query: Query) -> Query {
        guard case .command(let command) = query else { return query }
        return .command(adapted(command))
    }

    private func adapted(_ command: Command) -> Command {
        guard !environment.isEmpty || timeout != nil else { return command }
        var adapted = command
        // The module's own variables win over the task's.
        let own = Set(command.environment.map(\.name))
        let added = environment.compactMap { entry -> EnvironmentVariable? in
            guard let name = entry.key.text, !own.contains(name) else { return nil }
            return EnvironmentVariable(name, entry.value.environmentText)
        }
        adapted.environment = added + command.environment
        adapted.timeout = command.timeout ?? timeout
        return adapted
    }
}

extension Value {
    /// As the value of an environment variable: Python's text of numbers and booleans.
    fileprivate var environmentText: String {
        switch self {
        case .string(let text): text
        case .int(let integer): String(integer)
        case .double(let double): double.description
        case .bool(let flag): flag ? "True" : "False"
        default: ""
        }
    }
}
