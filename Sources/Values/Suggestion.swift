/// Finds what a person may have meant by a misspelt name.
package enum Suggestion {
    /// The one candidate that is near enough and nearer than all others; `nil` when none or several fit.
    ///
    /// Near enough is a third of the word's length, at least one edit; a swap of neighbours is one edit. Failing
    /// that, a word may be short for the one candidate that it begins, `dir` for `directory`, or that it is an
    /// abbreviation of, `srv_name` for `server_name`.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let candidates = Array(candidates)
        return misspelt(word, candidates) ?? begun(word, candidates) ?? abbreviated(word, candidates)
    }

    /// The nearest name as a question for a message; `nil` when there is none.
    package static func question(for word: String, among candidates: some Sequence<String>) -> String? {
        nearest(to: word, among: candidates).map { "did you mean `\($0)`?" }
    }

    private static func misspelt(_ word: String, _ candidates: [String]) -> String? {
        let limit = limit(word)
        var best: (name: String, distance: Int)?
        var tied = false
        for candidate in candidates where candidate != word {
            guard abs(candidate.count - word.count) <= limit else { continue }
            let distance = distance(Array(word.lowercased()), Array(candidate.lowercased()))
            guard distance <= limit else { continue }
            if let known = best, distance >= known.distance {
                tied = tied || (distance == known.distance && candidate != known.name)
            } else {
                best = (candidate, distance)
                tied = false
            }
        }
        return tied ? nil : best?.name
    }

    private static func limit(_ word: String) -> Int { Swift.max(1, word.count / 3) }

    private static func begun(_ word: String, _ candidates: [String]) -> String? {
        guard word.count >= 3 else { return nil }
        // Shorter ones were judged as what may be misspelt.
        let fitting = Set(candidates.filter { $0.hasPrefix(word) && $0.count > word.count + limit(word) })
        return fitting.count == 1 ? fitting.first : nil
    }

    private static func abbreviated(_ word: String, _ candidates: [String]) -> String? {
        guard word.count >= 4 else { return nil }
        let fitting = Set(
            candidates.filter { $0.count <= word.count * 2 && isAbbreviation(word, of: $0) && $0 != word })
        return fitting.count == 1 ? fitting.first : nil
    }

    /// Whether all letters of `word` stand in `full` in this order, the first one first.
    private static func isAbbreviation(_ word: String, of full: String) -> Bool {
        guard word.first == full.first else { return false }
        var rest = full[...]
        for letter in word {
            guard let index = rest.firstIndex(of: letter) else { return false }
            rest = rest[rest.index(after: index)...]
        }
        return true
    }

    /// The optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, leftCharacter) in left.enumerated() {
            var current = [row + 1]
            for (column, rightCharacter) in right.enumerated() {
                let replaced = last[column] + (leftCharacter == rightCharacter ? 0 : 1)
                var least = Swift.min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, leftCharacter == right[column - 1], left[row - 1] == rightCharacter {
                    least = Swift.min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
