import ModuleKit
import Values

/// Waits for a time, or for a person.
struct Pause: Action {
    static let doc = ModuleDoc(
        "pause", "Wait for some time, or until a person presses Return.",
        checkMode: .runs, traits: [.bypassesHostLoop, .isInteractive, .endsLookAhead, .hasArgumentSpec],
        differences: """
            `start` and `stop` are in UTC.
            """,
        examples: """
            - pause: { seconds: 5 }
            - pause: { prompt: Look at the page now }
            """)

    @Argument("Whole minutes to wait.") var minutes: WholeTime?
    @Argument("Whole seconds to wait, at least one.") var seconds: WholeTime?
    @Argument("The prompt to show.") var prompt: String?
    @Argument("Whether the input is shown.") var echo: Bool = true

    static let rules: [ArgumentRule] = [.exclusive("minutes", "seconds")]

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        let start = context.now()
        let wait = (seconds?.count ?? minutes.map { $0.count * 60 }).map { max(1, $0) }
        let pausing = Pausing(
            person: context.person, pause: self, seconds: wait, limit: context.contact.settings.timeout,
            title: context.title)
        let (input, warnings) = try await pausing.perform()
        var result = ActionResult(fields: fields(from: start, to: context.now(), input: input))
        result.warnings = warnings
        return result
    }

    private func fields(from start: Double, to stop: Double, input: String) -> Mapping {
        let passed = seconds == nil ? (stop - start) / 60 : stop - start
        let shown = (passed * 100).rounded() / 100
        return [
            "rc": 0, "stderr": "", "start": .string(PythonTime.timestamp(start)),
            "stop": .string(PythonTime.timestamp(stop)), "delta": .int(Int(stop - start)), "echo": .bool(echo),
            "stdout": .string("\(MatchedPhrase.paused) \(shown) \(seconds == nil ? "minutes" : "seconds")"),
            "user_input": .string(input),
        ]
    }
}

/// One pause, with what is said and typed.
private struct Pausing {
    let person: Person
    let pause: Pause
    let seconds: Int?
    /// Seconds that the task may take.
    let limit: Double?
    /// Of the task.
    let title: String

    /// - Returns: What was typed.
    func perform() async throws(ModuleFailure) -> (input: String, warnings: [String]) {
        if let seconds { announce(seconds) }
        guard let keys = person.keys else { return ("", try await waitAlone()) }
        if seconds == nil || pause.prompt != nil { person.tell(question) }
        var wait = KeyWait(seconds: time, echoes: seconds == nil && pause.echo)
        // Within a time of its own nothing that is typed ends a pause.
        if seconds != nil { wait.ending = nil }
        switch await keys(wait) {
        case .typed(let text): return (text, [])
        case .over: return ("", try stopped())
        case .interrupted: return (try await decision(keys), [])
        }
    }

    /// How long it lasts.
    private var time: Double? { [seconds.map { Double($0) }, limit].compactMap(\.self).min() }

    private var hidden: String { pause.echo ? "" : " (output is hidden)" }

    private var question: String {
        let words = pause.prompt.flatMap { $0.isEmpty ? nil : $0 } ?? "\(MatchedPhrase.pressEnter)"
        return "[\(title)]\n\(words)\(hidden):"
    }

    private func announce(_ seconds: Int) {
        person.tell("\(MatchedPhrase.pausing) \(seconds) seconds\(hidden)")
        if person.keys != nil { person.tell("\(MatchedPhrase.pauseKeys)") }
    }

    private func waitAlone() async throws(ModuleFailure) -> [String] {
        guard seconds != nil, let time else { return ["\(MatchedPhrase.nobodyAnswers)"] }
        _ = await person.stop.sleep(time)
        return try stopped()
    }

    private func stopped() throws(ModuleFailure) -> [String] {
        if person.stop.isRequested { throw ModuleFailure("the run was interrupted during this pause") }
        if let limit, limit < seconds.map({ Double($0) }) ?? .infinity {
            throw ModuleFailure("the pause is longer than the timeout of the task")
        }
        return []
    }

    private func decision(_ keys: @Sendable (KeyWait) async -> KeyWait.End) async throws(ModuleFailure) -> String {
        person.tell("\(MatchedPhrase.continueOrAbort)")
        var wait = KeyWait()
        (wait.ending, wait.interrupting) = (.letter("c"), .letter("a"))
        if case .typed(let text) = await keys(wait) { return text }
        throw ModuleFailure("\(MatchedPhrase.aborted)")
    }
}

/// A number of seconds or minutes, of which only the whole ones count.
struct WholeTime: ArgumentValue {
    let count: Int

    static var typeName: String { "number" }

    static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> WholeTime {
        switch value {
        case .int(let count): return WholeTime(count: count)
        case .double(let count):
            if let whole = Int(exactly: count.rounded(.towardZero)) { return WholeTime(count: whole) }
        default:
            if let count = value.text.flatMap({ Int($0.trimmed) }) { return WholeTime(count: count) }
        }
        throw ArgumentProblem("\(MatchedPhrase.noInteger): \(value.text ?? value.kindInWords)")
    }
}
