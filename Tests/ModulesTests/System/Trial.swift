import ModuleKit
import ModuleTesting
import Testing
import Values

/// One task tried against stated answers: what it asks, decides and returns, without a host.
struct Trial {
    let decision: Decision
    let rounds: Int

    /// - Parameters:
    ///   - arguments: A mapping in YAML.
    ///   - answers: Whatever is not among them is answered with "nothing there".
    ///   - programs: What a program prints, by its words in one line; other programs end with 0 and say nothing.
    init<M: Module>(
        _ module: M.Type, _ arguments: String, _ answers: [Query: Answer] = [:],
        programs: ((String) -> CommandOutput)? = nil
    ) throws {
        let entry = ModuleEntry(module)
        let bound = try entry.bind(HostTask(entry.doc.name, arguments).given(), resources: TrialResources(), at: nil)
        var rounds = 0
        let outcome = try DecisionDriver(bound, as: nil).decide { queries in
            rounds += 1
            return Self.answers(to: queries, among: answers, programs)
        }
        decision = outcome.decision
        self.rounds = rounds
    }

    var changed: Bool { decision.changed }
    var steps: [Step] { decision.steps }
    var summaries: [String] { decision.changes.map(\.summary) }

    /// The argument lists of the programs to run, each as one line.
    var commands: [String] {
        steps.compactMap { step in
            guard case .run(let command) = step, case .arguments(let words) = command.form else { return nil }
            return words.joined(separator: " ")
        }
    }

    /// The module's own return values when every step went well, or as the outcomes say.
    func result(
        outcomes: [StepOutcome]? = nil, after: [Query: Answer]? = nil, checkMode: Bool = false
    ) throws -> Mapping {
        try told(outcomes: outcomes, after: after, checkMode: checkMode).fields
    }

    /// All that the module tells then.
    func told(
        outcomes: [StepOutcome]? = nil, after: [Query: Answer]? = nil, checkMode: Bool = false
    ) throws -> ModuleResult {
        let usual = steps.map { _ in StepOutcome.ran(CommandOutput(exitCode: 0)) }
        return try decision.result(
            after: after.map { Self.answers(to: decision.recheck, among: $0) },
            outcomes: checkMode ? [] : outcomes ?? usual, checkMode: checkMode)
    }

    /// The message of the failure that trying the task brings.
    static func failure<M: Module>(
        _ module: M.Type, _ arguments: String, _ answers: [Query: Answer] = [:],
        programs: ((String) -> CommandOutput)? = nil
    ) -> String? {
        do {
            _ = try Trial(module, arguments, answers, programs: programs)
            return nil
        } catch let failure as ModuleFailure {
            return failure.message
        } catch let problems as Diagnostics {
            return problems.all.map { $0.detail ?? $0.summary }.joined(separator: "\n")
        } catch {
            return "\(error)"
        }
    }

    private static func answers(
        to queries: [Query], among known: [Query: Answer], _ programs: ((String) -> CommandOutput)? = nil
    ) -> Answers {
        var answers = Answers()
        for query in queries { answers[query] = known[query] ?? said(query, programs) ?? nothing(for: query) }
        return answers
    }

    private static func said(_ query: Query, _ programs: ((String) -> CommandOutput)?) -> Answer? {
        guard let programs, case .command(let command) = query else { return nil }
        return .command(programs(command.line))
    }

    private static func nothing(for query: Query) -> Answer {
        switch query {
        case .file: .file(nil)
        case .directory: .directory(nil)
        case .account: .account(nil)
        case .group: .group(nil)
        case .package: .package(nil)
        case .service: .service(ServiceState(manager: .systemd, properties: ["LoadState": "not-found"]))
        case .program: .program(nil)
        case .facts: .facts([:])
        case .command: .command(CommandOutput(exitCode: 0))
        }
    }
}

struct TrialEnd: Error {}

private struct TrialResources: ArgumentResources {
    let secrets = SecretRegistry()

    func controllerItem(_ name: String, kind: ResourceKind) throws(ModuleFailure) -> ControllerItem {
        throw ModuleFailure("no files here")
    }

    func renderTemplate(_ name: String, for destination: String, style: TemplateOptions) throws(ModuleFailure)
        -> RenderedText
    {
        throw ModuleFailure("no templates here")
    }
}

extension CommandOutput {
    /// A program that went well and wrote this.
    static func saying(_ text: String, exitCode: Int = 0, errors: String = "") -> CommandOutput {
        CommandOutput(
            exitCode: exitCode, standardOutput: CapturedOutput(Array(text.utf8)),
            standardError: CapturedOutput(Array(errors.utf8)))
    }
}
