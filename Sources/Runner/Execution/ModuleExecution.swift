import Connection
import ModuleKit
import Transport
import Values

/// Carries out one module on one host: asks, decides, changes only what differs, and tells the result.
struct ModuleExecution {
    let module: any BoundModule
    let link: HostLink
    let settings: TaskSettings
    let lookAhead: LookAhead
    /// Whether steps may be taken again after contact was lost: once.
    private(set) var mayRepeat = true
    /// How often it is decided anew because another has changed what was to be replaced.
    private(set) var decisionsLeft = 50

    init(module: any BoundModule, link: HostLink, settings: TaskSettings, lookAhead: LookAhead) {
        self.module = module
        self.link = link
        self.settings = settings
        self.lookAhead = lookAhead
    }

    func perform() async -> TaskResult {
        do {
            return try await settled()
        } catch let failure as ModuleFailure {
            return failure.isNotKnownYet && settings.isCheckMode ? await undecided(failure.message) : .failed(failure)
        } catch let error as ConnectionError {
            // Whom the task becomes may be an account that an earlier task would have made.
            if case .become = error, settings.isCheckMode, await link.hasForecast {
                return await undecided(error.explanation)
            }
            return .unreachable(error)
        } catch {
            return TaskResult(evaluating: error, on: execution.host.name)
        }
    }

    private func settled() async throws -> TaskResult {
        if let terms = settings.async { return try await JobExecution(execution: self, terms: terms).perform() }
        guard !settings.isCheckMode else { return try await forecast(decide()) }
        if let result = try await resultAhead() { return result }
        return try await applyQueued(decide())
    }

    var execution: TaskExecution { lookAhead.execution }

    func decide() async throws -> Decision {
        try await settings.driver(of: module, keeping: execution.run.secrets).decide(asking: answers(to:)) {
            asked, step in
            do {
                return try await execution.run.withFacts(step)
            } catch let failure as ModuleFailure {
                guard let asked else { throw failure }
                throw await judged(failure, behind: asked)
            }
        }.decision
    }

    func answers(to queries: [Query]) async throws(ConnectionError) -> Answers {
        let asked = queries.map(settings.adapted)
        let ahead = { lookAhead.queries($0, beside: asked) }
        guard settings.isCheckMode else {
            return try await link.ask(asked, ahead: ahead, via: settings.route).renamed(asked, as: queries)
        }
        return try await link.forecast(queries, asking: asked, ahead: ahead, via: settings.route)
    }

    /// Takes the steps when no other task of the run writes the same files; one that had to wait decides again.
    func applyQueued(_ decision: Decision) async throws -> TaskResult {
        let files = settings.route.files(of: decision.steps)
        guard !files.isEmpty else { return try await apply(decision) }
        let waited = await execution.run.writeQueue.take(files)
        defer { execution.run.writeQueue.leave(files) }
        guard waited else { return try await apply(decision) }
        await link.noteForeignChange()
        return try await apply(decide())
    }

    /// Takes the steps; if contact is lost meanwhile, looks at what they left rather than guessing.
    func apply(_ decision: Decision) async throws -> TaskResult {
        let steps = decision.steps.map(settings.adapted)
        guard !steps.isEmpty || !decision.controllerWrites.isEmpty else {
            return try result(decision, after: nil, outcomes: [])
        }
        let recheck = decision.recheck.map(settings.adapted)
        let (ahead, covered) = await speculate(decision, steps)
        do {
            let (outcomes, answers) = try await link.take(
                steps + ahead.flatMap(\.steps), settling: 1 + covered,
                touching: decision.changes.flatMap(\.footprints) + ahead.flatMap(\.touching),
                about: recheck + ahead.flatMap(\.recheck),
                ahead: { lookAhead.queries($0, behind: covered) }, via: settings.route)
            keep(ahead, outcomes[...], behind: steps.count, answers)
            if let failure = outcomes.prefix(steps.count).firstFailure {
                guard failure.isForAnother else { throw ModuleFailure(failure, asRoot: settings.route.isRoot) }
                return try await decideAgain(behind: outcomes.prefix(steps.count), failure)
            }
            for write in decision.controllerWrites { try ControllerWriter.write(write) }
            return try result(
                decision, after: answers.renamed(recheck, as: decision.recheck),
                outcomes: Array(outcomes.prefix(steps.count)))
        } catch ConnectionError.lost(let reason) where mayRepeat {
            remember(ahead)
            return await settle(decision, lost: reason)
        } catch ConnectionError.lost(let reason) {
            remember(ahead)
            return .unknown(reason)
        }
    }

