import Connection
import Jinja
import ModuleKit
import Playbook
import Values

/// One try of one execution of a task: conditions, arguments, the module or action, and the judgement of its result.
struct Attempt: Sendable {
    var report: TaskReport
    /// `nil` if it ended before its keywords were rendered.
    let settings: TaskSettings?
    var requests: [TaskRequest]
    /// The variables of the executions that were carried out, for what each notifies.
    var iterationsDone: [Mapping] = []
    /// Whether a template of the task itself could not be rendered: then a loop ends with it, as in Ansible.
    var isBroken = false

    init(_ report: TaskReport, settings: TaskSettings? = nil, requests: [TaskRequest] = []) {
        self.report = report
        self.settings = settings
        self.requests = requests
    }

    /// A template of the task could not be rendered.
    init(of execution: TaskExecution, broken error: any Error, _ settings: TaskSettings? = nil) {
        self.init(
            execution.report(TaskResult(evaluating: error, on: execution.host.name), settings), settings: settings)
        isBroken = true
    }

    /// Whether nothing was done that could be judged or tried again.
    var isSkipped: Bool { [.skipped, .undecided].contains(report.result.outcome) }

    /// The last try did not meet `until`: a failure, unless `failed_when` has said otherwise. As in Ansible the result
    /// counts the tries after the first.
    func exhausted(after tries: Int) -> Attempt {
        var exhausted = self
        exhausted.report.result.isExhausted = true
        exhausted.report.result.fields["attempts"] = .int(tries - 1)
        guard report.result.fields["failed_when_result"] == nil else { return exhausted }
        exhausted.report.result.outcome = .failed
        exhausted.report.isIgnored = settings?.ignoresErrors ?? false
        return exhausted
    }

    /// - Parameter number: Which try of the execution it is, counted from 1.
    static func make(of execution: TaskExecution, number: Int, local: Mapping) async -> Attempt {
        let templar = execution.templar(local: local)
        do {
            if let unmet = try await execution.run.withFacts({ try templar.firstUnmet(execution.task.askedConditions) })
            {
                return await execution.skipped(for: unmet, templar, local: local)
            }
            if let doubt = execution.host.doubt { return await execution.undecided(doubt, templar, local: local) }
            let settings = try await execution.run.withFacts {
                try TaskSettings(execution.task, on: execution.host, in: execution.context, templar, local: local)
            }
            return await AttemptExecution(
                execution: execution, number: number, local: local, templar: templar, settings: settings
            ).attempt()
        } catch {
            return await execution.unrendered(error, templar, local: local)
        }
    }
}

/// What an attempt does once its conditions hold: binds the arguments, carries out the module or action, and applies
/// `changed_when` and `failed_when`.
private struct AttemptExecution {
    let execution: TaskExecution
    let number: Int
    let local: Mapping
    let templar: Templar
    let settings: TaskSettings

    func attempt() async -> Attempt {
        let call: Binder.Call
        do {
            call = try await Binder(execution: execution, templar: templar).bind(settings)
        } catch let error where error is TemplateError || error is FactsUnavailable {
            // Nothing was done, so there is nothing that `failed_when` could judge.
            return await execution.unrendered(error, templar, local: local, settings)
        } catch let failure as ModuleFailure where failure.isNotKnownYet {
            return await execution.undecided(failure.message, templar, local: local)
        } catch {
            return finished(await judged(.failed(ModuleFailure(wrapping: error))), [])
        }
        let start = ContinuousClock.now
        var (result, effects) = await carryOut(call)
        if let limit = settings.timeout, result.isFailure, .now - start >= .seconds(limit) { result.tellTimeout(limit) }
        return finished(await judged(result), effects, bringsFacts: call.traits.contains(.bringsFacts))
    }

