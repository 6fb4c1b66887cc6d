import Connection
import ModuleKit
import Playbook
import Values

/// Decides which executions after the present one are speculated: their steps go along in the same exchange, so that a
/// first run of many small changes takes a few round trips.
///
/// Nobody who watches can tell: the report, its order and the host in the end are those of a run without it. So an
/// execution is speculated only if
///
/// - it is as certain as in check mode: its arguments are bound, its conditions hold, its answers are known or follow from
///   the steps before it (``HostForecast``), and nothing in between sets a variable that it might read;
/// - whatever ends the play for this host before it is a step of the same exchange, which stops the rest;
/// - no other host can see it: with several hosts in the batch, only files of the host's own and accounts.
struct WriteAhead {
    /// Executions speculated along with one.
    private static let limit = 200
    /// An execution with more questions is taken alone: each step is forecast against each answer.
    private static let largestExecution = 100

    private let execution: TaskExecution
    private let route: Route
    private let known: Answers
    private let sharesFiles: Bool
    private var hostForecast: HostForecast
    private var paths: TouchedPaths
    private var rechecks: [Query] = []
    private(set) var executions: [SpeculatedExecution] = []
    /// Executions behind the present one that are taken with it, or will be skipped.
    private(set) var covered = 0

    /// - Parameters:
    ///   - known: What the host has answered and is still true.
    ///   - sharesFiles: Whether other hosts may see files of this one.
    init(behind execution: TaskExecution, via route: Route, known: Answers, sharesFiles: Bool) {
        self.execution = execution
        self.route = route
        self.known = known
        self.sharesFiles = sharesFiles
        hostForecast = HostForecast(maker: route.fileMaker)
        paths = TouchedPaths(folders: Folders(known))
    }

    /// - Parameter decision: That of the present execution, about to be applied.
    mutating func speculate(behind decision: Decision, asked: [Query]) {
        guard mayLead, decision.controllerWrites.isEmpty, asked.count <= Self.largestExecution else { return }
        let following = UpcomingExecutions(execution: execution).next(Self.limit)
        guard !following.isEmpty else { return }
        for query in asked { if let answer = known[query] { hostForecast.learn(answer, to: query) } }
        rechecks = asked
        guard take(decision.changes) else { return }
        var previous = execution.task
        for next in following {
            guard case .execution(let ahead, let local) = next, ahead.task.mayFollow(previous), speculate(ahead, local)
            else { return }
            previous = ahead.task
        }
    }

    /// Whether anything may be taken behind the present execution at all.
    private var mayLead: Bool {
        execution.run.settings.looksAhead && !execution.run.settings.anyErrorsFatal
            && execution.context.playSettings.maxFailPercentage == nil
            && execution.sharing.isEmpty
            && !execution.host.change { $0.isLeaving } && execution.isModule && execution.task.letsFollow
    }

    /// - Returns: Whether executions behind this one may be forecast.
    private mutating func speculate(_ ahead: TaskExecution, _ local: Mapping) -> Bool {
        guard ahead.isModule, ahead.task.mayGoAhead else { return false }
        // What reads facts that are still to be asked for cannot be told.
        let (fate, isKnown) = FactNeeds.wereMet { forecast(ahead, local) }
        guard isKnown, let fate else { return false }
        switch fate {
        case .skipped:
            covered += 1
            return true
        case .decided(let decision, let answers, let settings):
            return take(decision, answers, of: ahead, settings)
        }
    }

    private enum Fate {
        case skipped
        case decided(Decision, Answers, TaskSettings)
    }

    /// What will become of an execution; `nil` if that cannot be told.
    private mutating func forecast(_ ahead: TaskExecution, _ local: Mapping) -> Fate? {
        let templar = ahead.templar(local: local, allowsEffects: false)
        guard let shouldRun = ahead.shouldRun(templar), ahead.pending?.wasRead != true else { return nil }
        guard shouldRun else { return .skipped }
        guard
            let settings = try? TaskSettings(ahead.task, on: ahead.host, in: ahead.context, templar, local: local),
            settings.delegate == nil, settings.route == route, !settings.isCheckMode,
            !ahead.run.settings.keepsApart(settings),
            case .module(let module, _)? = try? Binder(execution: ahead, templar: templar).bind(),
            ahead.pending?.wasRead != true, let (decision, answers) = decision(of: module, settings)
        else { return nil }
        return .decided(decision, answers, settings)
    }

    /// Asks and decides as the execution will, from what is known and what the steps so far tell.
    private mutating func decision(of module: any BoundModule, _ settings: TaskSettings) -> (Decision, Answers)? {
        guard let told = decide(module, settings, varied: false) else { return nil }
        guard told.isUnsure else { return (told.decision, told.answers) }
        // Owner or mode of something made before are the host's choice: they must not matter.
        guard let other = decide(module, settings, varied: true), !told.decision.steps.isEmpty,
            other.decision.steps == told.decision.steps
        else { return nil }
        return (told.decision, told.answers)
    }

