import Runner

/// The recap: one line for each host, then how long it took and what it cost, and what check mode foretells.
struct RecapText {
    let theme: Theme
    let verbosity: Int

    func text(_ summary: RunSummary, banner: String) -> String {
        var text = banner
        for (name, tally) in summary.hosts.sorted(by: { $0.name < $1.name }) {
            text += line(name.harmless, tally) + "\n"
        }
        if verbosity >= 1 { text += "\n" + costs(summary) }
        return text + "\n"
    }

    private func line(_ name: String, _ tally: RunSummary.Tally) -> String {
        let host = padded(name, tone(tally))
        var counts = [
            count("ok", tally.ok, .ok), count("changed", tally.changed, .changed),
            count("unreachable", tally.unreachable, .unreachable), count("failed", tally.failed, .failed),
            count("skipped", tally.skipped, .skipped), count("rescued", tally.rescued, .ok),
            count("ignored", tally.ignored, .warning),
        ]
        let unknown = tally.unknown + tally.forecast.unknown
        if unknown > 0 { counts.append(count("unknown", unknown, tally.unknown > 0 ? .unreachable : .warning)) }
        return "\(host) : \(counts.joined(separator: " "))"
    }

    /// What a run of check mode foretells, in words.
    func forecast(_ summary: RunSummary, banner: String) -> String {
        let lines = summary.hosts.sorted(by: { $0.name < $1.name }).map { name, tally in
            let forecast = tally.forecast
            var words = [
                theme.paint("\(forecast.wouldChange) would change", .changed),
                theme.paint("\(forecast.same) same", .ok), theme.paint("\(forecast.unknown) unknown", .warning),
            ]
            if forecast.leftOut > 0 { words.append(theme.paint("\(forecast.leftOut) left out", .skipped)) }
            return padded(name.harmless, forecast.wouldChange > 0 ? .changed : .ok) + " : "
                + words.joined(separator: ", ") + "\n"
        }
        return banner + lines.joined() + "\n"
    }

    private func padded(_ name: String, _ tone: Theme.Tone) -> String {
        theme.paint(name, tone) + String(repeating: " ", count: Swift.max(0, 26 - name.count))
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

    private func costs(_ summary: RunSummary) -> String {
        let exchanges = summary.tasks.map(\.exchanges).reduce(0, +)
        let queries = summary.hosts.map(\.tally.queries).reduce(0, +)
        let tenths = Int((summary.duration * 10).rounded())
        let tasks = summary.tasks.map { task in
            let count = String(task.exchanges)
            return String(repeating: " ", count: Swift.max(0, 5 - count.count))
                + "\(count)  \(task.header.title.harmless)\n"
        }
        return "\(tenths / 10).\(tenths % 10) s, \(exchanges) exchanges, \(queries) questions\n" + tasks.joined()
    }
}
