package import Runner

/// Renders the events of a run as text. Pure: what is done with the text is the executable's business.
package protocol View: Sendable {
    /// The text to show for an event, with its line breaks; empty for nothing.
    mutating func text(for event: RunEvent) -> String
}
