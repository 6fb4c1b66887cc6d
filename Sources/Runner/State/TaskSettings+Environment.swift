import ModuleKit
import Values

/// What `environment`, `timeout` and `diff` of a task mean for what it does and asks.
extension TaskSettings {
    func adapted(_ step: Step) -> Step {
        switch step {
        case .run(let command): return .run(adapted(command))
        case .writeOutput(let command, let target): return .writeOutput(of: adapted(command), to: target)
        case .wait(var condition):
            guard let timeout else { return step }
            condition.timeout = Swift.min(condition.timeout, timeout)
            return .wait(condition)
        default: return step
        }
    }

    func adapted(_ query: Query) -> Query {
        switch query {
        case .command(let command): .command(adapted(command))
        case .file(let path, let interest) where showsDiff && interest.contentsUpTo == nil && !interest.digests.isEmpty:
            .file(path, interest.withContents)
        default: query
        }
    }

    private func adapted(_ command: Command) -> Command {
        guard !environment.isEmpty || timeout != nil else { return command }
        var adapted = command
        // The module's own variables win over the task's.
        let own = Set(command.environment.map(\.name))
        let added = environment.compactMap { entry -> EnvironmentVariable? in
            guard let name = entry.key.text, !own.contains(name) else { return nil }
            return EnvironmentVariable(name, entry.value.scalarText ?? "")
        }
        adapted.environment = added + command.environment
        adapted.timeout = command.timeout ?? timeout
        return adapted
    }
}

extension FileInterest {
    /// Modules ask for digests where these do; a diff needs what is in the file, if that is small enough to be shown.
    fileprivate var withContents: FileInterest {
        FileInterest(follow: follow, digests: digests, contentsUpTo: 1 << 20)
    }
}