    private mutating func decide(_ module: any BoundModule, _ settings: TaskSettings, varied: Bool)
        -> PredictedDecision?
    {
        var all = Answers()
        var isUnsure = false
        let decision = settings.decision(of: module, keeping: execution.run.secrets) { queries in
            guard all.count + queries.count <= Self.largestExecution,
                let answers = forecast(queries, varied: varied, &isUnsure)
            else { return nil }
            all.merge(answers)
            return answers
        }
        return decision.map { PredictedDecision(decision: $0, answers: all, isUnsure: isUnsure) }
    }

    private mutating func forecast(_ queries: [Query], varied: Bool, _ isUnsure: inout Bool) -> Answers? {
        var answers = Answers()
        for query in queries {
            guard let answer = known[query], !paths.mayObscure(query) else { return nil }
            var forecast = hostForecast.learn(answer, to: query)
            guard forecast != .unknown, !hostForecast.doubts(query) else { return nil }
            if paths.isUnsure(query) {
                isUnsure = true
                if varied { forecast = forecast.varied }
            }
            answers[query] = forecast
        }
        return answers
    }

    private mutating func take(
        _ decision: Decision, _ answers: Answers, of ahead: TaskExecution, _ settings: TaskSettings
    ) -> Bool {
        guard decision.controllerWrites.isEmpty, decision.changes.allSatisfy(isUnseen) else { return false }
        let steps = decision.steps.map(settings.adapted)
        let recheck = steps.isEmpty ? [] : decision.recheck.map(settings.adapted)
        let before = hostForecast
        let leadsOn = take(decision.changes)
        // The results of earlier executions are read after all steps: this one must leave them alone.
        guard !rechecks.contains(where: { before[$0] != hostForecast[$0] }) else { return false }
        rechecks += recheck
        covered += 1
        executions.append(
            SpeculatedExecution(
                key: ahead.key, answers: answers, steps: steps,
                touching: decision.changes.flatMap(\.footprints), recheck: recheck, changed: decision.changed,
                decided: execution.run.now()))
        return leadsOn && ahead.task.letsFollow && !bringsFacts(decision)
    }

    /// - Returns: Whether what the host is like afterwards is known well enough to go on.
    private mutating func take(_ changes: [Change]) -> Bool {
        for change in changes {
            hostForecast.take(change)
            guard paths.note(change) else { return false }
        }
        return true
    }

    /// An execution that changes nothing may still bring facts, which later executions may read.
    private func bringsFacts(_ decision: Decision) -> Bool {
        guard decision.steps.isEmpty else { return false }
        let result = try? decision.result(after: nil, outcomes: [], checkMode: false)
        return result.map { $0.facts != nil } ?? true
    }

    /// Whether no other host of the batch can tell when the change is made.
    private func isUnseen(_ change: Change) -> Bool {
        guard execution.context.batch.count > 1, execution.context.playSettings.strategy == .linear else { return true }
        return change.footprints.allSatisfy { $0.staysOnHost(sharesFiles: sharesFiles) }
    }
}

/// What an execution is forecast to decide.
private struct PredictedDecision {
    let decision: Decision
    let answers: Answers
    /// Whether some of the answers tell an owner, group or mode that only the host knows.
    let isUnsure: Bool
}

extension Answer {
    /// A file with another owner, group and mode.
    fileprivate var varied: Answer {
        guard case .file(var file?) = self else { return self }
        file.mode = ~file.mode & 0o7777
        (file.userID, file.groupID) = (RemoteFile.unknownID, RemoteFile.unknownID)
        (file.user, file.group) = (nil, nil)
        return .file(file)
    }
}

extension Task {
    /// Whether it may be speculated, as far as its keywords tell.
    fileprivate var mayGoAhead: Bool {
        let refused: [Keyword] = [.runOnce, .throttle, .async, .anyErrorsFatal, .delegateTo]
        return refused.allSatisfy { setting($0).map { $0.value.boolean == false } ?? true }
            && !action.traits.contains(.isUnpredictable) && setting(.retries) == nil && until.isEmpty
            && (loop?.control.pause == nil && loop?.control.breakWhen.isEmpty != false)
    }

    /// Whether executions behind one of it may be taken with that: it does not judge the result itself, and nothing that is
    /// rendered only then can fail it.
    fileprivate var letsFollow: Bool {
        mayGoAhead && failedWhen.isEmpty && notify.allSatisfy { !$0.value.isDynamic }
            && changedWhen.allSatisfy { if case .constant = $0 { true } else { false } }
    }

    /// Whether it does not read the other's result: nobody does without `register`, and of the iterations of one loop it is
    /// watched (``TaskExecution/pending``).
    fileprivate func mayFollow(_ other: Task) -> Bool { id == other.id || other.register == nil }
}
