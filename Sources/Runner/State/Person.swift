/// The person before the run, as an action may speak with them.
struct Person: Sendable {
    let stop: StopRequest
    /// Waits for keys; `nil` where nobody sits at a terminal.
    let keys: (@Sendable (KeyWait) async -> KeyWait.End)?
    /// Shows a text.
    let tell: @Sendable (String) -> Void
}

/// What keys are waited for.
package struct KeyWait: Sendable {
    package enum End: Sendable, Hashable {
        /// What was typed until a key that ends it.
        case typed(String)
        case interrupted
        /// The time is over, or the run is to stop.
        case over
    }

    /// Seconds; `nil` for as long as it takes.
    package var seconds: Double?
    /// Whether what is typed is shown.
    package var echoes = false
    /// The key that ends it, and the one that interrupts it: Return and Control-C, or letters in lower case.
    package var ending: Key? = .line
    package var interrupting = Key.control

    package enum Key: Sendable, Hashable {
        case line, control
        case letter(Character)
    }
}
