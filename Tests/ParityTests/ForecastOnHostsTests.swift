import Foundation
import Testing

/// The forecast of a check against the run that follows, on a real host: nothing that is forecast comes out otherwise,
/// and how much is not known is told.
@Suite(
    .enabled(if: Checkout.hasLab, "scripts/test starts hosts"), .serialized, .hosts(("forecast", .plain)),
    .timeLimit(.minutes(30)))
struct ForecastOnHostsTests {

    /// How many random playbooks: few in each run of the tests, hundreds by hand.
    private static let count = Checkout.environment["SWIFTPLAY_FORECASTS"].flatMap { Int($0) } ?? 12

    @Test func `predictions for random playbooks come true`() async throws {
        var share = UnknownShare()
        for seed in 1...Self.count {
            let playbook = RandomHostPlaybook(seed: seed)
            let project = try Project(playbook.files)
            defer { project.remove() }
            let trial = try await ForecastTrial("site.yml", in: project.path)
            share.add(trial)
            #expect(trial.contradictions == [], "seed \(seed)\n\(playbook.files["site.yml"] ?? "")")
        }
        print("forecast of \(Self.count) random playbooks: \(share)")
    }

    /// On a host as it comes, and again when all is done.
    @Test(
        .enabled(if: Checkout.hasService, "scripts/test builds the service"),
        arguments: ["playbooks/prod.yml", "playbooks/dev.yml", "Tests/ParityTests/playbook.yml"])
    func `predictions for stories come true`(playbook: String) async throws {
        for isFirst in [true, false] {
            let trial = try await ForecastTrial(playbook, in: Checkout.path, ["first_run": isFirst])
            #expect(trial.contradictions == [])
            var share = UnknownShare()
            share.add(trial)
            print("forecast of \(playbook)\(isFirst ? "" : ", again"): \(share)")
        }
    }
}

/// One playbook checked and then run on the same host.
private struct ForecastTrial {
    struct Outcome {
        let word: String
        /// Whether a check left the task out.
        let isLeftOut: Bool
    }

    let forecast: [String: Outcome]
    let run: [String: Outcome]

    init(_ playbook: String, in directory: String, _ extra: [String: Bool] = [:]) async throws {
        let inventory = try TestInventory(["prod": ["server": "forecast"], "dev": ["server": "forecast"]])
        let scratch = try Scratch.make("forecast")
        defer {
            inventory.remove()
            try? FileManager.default.removeItem(at: scratch)
        }
        let variables = extra.map { "\"\($0)\": \($1)" } + ["\"scratch\": \"\(scratch.path)\""]
        let command = ["run", playbook, "-i", inventory.path, "-e", "{\(variables.joined(separator: ", "))}"]
        forecast = try await Self.outcomes(of: command + ["--check"], in: directory, scratch)
        run = try await Self.outcomes(of: command, in: directory, scratch)
    }

    private static func outcomes(of command: [String], in directory: String, _ scratch: URL) async throws
        -> [String: Outcome]
    {
        let events = scratch.appending(path: "events").path
        let finished = try await Swiftplay.start(command + ["--events", events], in: directory).finish(within: 300)
        try #require([0, 2].contains(finished.code), "\(finished.all)")
        var outcomes: [String: Outcome] = [:]
        for line in try String(contentsOfFile: events, encoding: .utf8).split(separator: "\n") {
            guard let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                event["event"] as? String == "task_finished", let task = event["task"] as? String,
                let word = event["outcome"] as? String
            else { continue }
            outcomes[task] = Outcome(word: word, isLeftOut: event["left_out"] as? Bool ?? false)
        }
        return outcomes
    }

    /// What was forecast and came out otherwise, and what came without being forecast.
    var contradictions: [String] {
        run.keys.sorted().compactMap { name in
            guard let came = run[name], isContradicted(forecast[name], by: came.word) else { return nil }
            return "\(name): \(forecast[name]?.word ?? "not forecast"), came \(came.word)"
        }
    }

    private func isContradicted(_ forecast: Outcome?, by came: String) -> Bool {
        switch forecast?.word {
        case nil: came == "changed"
        case "ok": came == "changed" || came == "failed"
        // A program that would be run may fail.
        case "changed": came != "changed" && !(came == "failed" && forecast?.isLeftOut == true)
        case "failed": came != "failed"
        case "skipped": came == "changed" && forecast?.isLeftOut == false
        default: false
        }
    }
}

/// How many tasks were forecast, and how many of them are not known.
private struct UnknownShare: CustomStringConvertible {
    private var (tasks, unknown, leftOut) = (0, 0, 0)

    mutating func add(_ trial: ForecastTrial) {
        tasks += trial.forecast.count
        unknown += trial.forecast.values.count { $0.word == "undecided" }
        leftOut += trial.forecast.values.count { $0.word == "skipped" && $0.isLeftOut }
    }

    var description: String { "\(tasks) tasks, \(unknown * 100 / max(1, tasks)) % unknown, \(leftOut) left out" }
}
