import ModuleTesting
import Modules
import Runner
import Testing
import Values

/// The forecast of a check against the run that follows, on random playbooks: nothing that is forecast comes out
/// otherwise, and how much is not known is told.
@Suite struct ForecastTests {
    private static let count = 300

    @Test func `predictions for random playbooks come true in the run that follows`() async throws {
        var (told, unknown, leftOut) = (0, 0, 0)
        for seed in 1...Self.count {
            let trial = try await ForecastTrial.run(RandomPlaybook(seed: seed))
            told += trial.forecast.count
            unknown += trial.forecast.values.count { $0.outcome == .undecided }
            leftOut += trial.forecast.values.count { $0.isLeftOut && $0.outcome == .skipped }
            #expect(trial.contradictions == [], "seed \(seed)\n\(trial.text)")
        }
        print(
            "forecast: \(told) tasks of \(Self.count) playbooks, \(unknown * 100 / told) % unknown, \(leftOut) left out"
        )
        #expect(unknown * 100 / told < 40)
    }
}

/// One playbook checked and then run on the same host.
private struct ForecastTrial {
    let text: String
    let forecast: [String: TaskResult]
    let run: [String: TaskResult]

    static func run(_ playbook: RandomPlaybook) async throws -> ForecastTrial {
        var stage = Stage(files: RandomPlaybook.files, inventory: "web1\n")
        stage.hosts = FakeHosts(world: { playbook.world })
        stage.catalogue = .standard
        stage.settings.checkMode = true
        let forecast = try await stage.play(playbook.text)
        stage.settings.checkMode = false
        let run = try await stage.play(playbook.text)
        return ForecastTrial(text: playbook.text, forecast: forecast.results, run: run.results)
    }

    /// What was forecast and came out otherwise, and what came without being forecast.
    var contradictions: [String] {
        run.keys.sorted().compactMap { name in
            guard let came = run[name] else { return nil }
            return isContradicted(forecast[name], by: came)
                ? "\(name): \(forecast[name].map { "\($0.outcome)" } ?? "not forecast"), came \(came.outcome)" : nil
        }
    }

    private func isContradicted(_ forecast: TaskResult?, by came: TaskResult) -> Bool {
        guard let forecast else { return came.outcome == .changed }
        return switch forecast.outcome {
        case .ok: came.outcome == .changed
        case .changed: came.outcome != .changed
        case .failed: came.outcome != .failed
        case .skipped: came.outcome == .changed && !forecast.isLeftOut
        case .undecided, .unreachable, .unknown: false
        }
    }
}

extension Performance {
    /// By the names of the tasks.
    fileprivate var results: [String: TaskResult] {
        Dictionary(reports.map { ($0.header.name, $0.result) }, uniquingKeysWith: { $1 })
    }
}
