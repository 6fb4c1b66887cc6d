import Values

extension Task {
    /// Includes within includes: what repeats itself on purpose stays far below.
    private static let deepestInclude = 500

    /// - Throws: where an include stands within so many others that it will hardly end, with the way that led there.
    func refuseEndlessIncludes() throws(Diagnostics) {
        let places = enclosure.includes
        guard places.count >= Self.deepestInclude else { return }
        throw Diagnostics(
            Diagnostic(
                "include", "includes nested without end",
                detail: "\(places.count) includes are nested: \(Self.told(places.map(\.description))).",
                at: place,
                help: "a file that includes itself needs a condition that ends the recursion"))
    }

    /// Each place once, in the order in which they came.
    private static func told(_ places: [String]) -> String {
        var counts: [String: Int] = [:]
        var order: [String] = []
        for place in places {
            if counts[place] == nil { order.append(place) }
            counts[place, default: 0] += 1
        }
        return order.map { place in
            let count = counts[place] ?? 1
            return count == 1 ? place : "\(place) (\(count) times)"
        }.joined(separator: ", then ")
    }
}
