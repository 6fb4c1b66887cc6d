/// What a tool of the host tells, as a value: how it is asked, what the answer depends on, and how it is read.
///
/// A change says what the value will be (``becoming(_:)``) and not what the tool would print.
package struct HostFact<Value: Hashable & Sendable>: Sendable {
    package let query: Query
    private let read: @Sendable (CommandOutput) throws(ModuleFailure) -> Value

    /// - Parameters:
    ///   - reads: What the answer depends on.
    ///   - read: Makes the value of what the program printed, or says why it cannot be known.
    package init(
        _ command: Command, reads: Footprint...,
        read: @escaping @Sendable (CommandOutput) throws(ModuleFailure) -> Value
    ) {
        var command = command
        command.reads += reads
        query = .command(command)
        self.read = read
    }

    package var probe: Probe<Value> {
        Probe([query]) { answers throws(ModuleFailure) in try value(answers.reply(to: query)) }
    }

    /// For a forecast: what will be known once a change is made.
    package func becoming(_ value: Value) -> [Query: Answer] {
        becoming(value) { $0 == value }
    }

    /// The same where a value leaves open what only the change will tell.
    ///
    /// - Parameter agrees: Whether what the host says then is what was said of it.
    package func becoming(_ value: Value, where agrees: @escaping @Sendable (Value) -> Bool) -> [Query: Answer] {
        let read = read
        return [query: .forecast(ForecastFact(value: value) { output in (try? read(output)).map(agrees) ?? false })]
    }

    private func value(_ answer: Answer) throws(ModuleFailure) -> Value {
        switch answer {
        case .command(let output): return try read(output)
        case .forecast(let fact):
            guard let value = fact.value as? Value else { throw .mismatch(query) }
            return value
        default: throw .mismatch(query)
        }
    }
}

/// In a forecast: what a ``HostFact`` will be.
package struct ForecastFact: Hashable, Sendable {
    let value: any Hashable & Sendable
    private let agrees: @Sendable (CommandOutput) -> Bool

    init(value: any Hashable & Sendable, agrees: @escaping @Sendable (CommandOutput) -> Bool) {
        self.value = value
        self.agrees = agrees
    }

    /// Whether the host says the same now.
    package func agrees(with output: CommandOutput) -> Bool { agrees(output) }

    package static func == (left: ForecastFact, right: ForecastFact) -> Bool {
        AnyHashable(left.value) == AnyHashable(right.value)
    }

    package func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}
