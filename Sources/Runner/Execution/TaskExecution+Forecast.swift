import Jinja
import ModuleKit
import Playbook
import Values

// What a run of check mode cannot tell.
extension TaskExecution {
    /// A template of the task could not be rendered: it fails, or in a check is not known if what it reads is not.
    func unrendered(
        _ error: any Error, _ templar: Templar, local: Mapping, _ settings: TaskSettings? = nil
    ) async -> Attempt {
        guard run.settings.checkMode, let unknown = error as? TemplateError, unknown.kind == .notKnownYet else {
            return Attempt(of: self, broken: error, settings)
        }
        return await undecided(ModuleFailure(unknown).message, templar, local: local)
    }

    /// It is not known whether the task is done, or with what.
    func undecided(_ reason: String, _ templar: Templar, local: Mapping) async -> Attempt {
        let settings = try? TaskSettings(task, on: host, in: context, templar, local: local)
        let effects = await leaveOut(templar, settings)
        let requests = effects.compactMap { effect in
            var request = TaskRequest(effect, local: local)
            request?.doubt = reason
            return request
        }
        var attempt = Attempt(report(.undecided(reason), settings), settings: settings, requests: requests)
        attempt.iterationsDone = [local]
        return attempt
    }

    /// A condition does not hold. If that is so only because this is a check, the task is left out.
    func skipped(for unmet: Condition, _ templar: Templar, local: Mapping) async -> Attempt {
        let settings = try? TaskSettings(task, on: host, in: context, templar, local: local)
        let skipped = TaskResult.skipped("\(MatchedPhrase.conditionFalse)", condition: unmet.shown)
        var attempt = Attempt(report(skipped, settings), settings: settings)
        guard run.settings.checkMode, mayBeDoneWithoutCheck(local: local) else { return attempt }
        if task.isDynamicInclude {
            return await undecided("it is skipped only because this is check mode", templar, local: local)
        }
        _ = await leaveOut(templar, settings)
        attempt.report.result.isLeftOut = true
        attempt.report.result.fields = skipped.fields.partlyKnown
        attempt.iterationsDone = [local]
        return attempt
    }

    /// Whether the conditions hold, or may hold, in a run that changes hosts.
    private func mayBeDoneWithoutCheck(local: Mapping) -> Bool {
        var templar = templar(local: local.merging(["ansible_check_mode": false]))
        templar.context.settings.doubtsSkips = true
        do {
            return try templar.firstUnmet(task.conditions) == nil
        } catch {
            return error.kind == .notKnownYet
        }
    }

    /// Later tasks take into account that this one may be done, or not.
    ///
    /// - Returns: What tasks it brings.
    private func leaveOut(_ templar: Templar, _ settings: TaskSettings?) async -> [RunEffect] {
        let link = run.links[settings?.delegate ?? host.name]
        guard let call = try? Binder(execution: self, templar: templar, isGuess: true).bind() else {
            if task.setsFacts { forgetFacts() } else { await link.leaveOut(touching: [.everything]) }
            return []
        }
        switch call {
        case .module(let module, _):
            await link.leaveOut(touching: task.changesNothing ? [] : module.touches)
            if !task.changesNothing { run.files.leaveOut(module, via: settings?.route) }
            forget(facts: module.facts, of: settings)
        case .action(let action, let actionContext) where task.isDynamicInclude:
            guard let settings else { return [] }
            return (try? await action.run(actionContext(settings)))?.effects ?? []
        case .action: if task.setsFacts { forgetFacts() }
        }
        return []
    }

    /// What a module would tell of its host is not known.
    func forget(facts names: [String], of settings: TaskSettings?) {
        guard !names.isEmpty else { return }
        let unknown = Mapping(names.map { (Value.string($0), Value.unknown) })
        for owner in [settings?.factsOwner(host.name) ?? host.name] + sharing.map(\.name) {
            run.hosts.change(owner) { $0.facts = $0.facts.merging(unknown) }
        }
    }

    /// What `set_fact` would set is not known.
    private func forgetFacts() {
        let names = task.action.arguments(freeFormAs: nil).map(\.name).filter { $0 != "cacheable" }
        for host in [host] + sharing {
            run.hosts.change(host.name) { variables in for name in names { variables.set[name] = .unknown } }
        }
    }
}

extension Task {
    /// Whether the user says that it changes nothing.
    var changesNothing: Bool {
        changedWhen.contains { if case .constant(false, _) = $0 { true } else { false } }
    }

    fileprivate var setsFacts: Bool { action.traits.contains(.setsFacts) }
}

extension TaskResult {
    /// A check asks once and does not wait.
    static let notAwaited = undecided("the condition of `until` is not met yet")
}
