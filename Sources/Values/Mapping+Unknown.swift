/// What a forecast does not know, as data: it is stored like any other value, and told apart where it is used.
extension Mapping {
    private static let mark: Value = "known_after_apply"

    /// Whether only these keys are known, and all others once earlier changes are made: the result of a task that
    /// check mode leaves out.
    package var isPartlyKnown: Bool { self[Self.mark] == true }

    /// Whether nothing is known but that there will be a value.
    package var isUnknown: Bool { count == 1 && isPartlyKnown }

    /// The same, of which no other key is known.
    package var partlyKnown: Mapping { merging(Mapping([(Self.mark, Value.bool(true))])) }
}

extension Value {
    /// A value that is known once earlier changes are made.
    package static let unknown: Value = .map(Mapping().partlyKnown)
}