    /// Another has changed what was to be replaced, or is about to: the host is asked again.
    private func decideAgain(behind outcomes: ArraySlice<StepOutcome>, _ failure: StepFailure) async throws
        -> TaskResult
    {
        var again = self
        again.decisionsLeft -= 1
        guard again.decisionsLeft > 0 else { throw ModuleFailure(failure, asRoot: settings.route.isRoot) }
        // Two who were equally quick should not be so again.
        try? await Task.sleep(for: .milliseconds(Int.random(in: 0..<40)))
        var result = try await again.apply(decide())
        if result.outcome == .ok, outcomes.contains(where: { !$0.stopsTheRest }) { result.tellsChange() }
        return result
    }

    /// After a lost connection: the host is asked again. If nothing is left to change, the steps were taken; if
    /// something is, they are taken again where that does no harm; otherwise nobody knows.
    private func settle(_ before: Decision, lost reason: String) async -> TaskResult {
        guard !before.recheck.isEmpty, let decision = try? await decide(),
            decision.changes.isEmpty || decision.steps.allSatisfy(\.isRepeatable)
        else { return .unknown(reason) }
        var again = self
        again.mayRepeat = false
        do {
            var result = try await again.apply(decision)
            guard !result.isFailure else { return result }
            result.tellsLate()
            return result
        } catch let failure as ModuleFailure {
            return .failed(failure)
        } catch {
            return .unknown(reason)
        }
    }

    func result(_ decision: Decision, after answers: Answers?, outcomes: [StepOutcome]) throws(ModuleFailure)
        -> TaskResult
    {
        var own = try decision.result(after: answers, outcomes: outcomes, checkMode: settings.isCheckMode)
        own.warnings +=
            decision.madePrivate.map(Self.ofPrivateFile)
            + decision.leavesNames.filter { path in !outcomes.contains { $0.keeps(path) } }.map(Self.ofOtherNames)
            + outcomes.compactMap(\.lostExtras)
        var result = TaskResult(own)
        if result.outcome == .changed { result.diffs = own.diffs ?? decision.changes.compactMap(\.diff) }
        if settings.showsDiff || module.doc.diffs == .always { result.diffStyle = module.doc.diffs }
        return result
    }

    private static func ofOtherNames(_ path: RemotePath) -> String {
        "\(path) has other hard links, which keep the old contents"
    }

    private static func ofPrivateFile(_ path: RemotePath) -> String {
        "\(path) contains a secret and is new, so it got mode 0600, because no `mode` is given"
    }
}

extension StepFailure {
    /// Whether it was not taken for the sake of another's change, so that deciding again may help.
    var isForAnother: Bool { kind == .superseded || kind == .busy }
}

extension StepOutcome {
    /// Whether a download was not stored there after all, since the file already held the same.
    fileprivate func keeps(_ path: RemotePath) -> Bool {
        guard case .downloaded(let download) = self else { return false }
        return !download.replaced && download.path == path
    }

    fileprivate var lostExtras: String? {
        guard case .written(_, let lost?) = self else { return nil }
        return "some attributes of the old file could not be kept: \(lost)"
    }
}

extension Step {
    /// Whether taking it a second time leads to the same end and nowhere else: what programs and servers do is not
    /// known.
    fileprivate var isRepeatable: Bool {
        switch self {
        case .write, .copy, .remove, .makeDirectory, .link, .setAttributes, .touch, .writeTree, .download, .wait, .job:
            true
        case .run, .writeOutput, .request: false
        }
    }
}

extension TaskResult {
    /// Nobody heard of the steps, and the host is as they leave it.
    mutating func tellsLate() {
        tellsChange()
        warnings.append("contact was lost during this task; a second look shows that the host is in the desired state")
    }

    mutating func tellsChange() {
        outcome = .changed
        changed = true
    }
}

extension ModuleFailure {
    /// A step that failed on the host.
    init(_ failure: StepFailure, asRoot: Bool) {
        let hint = failure.hint(asRoot: asRoot)
        if let output = failure.output {
            self.init(failure.message, output: output, hint: hint)
        } else {
            self.init(failure.message, hint: hint)
        }
    }
}

extension StepFailure {
    /// Where to look; `nil` if the host's words say it all.
    fileprivate func hint(asRoot: Bool) -> String? {
        switch kind {
        case .readOnly: "the file system is mounted read-only: findmnt -T PATH shows it"
        case .permission where asRoot:
            "refused even to root: look for an immutable flag (lsattr), an AppArmor or SELinux policy, "
                + "or a network file system (NFS)"
        default: nil
        }
    }
}
