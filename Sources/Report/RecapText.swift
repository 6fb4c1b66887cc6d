import Runner

/// The recap: one line for each host, then how long it took and what it cost, and what check mode forecasts.
struct RecapText {
    let theme: Theme
    /// Whether handlers are counted of which check mode does not know whether they are notified.
    var tellsDoubts = true

    func text(_ summary: RunSummary, banner: String) -> String {
        banner + lines(summary).map { $0 + "\n" }.joined() + "\n"
    }

    /// The hosts in the order of their names, as Ansible has them.
    func lines(_ summary: RunSummary, without left: Set<String> = []) -> [String] {
        summary.hosts.sorted { $0.name < $1.name }.map { line($0.name.harmlessName, $0.tally, left) }
    }

    private func line(_ name: String, _ tally: RunSummary.Tally, _ left: Set<String>) -> String {
        let unknown =
            tally.unknown + tally.forecast.unknown - (tellsDoubts ? 0 : tally.forecast.doubtedHandlers)
        let counts: [(String, Int, Theme.Tone)] = [
            ("ok", tally.ok, .ok), ("changed", tally.changed, .changed),
            ("unreachable", tally.unreachable, .unreachable), ("failed", tally.failed, .failed),
            ("skipped", tally.skipped, .skipped), ("rescued", tally.rescued, .ok), ("ignored", tally.ignored, .warning),
            ("unknown", unknown, tally.unknown > 0 ? .unreachable : .warning),
        ]
        let shown = counts.filter { !left.contains($0.0) && ($0.0 != "unknown" || $0.1 > 0) }
        let numbers = shown.map { count($0.0, $0.1, $0.2) }.joined(separator: " ")
        return "\(padded(name, tone(tally))) : \(numbers)"
    }

    /// What a run of check mode forecasts, in words.
    func forecast(_ summary: RunSummary, banner: String) -> String {
        let lines = summary.hosts.sorted(by: { $0.name < $1.name }).map { name, tally in
            let forecast = tally.forecast
            var words = [
                theme.paint("\(forecast.wouldChange) would change", .changed),
                theme.paint("\(forecast.same) same", .ok), theme.paint("\(forecast.unknown) unknown", .warning),
            ]
            if forecast.leftOut > 0 { words.append(theme.paint("\(forecast.leftOut) left out", .skipped)) }
            return padded(name.harmlessName, forecast.wouldChange > 0 ? .changed : .ok) + " : "
                + words.joined(separator: ", ") + "\n"
        }
        return banner + lines.joined() + "\n"
    }

    private func padded(_ name: String, _ tone: Theme.Tone) -> String {
        theme.paint(name, tone) + String(repeating: " ", count: Swift.max(0, 26 - name.unicodeScalars.count))
    }

    private func count(_ name: String, _ number: Int, _ tone: Theme.Tone) -> String {
        let digits = String(number)
        let text = "\(name)=\(digits)" + String(repeating: " ", count: Swift.max(0, 4 - digits.count))
        return number > 0 ? theme.paint(text, tone) : text
    }

    private func tone(_ tally: RunSummary.Tally) -> Theme.Tone {
        if tally.failed + tally.unreachable + tally.unknown > 0 { return .failed }
        return tally.changed > 0 ? .changed : .ok
    }

    /// How long the run took, and which tasks took how many round trips.
    func costs(_ summary: RunSummary) -> String {
        let exchanges = summary.tasks.map(\.exchanges).reduce(0, +)
        let queries = summary.hosts.map(\.tally.queries).reduce(0, +)
        let tasks = summary.tasks.map { task in
            let count = String(task.exchanges)
            return String(repeating: " ", count: Swift.max(0, 5 - count.count))
                + "\(count)  \(task.header.title.harmlessName)\n"
        }
        return "\(Seconds.text(summary.duration)), \(exchanges) exchanges, \(queries) questions\n" + tasks.joined()
    }
}

/// Durations as people read them.
enum Seconds {
    /// `12.3 s`.
    static func text(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
