import Jinja
import Playbook
import Values

/// The keywords of a play that steer its course, rendered once.
struct PlaySettings: Sendable {
    enum Strategy: Sendable { case linear, free }

    var name: String
    var strategy = Strategy.linear
    /// Whether its tasks are only forecast, as far as they do not say.
    var isCheckMode = false
    var forcesHandlers = false
    var anyErrorsFatal = false
    /// Of the hosts of a batch; more failures than this end the play.
    var maxFailPercentage: Double?
    var gathering = Gathering.implicit
    /// The batches of `serial`: counts or percentages, the last one repeated.
    var serial: [Value] = []
    var order = "inventory"

    init(_ play: Play, _ templar: Templar, settings: RunSettings) throws(TemplateError) {
        let keywords = play.keywords
        name = play.name == nil ? Self.name(of: play.hosts.value) : Self.text(of: play.name, templar)
        strategy = Self.strategy(try templar.text(keywords[.strategy]) ?? settings.strategy)
        isCheckMode = try templar.flag(keywords[.checkMode]) ?? settings.checkMode
        forcesHandlers = try templar.flag(keywords[.forceHandlers]) ?? settings.forceHandlers
        anyErrorsFatal = try templar.flag(keywords[.anyErrorsFatal]) ?? settings.anyErrorsFatal
        maxFailPercentage = try templar.number(keywords[.maxFailPercentage])
        gathering = settings.gathering
        if let gathers = try templar.flag(keywords[.gatherFacts]) { gathering = gathering.said(gathers) }
        if let serial = keywords[.serial], let value = try templar.resolve(serial.value) {
            self.serial = value.list ?? [value]
        }
        order = try templar.text(keywords[.order]) ?? "inventory"
    }

    /// A name that tells hosts apart, or cannot be rendered for another reason, stands as written.
    private static func text(of name: KeywordValue?, _ templar: Templar) -> String {
        (try? templar.text(name)) ?? name?.value.text ?? ""
    }

    /// A play without a name is called by its hosts.
    private static func name(of hosts: Value) -> String {
        hosts.list?.compactMap(\.text).joined(separator: ",") ?? hosts.text ?? ""
    }

    /// Strategies that let each host go its own way are alike here; `debug` differs from `linear` only for people.
    private static func strategy(_ name: String) -> Strategy {
        ["free", "host_pinned"].contains(name.split(separator: ".").last ?? "") ? .free : .linear
    }
}

extension PlaySettings {
    /// The hosts in the order asked for, cut into the batches of `serial`.
    func batches(_ hosts: [PlayHost]) -> [[PlayHost]] {
        let ordered = self.ordered(hosts)
        guard !serial.isEmpty else { return [ordered] }
        var batches: [[PlayHost]] = []
        var rest = ordered[...]
        while !rest.isEmpty {
            let size = Self.size(serial[Swift.min(batches.count, serial.count - 1)], of: ordered.count)
            batches.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return batches
    }

    private func ordered(_ hosts: [PlayHost]) -> [PlayHost] {
        switch order {
        case "reverse_inventory": hosts.reversed()
        case "sorted": hosts.sorted { $0.name < $1.name }
        case "reverse_sorted": hosts.sorted { $0.name > $1.name }
        case "shuffle": hosts.shuffled()
        default: hosts
        }
    }

    /// A percentage is of all hosts of the play, at least one; nothing or 0 means all at once.
    private static func size(_ value: Value, of total: Int) -> Int {
        if let text = value.text, text.hasSuffix("%"), let percentage = value.percentage {
            return Swift.max(1, Int(percentage / 100 * Double(total)))
        }
        guard let count = value.wholeNumber, count > 0 else { return Swift.max(1, total) }
        return count
    }
}
