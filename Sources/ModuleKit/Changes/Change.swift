import Values

/// One difference between what is and what should be: in words, as a diff, and the steps that remove it.
package struct Change: Sendable {
    /// In a few words: `mode 0644 → 0600`.
    package var summary: String
    package var diff: Diff?
    package var steps: [Step]
    /// Whether taking the steps makes the task `changed`: false for one that only waits or reads.
    package var counts: Bool
    /// Files to be made on the controller, after the steps.
    package var controllerWrites: [ControllerWrite]
    /// For a forecast: what the steps of this change may touch; `nil` leaves it to the steps, of which `.run` may
    /// touch everything.
    package var touches: [Footprint]?
    /// For a forecast: what the host will answer once the steps are taken, where steps alone do not tell.
    package var expects: [Query: Answer]
    /// For a check: why it is not known whether the steps will succeed.
    package var doubt: String?
    /// For a check: the directory in which a program of the steps makes something.
    package var directory: RemotePath?
    /// For a check: how the host itself tells what else will come about.
    package var rehearsal: Rehearsal?

    package init(
        _ summary: String, diff: Diff? = nil, steps: [Step], counts: Bool = true,
        controllerWrites: [ControllerWrite] = [], touches: [Footprint]? = nil, expects: [Query: Answer] = [:],
        directory: RemotePath? = nil, rehearsal: Rehearsal? = nil
    ) {
        self.summary = summary
        self.diff = diff
        self.steps = steps
        self.counts = counts
        self.controllerWrites = controllerWrites
        self.touches = touches
        self.expects = expects
        self.directory = directory
        self.rehearsal = rehearsal
    }
}

/// A simulation by the host's own tool, which only a check asks for: a run will see what comes.
package struct Rehearsal: Sendable {
    package let query: Query
    /// What the host would answer afterwards, by what the tool says.
    package let forecasts: @Sendable (CommandOutput) -> [Query: Answer]

    package init(_ command: Command, forecasts: @escaping @Sendable (CommandOutput) -> [Query: Answer]) {
        query = .command(command)
        self.forecasts = forecasts
    }
}

extension Change {
    /// The same for a forecast: steps that act blindly touch what the module says, if this change does not say it.
    package func forecast(touching footprints: [Footprint]) -> Change {
        var change = self
        // What else starts or stops with a service, nobody says.
        change.touches = (touches ?? footprints).filter { $0 != .services }
        return change
    }

    /// The same with what a rehearsal tells beyond it.
    package func rehearsed(by answer: Answer?) -> Change {
        guard let rehearsal, case .command(let output) = answer else { return self }
        var change = self
        change.expects.merge(rehearsal.forecasts(output)) { own, told in own == .unknown ? told : own }
        return change
    }
}

/// What `--diff` shows of a change.
package enum Diff: Sendable, Hashable {
    /// Contents of a file before and after, with the words for the two headers.
    case contents(before: [UInt8]?, after: [UInt8]?, beforeHeader: String, afterHeader: String)
    /// Properties before and after: `mode`, `owner`, `state` …
    case attributes([Attribute], path: RemotePath)
    /// Text that is shown as it is, made by a tool of the host.
    case prepared(String)

    /// Of what has a value and no path, such as a kernel parameter: `name = value`, with no line for what is not there.
    package static func setting(_ name: String, before: String?, after: String?) -> Diff {
        let line = { (value: String?) in value.map { Array("\(name) = \($0)\n".hostBytes) } }
        return .contents(before: line(before), after: line(after), beforeHeader: "", afterHeader: "")
    }

    package struct Attribute: Sendable, Hashable {
        package var name: String
        package var before: String
        package var after: String

        package init(_ name: String, before: String, after: String) {
            self.name = name
            self.before = before
            self.after = after
        }
    }
}
