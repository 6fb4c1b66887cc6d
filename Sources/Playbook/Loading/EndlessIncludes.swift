import Values

extension Task {
    /// Includes within includes: what repeats itself on purpose stays far below.
    private static let deepestInclude = 500

    /// - Throws: where an include stands within so many others that it will hardly end, with the way that led there.
    func refuseEndlessIncludes() throws(Diagnostics) {
        let spans = enclosure.includes
        guard spans.count >= Self.deepestInclude else { return }
        throw Diagnostics(
            Diagnostic(
                "include", "includes nested without end",
                detail: "\(spans.count) includes are nested: \(Self.told(spans.map(\.description))).",
                at: span,
                help: "a file that includes itself needs a condition that ends the recursion"))
    }

    /// Each place once, in the order in which they came.
    private static func told(_ positions: [String]) -> String {
        var counts: [String: Int] = [:]
        var order: [String] = []
        for position in positions {
            if counts[position] == nil { order.append(position) }
            counts[position, default: 0] += 1
        }
        return order.map { position in
            let count = counts[position] ?? 1
            return count == 1 ? position : "\(position) (\(count) times)"
        }.joined(separator: ", then ")
    }
}
