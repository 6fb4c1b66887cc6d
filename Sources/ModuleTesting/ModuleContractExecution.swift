package import Connection
package import ModuleKit
package import Values

/// One task's execution on a host, as the runner takes it, with everything seen on the way.
package struct ModuleExecution: Sendable {
    package let changes: [Change]
    package let outcomes: [StepOutcome]
    /// Answers to the first round, before and after the steps; in check mode the forecast is after.
    package let before: Answers
    package let after: Answers
    package let recheck: [Query]
    /// What the module told, or why it failed.
    package let result: Result<ModuleResult, ModuleFailure>

    package var steps: [Step] { changes.flatMap(\.steps) }
    package var changed: Bool {
        (try? result.get())?.changed ?? changes.contains(where: \.counts)
    }
    package var told: ModuleResult { (try? result.get()) ?? [:] }
    /// The module's own return values.
    package var keys: Mapping { told.fields }
    package var failure: ModuleFailure? {
        if case .failure(let failure) = result { failure } else { nil }
    }

    /// Binds a module, asks, decides, and unless in check mode takes the steps.
    ///
    /// - Throws: a lost connection.
    package static func take(
        _ entry: ModuleEntry, _ arguments: [(String, Value)], on host: any Connection,
        resources: any ArgumentResources = FakeController(), checkMode: Bool = false
    ) async throws -> ModuleExecution {
        let given = arguments.map { GivenArgument($0.0, $0.1) }
        var forecast = HostForecast()
        do {
            let bound = try entry.bind(given, resources: resources, at: nil)
            let outcome = try await DecisionDriver(bound, as: "root").decide { queries in
                try await answers(to: queries, on: host, &forecast)
            }
            return try await act(outcome.decision, outcome.answers, on: host, &forecast, checkMode: checkMode)
        } catch let mistakes as Diagnostics {
            return ModuleExecution(failed: ModuleFailure(mistakes))
        } catch let failure as ModuleFailure {
            return ModuleExecution(failed: failure)
        }
    }

    private static func answers(
        to queries: [Query], on host: any Connection, _ forecast: inout HostForecast
    ) async throws -> Answers {
        let queries = Array(Set(queries))
        guard !queries.isEmpty else { return Answers() }
        let exchange = try await host.exchange([], then: queries, as: nil)
        for (query, answer) in zip(queries, exchange.answers) { forecast.learn(answer, to: query) }
        return Answers(Dictionary(uniqueKeysWithValues: zip(queries, exchange.answers)))
    }

    private static func act(
        _ decision: Decision, _ answers: Answers, on host: any Connection, _ forecast: inout HostForecast,
        checkMode: Bool
    ) async throws -> ModuleExecution {
        for change in decision.changes { forecast.take(change) }
        var outcomes: [StepOutcome] = []
        var after = decision.changes.isEmpty ? answers : forecast.answers(to: decision.recheck)
        if !checkMode, !decision.steps.isEmpty {
            let exchange = try await host.exchange(decision.steps, then: decision.recheck, as: nil)
            outcomes = exchange.outcomes
            for (query, answer) in zip(decision.recheck, exchange.answers) { after[query] = answer }
        }
        return ModuleExecution(
            changes: decision.changes, outcomes: outcomes, before: answers, after: after, recheck: decision.recheck,
            result: result(of: decision, after, outcomes, checkMode: checkMode))
    }

    private static func result(of decision: Decision, _ after: Answers, _ outcomes: [StepOutcome], checkMode: Bool)
        -> Result<ModuleResult, ModuleFailure>
    {
        for case .failed(let failure) in outcomes {
            return .failure(ModuleFailure(failure.message))
        }
        do throws(ModuleFailure) {
            return .success(try decision.result(after: after, outcomes: outcomes, checkMode: checkMode))
        } catch {
            return .failure(error)
        }
    }
}

extension ModuleExecution {
    private init(failed failure: ModuleFailure) {
        self.init(
            changes: [], outcomes: [], before: Answers(), after: Answers(), recheck: [], result: .failure(failure))
    }
}