    private func carryOut(_ call: Binder.Call) async -> (TaskResult, [RunEffect]) {
        switch call {
        case .module(let module, let arguments):
            let moduleExecution = ModuleExecution(
                module: module, link: execution.run.links[settings.delegate ?? execution.host.name], settings: settings,
                lookAhead: LookAhead(execution: execution, local: local))
            var result = await ShellTrace.$isHidden.withValue(settings.isHidden) {
                await withinTimeout { await moduleExecution.perform() }
            }
            // A module that was found knows best which of its arguments are secret.
            if result.fields["invocation"] == nil { result.fields["invocation"] = ["module_args": .map(arguments)] }
            return (result, [])
        case .action(let action, let actionContext):
            do {
                try refuseAsync(action)
                let bound = actionContext(settings)
                var done = try await execution.run.withFacts { try await action.run(bound) }
                try await EffectTaker(execution: execution, owner: owner).take(&done)
                return (TaskResult(done), done.effects)
            } catch let failure as ModuleFailure where failure.isNotKnownYet && execution.run.settings.checkMode {
                return (.undecided(failure.message), [])
            } catch {
                return (TaskResult(evaluating: error, on: execution.host.name), [])
            }
        }
    }

    /// A program whose time is over is ended on the host. What hangs otherwise, as on a disk that does not answer, is given
    /// up a little later, and the connection with it.
    private func withinTimeout(_ work: @escaping @Sendable () async -> TaskResult) async -> TaskResult {
        guard let limit = settings.timeout, settings.async == nil else { return await work() }
        return await withTaskGroup(of: TaskResult?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await ContinuousClock().sleep(for: .seconds(limit + 5))
                return nil
            }
            var result: TaskResult?
            while result == nil, let next = await group.next() {
                result = next
                group.cancelAll()
            }
            return result ?? .unknown("no answer")
        }
    }

    /// What is done on the controller cannot go on on a host.
    private func refuseAsync(_ action: any Action) throws(ModuleFailure) {
        let doc = type(of: action).doc
        guard settings.async != nil, doc.traits.isDisjoint(with: [.includes, .controlsRun]) else { return }
        throw ModuleFailure("This action (\(doc.name)) \(MatchedPhrase.noAsync)")
    }

    /// `changed_when` and `failed_when` have the last word on a result that came from the host.
    private func judged(_ result: TaskResult) async -> TaskResult {
        var result = result
        if settings.tries > 1 { result.fields["attempts"] = .int(number) }
        guard [.ok, .changed, .failed].contains(result.outcome) else { return result }
        do {
            return try await execution.run.withFacts { [result] in
                ResultConditions(execution.task).apply(to: result) {
                    execution.templar(local: local.merging(execution.registered($0)))
                }
            }
        } catch {
            return TaskResult(evaluating: error, on: execution.host.name)
        }
    }

    private func finished(_ result: TaskResult, _ effects: [RunEffect], bringsFacts: Bool = false) -> Attempt {
        if bringsFacts { remember(result) }
        let requests = result.isFailure ? [] : effects.compactMap { TaskRequest($0, local: local) }
        var attempt = Attempt(execution.report(result, settings), settings: settings, requests: requests)
        attempt.iterationsDone = [local]
        return attempt
    }

    /// Facts that a module brings belong to the host, or with `delegate_facts` to the delegate.
    private func remember(_ result: TaskResult) {
        guard let facts = result.facts, !result.isFailure else { return }
        for name in [owner] + execution.sharing.map(\.name) {
            execution.run.hosts.add(facts, to: name)
        }
    }

    private var owner: String { settings.factsOwner(execution.host.name) }
}

extension TaskResult {
    /// It failed for taking longer than the task's `timeout`, in seconds.
    fileprivate mutating func tellTimeout(_ limit: Double) {
        outcome = .failed
        let period = Value.double(limit).wholeNumber.map(Value.int) ?? .double(limit)
        fields["timedout"] = ["period": period]
        fields["msg"] = .string("the task exceeded its timeout of \(period.scalarText ?? "") s and was stopped")
    }

    fileprivate init(_ done: ActionResult) {
        if let whole = done.whole {
            self = whole
            return
        }
        let outcome: Outcome = done.failed ? .failed : done.skipReason != nil ? .skipped : done.changed ? .changed : .ok
        self.init(
            outcome, fields: done.fields, skipReason: done.skipReason, showsFields: done.showsFields,
            warnings: done.warnings)
        changed = done.changed
        facts = done.facts
        isSecret = done.isSecret
    }
}
