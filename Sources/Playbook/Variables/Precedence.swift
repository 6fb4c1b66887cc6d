import ModuleKit
import Values

/// The order of all layers for one task on one host: Ansible's twenty-two levels of precedence in one place.
///
/// Source: Ansible's page "Using variables" and the behaviour of ansible-core 2.18, which the tests compare with.
struct Precedence {
    let run: RunVariables
    let play: PlayVariables?
    let host: HostVariables?
    let task: Task?

    func stack() -> VariableStack {
        var stack = VariableStack(mergesMappings: run.mergesMappings)
        pushDefaults(on: &stack)
        pushHost(on: &stack)
        for layer in play?.layers ?? [] { stack.push(layer) }
        pushTask(on: &stack)
        pushRun(on: &stack)
        stack.push(.extraVariables, "extra vars", run.extra)
        return stack
    }

    private func pushDefaults(on stack: inout VariableStack) {
        for layer in play?.defaults ?? [] { stack.push(layer) }
        guard let task, let use = task.role else { return }
        for dependency in use.allDependencies { stack.push(dependency.layers.defaults) }
        for role in task.enclosure.roles.reversed() { stack.push(role.layers.defaults) }
    }

    private func pushHost(on stack: inout VariableStack) {
        guard let host else { return }
        for layer in host.inventory { stack.push(layer) }
        stack.push(.inventory, "the inventory", host.identity)
        stack.push(.facts, "facts", host.facts.variables)
    }

    private func pushTask(on stack: inout VariableStack) {
        guard let task else { return }
        pushRoleVariables(of: task, on: &stack)
        let around = task.enclosure.chain.reversed().compactMap { enclosure -> VariableLayer? in
            switch enclosure.kind {
            case .play, .role: nil
            case .block, .imported: VariableLayer(.blockVariables, "vars of the block", enclosure.keywords.variables)
            case .included: VariableLayer(.blockVariables, "vars of the include", enclosure.givenVariables)
            }
        }
        stack.push(joined: around + [VariableLayer(.taskVariables, "vars of the task", task.keywords.variables)])
    }

    private func pushRoleVariables(of task: Task, on stack: inout VariableStack) {
        guard let use = task.role else { return }
        for parent in task.enclosure.roles.dropFirst().reversed() {
            stack.push(parent.layers.entry)
            stack.push(parent.layers.variables)
        }
        for layer in use.exportedLayers { stack.push(layer) }
        stack.push(use.layers.entry)
    }

    /// What tasks set in the run, and what is handed to roles and includes.
    private func pushRun(on stack: inout VariableStack) {
        if let host {
            stack.push(.includedVariables, "include_vars", host.included)
            stack.push(.setFacts, "set_fact or register", host.set)
        }
        guard let task else { return }
        for role in task.enclosure.roles.reversed() { stack.push(role.layers.parameters) }
        var includes = task.enclosure.chain.reversed().compactMap { enclosure -> Mapping? in
            if case .included = enclosure.kind { enclosure.givenVariables } else { nil }
        }
        if task.isDynamicInclude { includes.append(task.keywords.variables) }
        stack.push(joined: includes.map { VariableLayer(.includeParameters, "vars of the include", $0) })
    }
}

extension TaskParent {
    /// What an include hands on: its `vars`, and over them its loop's variables.
    fileprivate var givenVariables: Mapping { keywords.variables.merging(parameters) }
}

extension Task {
    /// Whether the task is replaced in the run by the tasks of a file or role.
    package var isDynamicInclude: Bool {
        !action.traits.isDisjoint(with: .includes)
    }
}
