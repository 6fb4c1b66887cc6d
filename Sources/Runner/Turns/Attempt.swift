import Connection
import Jinja
import ModuleKit
import Playbook
import Values

/// One try of one turn of a task: conditions, arguments, the deed, and its judgement.
struct Attempt: Sendable {
    var report: TaskReport
    /// `nil` if it ended before its keywords were rendered.
    let settings: TurnSettings?
    let effects: [RequestedEffect]

    init(_ report: TaskReport, settings: TurnSettings? = nil, effects: [RequestedEffect] = []) {
        self.report = report
        self.settings = settings
        self.effects = effects
    }

    var isSkipped: Bool { report.result.outcome == .skipped }

    /// The same with the number of tries; a last try that did not meet `until` is a failure.
    func counted(_ tries: Int, exhausted: Bool) -> Attempt {
        var counted = self
        counted.report.result.fields["attempts"] = .int(tries)
        if exhausted {
            counted.report.result.outcome = .failed
            counted.report.result.fields["failed"] = true
        }
        return counted
    }

    static func make(of turn: TaskTurn, local: Mapping) async -> Attempt {
        let templar = turn.templar(local: local)
        do {
            if let unmet = try templar.firstUnmet(turn.task.conditions) {
                let skipped = TaskResult.skipped("Conditional result was False", condition: unmet.shown)
                let settings = try? TurnSettings(turn.task, on: turn.host, in: turn.context, templar)
                return Attempt(turn.report(skipped, settings), settings: settings)
            }
            let settings = try TurnSettings(turn.task, on: turn.host, in: turn.context, templar)
            return await Deed(turn: turn, local: local, templar: templar, settings: settings).attempt()
        } catch {
            return Attempt(turn.report(.failed(ModuleFailure(error)), nil))
        }
    }
}

/// The deed of a task: its arguments bound, its module or action carried out, its result judged.
private struct Deed {
    let turn: TaskTurn
    let local: Mapping
    let templar: Templar
    let settings: TurnSettings

    func attempt() async -> Attempt {
        var (result, effects) = await carryOut()
        result = judged(result)
        remember(result)
        for effect in effects { take(effect) }
        let requested = effects.map { RequestedEffect(effect: $0, local: local, host: turn.host) }
        return Attempt(turn.report(result, settings), settings: settings, effects: requested)
    }

    private func carryOut() async -> (TaskResult, [RunEffect]) {
        do {
            switch try Binder(turn: turn, templar: templar).bind() {
            case .module(let module):
                let moduleTurn = ModuleTurn(
                    module: module, link: turn.context.run.links[settings.delegate ?? turn.host.name],
                    settings: settings, lookAhead: LookAhead(turn: turn, local: local))
                return (await moduleTurn.perform(), [])
            case .action(let action, let actionTurn):
                let done = try await action.run(actionTurn(settings.isCheckMode))
                return (TaskResult(done), done.effects)
            }
        } catch let failure as ModuleFailure {
            return (.failed(failure), [])
        } catch let error as TemplateError {
            return (.failed(ModuleFailure(error)), [])
        } catch let diagnostics as Diagnostics {
            return (.failed(diagnostics), [])
        } catch {
            return (.failed(ModuleFailure("\(error)")), [])
        }
    }

    /// `changed_when` and `failed_when` have the last word on a result that came from the host.
    private func judged(_ result: TaskResult) -> TaskResult {
        guard result.outcome != .skipped, result.outcome != .unreachable, result.outcome != .unknown else { return result }
        do {
            return try Judgement(turn.task).judge(result) { result in
                turn.templar(local: local.merging(turn.registered(result)))
            }
        } catch {
            return .failed(ModuleFailure(error))
        }
    }

    /// Facts that a module brings belong to the host, or with `delegate_facts` to the delegate.
    private func remember(_ result: TaskResult) {
        guard turn.task.action.shortName != "set_fact", turn.task.action.shortName != "include_vars",
            case .map(let facts) = result.fields["ansible_facts"], !result.isFailure
        else { return }
        turn.context.run.hosts.change(owner) { $0.facts = $0.facts.merging(facts) }
    }

    /// Effects on variables are taken at once, so that the next turn of a loop sees them.
    private func take(_ effect: RunEffect) {
        let hosts = turn.context.run.hosts
        switch effect {
        case .setFacts(let facts, let cacheable):
            hosts.change(owner) { variables in
                variables.set.merge(facts)
                if cacheable { variables.facts = variables.facts.merging(facts) }
            }
        case .includeVariables(let variables): hosts.change(owner) { $0.included.merge(variables) }
        default: break
        }
    }

    private var owner: String {
        settings.delegatesFacts ? settings.delegate ?? turn.host.name : turn.host.name
    }
}

extension TaskResult {
    fileprivate init(_ done: ActionResult) {
        var fields = done.fields
        fields["changed"] = .bool(done.changed)
        fields["failed"] = false
        if done.skipReason != nil { fields["skipped"] = true }
        self.init(
            done.skipReason != nil ? .skipped : done.changed ? .changed : .ok, fields: fields,
            skipReason: done.skipReason, showsFields: done.showsFields)
    }
}
