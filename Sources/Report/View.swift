package import Runner

/// Renders the events of a run as text. Pure: what is done with the text is the executable's business.
package protocol View: Sendable {
    /// The text to show for an event, with its line breaks; empty for nothing.
    mutating func text(for event: RunEvent) -> String

    /// What of an event belongs on standard error, behind the text.
    mutating func errors(for event: RunEvent) -> String
}

extension View {
    package mutating func errors(for event: RunEvent) -> String { "" }
}
